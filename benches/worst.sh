#!/usr/bin/env bash
# What dense claims cost: the CPU time of the server for twenty lines that meet most rules (benches/twenty.json) and for each of the
# worst claims (benches/worst.ndjson), and how long GET /livez takes while 64 clients send one of these.
#
#   benches/worst.sh [path/to/medpayiq [files of CMS]]      takes about a minute; wrk is needed
#
# The claims were found with RVU25A and NCCI's edits of 2024Q3. With the starter data most of their codes are unknown.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/dist/medpayiq}
[ $# -eq 0 ] || shift

. benches/server.sh
need wrk
prepare_server
import_files "$@"
start_server

# Sends a claim for some seconds and prints the number of answers. Any other answer than 2xx fails the measurement.
send() {
    local report
    report=$(BODY=$1 wrk -t1 -c"$2" -d"$3s" -s benches/worst.lua "$url/v1/estimates")
    if grep -E 'Non-2xx' <<<"$report" >&2; then fail "some requests failed"; fi
    awk '/requests in/ { print $1 }' <<<"$report"
}

# Prints the CPU time of the server for an answer to a claim.
cost() {
    local before answers
    before=$(cpu)
    answers=$(send "$2" 1 3)
    awk -v name="$1" -v before="$before" -v after="$(cpu)" -v answers="$answers" 'BEGIN {
        printf "%s: %d us of CPU an answer\n", name, (after - before) / answers
    }'
}

# The twenty lines of the example `price_repeatedly`, which meet most rules and edits.
cost "twenty lines" "$(<benches/twenty.json)"
number=0
while read -r claim; do
    number=$((number + 1))
    worst=$claim # read empties its variable at the end of the file
    cost "claim $number" "$claim"
done <benches/worst.ndjson

send "$worst" 64 10 >"$folder/sent" &
sending=$!
sleep 1
for _ in $(seq 100); do
    curl --silent --fail --output /dev/null --write-out '%{time_total}\n' "$url/livez"
    sleep 0.05
done | sort -n >"$folder/livez"
wait "$sending"
awk '{ time[NR] = $1 * 1000 } END { printf "livez with 64 clients: median %.1f ms, slowest %.1f ms\n", time[int((NR + 1) / 2)], time[NR] }' \
    "$folder/livez"
