#!/usr/bin/env bash
# How many estimates a second one server answers, against the cheapest answer it has (GET /livez): what pricing itself
# costs shows in the ratio of the two. Starts a release build with a database of its own, and stops it again. What else a
# machine does moves single rounds by a third: the median of several is the figure.
#
#   benches/load.sh [path/to/medpayiq]      takes about 45 seconds
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/release/medpayiq}
seconds=3
rounds=7

fail() {
    echo "load: $1" >&2
    exit 1
}

command -v wrk >/dev/null || fail "wrk is missing: install it with 'apt-get install wrk', 'dnf install wrk' or 'brew install wrk'"
[ -x "$program" ] || fail "$program is missing: build it with 'cargo build --release'"

folder=$(mktemp -d /tmp/medpayiq-load.XXXXXX)
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

env -u DATABASE_URL MEDPAYIQ_LISTEN="127.0.0.1:$port" MEDPAYIQ_DATA_DIR="$folder/data" \
    "$program" serve >"$folder/log" 2>&1 </dev/null &
server=$!

for _ in $(seq 300); do
    if curl --silent --fail --output /dev/null "$url/readyz"; then break; fi
    kill -0 "$server" 2>/dev/null || fail "the server ended: $(tail -n 5 "$folder/log")"
    sleep 0.1
done
curl --silent --fail --output /dev/null "$url/readyz" || fail "not ready after 30 seconds: $(tail -n 5 "$folder/log")"

# Requests a second; anything but an answer of 2xx is a failure, not a measurement.
measure() {
    local report
    report=$(wrk -t2 -c32 -d"${seconds}s" "$@")
    if grep -E 'Non-2xx|Socket errors' <<<"$report" >&2; then fail "wrk $*: not every request was answered well"; fi
    awk '/^Requests\/sec:/ { print $2 }' <<<"$report"
}

for round in $(seq "$rounds"); do
    livez=$(measure "$url/livez")
    estimates=$(measure -s benches/estimate.lua "$url/v1/estimates")
    awk -v round="$round" -v livez="$livez" -v estimates="$estimates" 'BEGIN {
        printf "round %d: livez %d/s, estimates %d/s, ratio %.2f\n", round, livez, estimates, estimates / livez
    }' | tee -a "$folder/rounds"
done
sort -k8 "$folder/rounds" | awk '{ ratio[NR] = $8 } END { print "median ratio " ratio[(NR + 1) / 2] }'
