#!/usr/bin/env bash
# The effect of a quarter of NCCI's edits on requests: the 99th percentile of GET /v1/codes/99213 before, and while another
# process imports the quarter and the server swaps it in for its extract. Any failed request fails the measurement.
#
#   benches/swap.sh NCCI_FOLDER [path/to/medpayiq]      takes about a minute; wrk is needed
set -euo pipefail
cd "$(dirname "$0")/.."

files=${1:?the folder of NCCI files}
program=${2:-target/dist/medpayiq}

. benches/server.sh
need wrk
prepare_server

# The 99th percentile of requests during some seconds, in milliseconds.
measure() {
    local report
    report=$(wrk -t1 -c4 -d"$1s" --latency "$url/v1/codes/99213")
    if grep -E 'Non-2xx|Socket errors' <<<"$report" >&2; then fail "some requests failed"; fi
    awk '/ 99%/ { value = $2; if (value ~ /us$/) print value / 1000; else if (value ~ /ms$/) print value + 0; else print value * 1000 }' <<<"$report"
}

# The number of releases that are only extracts. The imported one replaces an extract.
extracts() {
    curl --silent --fail "$url/v1/releases" | grep -o '"extract":true' | wc -l
}

start_server
extracts=$(extracts)
before=$(measure 10)
began=$(date +%s.%N)
(
    "$program" import "$files"/ccipra-*.zip >"$folder/import" 2>&1
    date +%s.%N >"$folder/imported"
) &
importing=$!
during=$(measure 30)
wait "$importing" || fail "$(cat "$folder/import")"
for _ in $(seq 600); do [ "$(extracts)" -lt "$extracts" ] && break; sleep 0.1; done
[ "$(extracts)" -lt "$extracts" ] || fail "the new quarter is not served: $(cat "$folder/import" | head -n 3)"
awk -v before="$before" -v during="$during" -v began="$began" -v ended="$(cat "$folder/imported")" 'BEGIN {
    printf "99th percentile: %.2f ms before, %.2f ms during import and swap (%.1f times); the import took %.1f s\n", before, during, during / before, ended - began
}'
