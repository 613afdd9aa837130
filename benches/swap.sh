#!/usr/bin/env bash
# What requests feel of a new quarter of NCCI's edits: the 99th percentile of GET /v1/codes/99213 before, and while the
# quarter is imported by another process and swapped in. Fails on any request that is not answered well.
#
#   benches/swap.sh NCCI_FOLDER [path/to/medpayiq]      takes about a minute; wrk is needed
set -euo pipefail
cd "$(dirname "$0")/.."

files=${1:?the folder of NCCI files}
program=${2:-target/release/medpayiq}

fail() {
    echo "swap: $1" >&2
    exit 1
}

command -v wrk >/dev/null || fail "wrk is missing"
[ -x "$program" ] || fail "$program is missing: build it with 'cargo build --release'"

folder=$(mktemp -d /tmp/medpayiq-swap.XXXXXX)
chmod 711 "$folder" # PostgreSQL's account must reach its data when root runs this
server=
stop() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" || true
    fi
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

port=20000
while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
url=http://127.0.0.1:$port
export MEDPAYIQ_DATA_DIR=$folder/data MEDPAYIQ_LOG=info
unset DATABASE_URL

start() {
    MEDPAYIQ_LISTEN="127.0.0.1:$port" "$program" serve >>"$folder/log" 2>&1 </dev/null &
    server=$!
    for _ in $(seq 600); do
        if curl --silent --fail --output /dev/null "$url/readyz"; then return; fi
        kill -0 "$server" 2>/dev/null || fail "the server ended: $(tail -n 5 "$folder/log")"
        sleep 0.05
    done
    fail "not ready after 30 seconds: $(tail -n 5 "$folder/log")"
}

# The 99th percentile of so many seconds of requests, in milliseconds.
measure() {
    local report
    report=$(wrk -t1 -c4 -d"$1s" --latency "$url/v1/codes/99213")
    if grep -E 'Non-2xx|Socket errors' <<<"$report" >&2; then fail "not every request was answered well"; fi
    awk '/ 99%/ { value = $2; if (value ~ /us$/) print value / 1000; else if (value ~ /ms$/) print value + 0; else print value * 1000 }' <<<"$report"
}

rows() {
    curl --silent --fail "$url/v1/releases" | grep -c 'PTP_2024Q4' || true
}

start
"$program" import "$files" >"$folder/import" 2>&1 || fail "$(cat "$folder/import")"
for _ in $(seq 100); do grep -q 'milliseconds' "$folder/log" && break; sleep 0.1; done
sleep 3
before=$(measure 10)
began=$(date +%s.%N)
(
    "$program" import --release 2024Q4 "$files"/ccipra-*.zip >"$folder/import" 2>&1
    date +%s.%N >"$folder/imported"
) &
importing=$!
during=$(measure 20)
wait "$importing" || fail "$(cat "$folder/import")"
[ "$(rows)" = 1 ] || fail "the new quarter is not served"
awk -v before="$before" -v during="$during" -v began="$began" -v ended="$(cat "$folder/imported")" 'BEGIN {
    printf "99th percentile: %.2f ms before, %.2f ms during import and swap (%.1f times); the import took %.1f s\n", before, during, during / before, ended - began
}'
