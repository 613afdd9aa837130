#!/usr/bin/env bash
# Counts the instructions of answers, which other work of the machine does not change: a row of a batch as NDJSON, as CSV and in its
# minimal form, the first reads of codes, and a search. It needs valgrind and curl. The server loads at full speed and is counted only
# while it answers.
#
#   benches/instructions_http.sh [path/to/medpayiq [files of CMS]]      takes some minutes; a program with symbols can be profiled
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/dist/medpayiq}
[ $# -eq 0 ] || shift

. benches/server.sh
need valgrind
prepare_server
import_files "$@"
start_counted_server

# The instructions of the server while a command runs.
count() {
    callgrind_control --zero "$server" >/dev/null
    callgrind_control --instr=on "$server" >/dev/null
    "$@" >"$folder/answer" || fail "$* failed"
    callgrind_control --instr=off "$server" >/dev/null
    callgrind_control --dump "$server" >/dev/null
    # The dump is complete when its name is.
    awk '/^(summary|totals):/ { total = $2 } END { print total }' "$(ls -t "$folder"/callgrind.* | head -n 1)"
}

batch() {
    curl --silent --fail --output "$folder/priced" --header "content-type: $1" --header "Prefer: $2" --data-binary "@$3" "$url/v1/estimates/batch"
}

rows() {
    local what=$1 media_type=$2 prefer=$3 header=$4 row=$5 few many
    for number in 1000 3000; do
        { [ -z "$header" ] || echo "$header"; for _ in $(seq "$number"); do echo "$row"; done; } >"$folder/$number"
    done
    batch "$media_type" "$prefer" "$folder/1000"
    few=$(count batch "$media_type" "$prefer" "$folder/1000")
    many=$(count batch "$media_type" "$prefer" "$folder/3000")
    if grep -q '"problem"' "$folder/priced"; then fail "$what: $(head -n 1 "$folder/priced")"; fi
    printf '%-28s %8d instructions a row\n' "$what" "$(((many - few) / 2000))"
}

json='{"date_of_service": "2025-01-15", "place_of_service": "11", "locality": "01112-05", "id": "1", "hcpcs": "99213", "units": 1, "charge": "150.00"}'
names=date_of_service,place_of_service,locality,id,hcpcs,units,charge
csv=2025-01-15,11,01112-05,1,99213,1,150.00
rows "NDJSON" application/x-ndjson "" "" "$json"
rows "NDJSON, return=minimal" application/x-ndjson return=minimal "" "$json"
rows "CSV" text/csv "" "$names" "$csv"
rows "CSV, return=minimal" text/csv return=minimal "$names" "$csv"

read_once() {
    printf '%-28s %8d instructions\n' "$1" "$(count curl --silent --fail "$url$1")"
}

# What is needed once for all codes is made before.
curl --silent --fail --output /dev/null "$url/v1/codes/99215" --output /dev/null "$url/v1/codes/99215/tips"
for code in 99213 93000 36592 76377 27447; do
    read_once "/v1/codes/$code"
    read_once "/v1/codes/$code/tips"
done
curl --silent --fail --output /dev/null "$url/v1/codes?q=knee"
read_once "/v1/codes?q=mri+brain"
