#!/usr/bin/env bash
# Estimates a second of one server, compared with its cheapest answer (GET /livez). The ratio of the two shows the cost of
# pricing. Other work of the machine changes single rounds by a third, so the median of several rounds counts.
#
#   benches/load.sh [path/to/medpayiq]      takes about 45 seconds
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/dist/medpayiq}
seconds=3
rounds=7

. benches/server.sh
need wrk
prepare_server
start_server

# Requests a second. Any other answer than 2xx fails the measurement.
measure() {
    local report
    report=$(wrk -t2 -c32 -d"${seconds}s" "$@")
    if grep -E 'Non-2xx|Socket errors' <<<"$report" >&2; then fail "wrk $*: some requests failed"; fi
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
