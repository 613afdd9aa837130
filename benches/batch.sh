#!/usr/bin/env bash
# Lines a second of POST /v1/estimates/batch from end to end, with the work of the client, and the memory of the server.
#
#   benches/batch.sh [path/to/medpayiq [lines [release.zip]]]      a million lines of the starter data take some seconds
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/dist/medpayiq}
lines=${2:-1000000}
release=${3:-}
block=100000

. benches/server.sh
need curl
[ $((lines % block)) -eq 0 ] || fail "the number of lines must be a multiple of $block"

prepare_server
import_files ${release:+"$release"}
start_server

# Common codes with their modifiers, at five localities and places, as a practice management system has them.
awk -v block="$block" 'BEGIN {
    split("99213 99214 93000 71046 76377:26 97110:GP 36415 99204:25 70553 G0439 80061 20610:RT", services, " ")
    split("01112-05 13202-01 03102-00 10112-00 09102-04", localities, " ")
    split("11 22 11 19 11", places, " ")
    for (row = 0; row < block; row++) {
        split(services[row % 12 + 1], service, ":")
        modifiers = service[2] == "" ? "" : "\"" service[2] "\""
        printf "{\"date_of_service\": \"2025-%02d-15\", \"place_of_service\": \"%s\", \"locality\": \"%s\", \"id\": \"%d\", " \
            "\"hcpcs\": \"%s\", \"modifiers\": [%s], \"units\": 1, \"charge\": \"%d.00\"}\n", \
            row % 12 + 1, places[row % 5 + 1], localities[int(row / 5) % 5 + 1], row, service[1], modifiers, 50 + row % 400
    }
}' >"$folder/rows.ndjson"
sed -E 's/.*"date_of_service": "([^"]*)", "place_of_service": "([^"]*)", "locality": "([^"]*)", "id": "([^"]*)", "hcpcs": "([^"]*)", "modifiers": \[("([^"]*)")?\], "units": 1, "charge": "([^"]*)".*/\1,\2,\3,\4,\5,\7,1,\8/' \
    "$folder/rows.ndjson" >"$folder/rows.csv"
echo date_of_service,place_of_service,locality,id,hcpcs,modifiers,units,charge >"$folder/header.csv"

memory() {
    awk '/^Vm(RSS|HWM):/ { printf "%s %d MB ", $1, $2 / 1024 }' "/proc/$server/status"
}

# One batch of all lines through one connection. Every row must be priced.
measure() {
    local media_type=$1 rows=$2 header=$3 query=${4:-} began ended answered
    began=$(date +%s.%N)
    answered=$({
        [ -z "$header" ] || cat "$header"
        for _ in $(seq $((lines / block))); do cat "$rows"; done
    } | curl --silent --fail --request POST --header "content-type: $media_type" --upload-file - "$url/v1/estimates/batch$query" |
        tee >(tail -n 1 >"$folder/last") | grep --count --fixed-strings --invert-match '"problem"')
    ended=$(date +%s.%N)
    [ "$answered" -eq "$lines" ] || fail "$answered of $lines rows were priced; the last answer: $(cat "$folder/last")"
    awk -v lines="$lines" -v began="$began" -v ended="$ended" -v what="$media_type$query" -v memory="$(memory)" 'BEGIN {
        printf "%s: %d lines, %.1f s, %d lines/s; server %s\n", what, lines, ended - began, lines / (ended - began), memory
    }'
}

echo "before: server $(memory)"
measure application/x-ndjson "$folder/rows.ndjson" ""
measure text/csv "$folder/rows.csv" "$folder/header.csv"
measure application/x-ndjson "$folder/rows.ndjson" "" "?trace=true"
