#!/usr/bin/env bash
# What reads of a code cost: the CPU time of the server for the first read of each of many codes, for the same read again, and
# for a caller that has the answer already (304). Then the time of a biller's page as its reader waits for it.
#
#   benches/page.sh [path/to/medpayiq [files of CMS]]      takes about half a minute
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/dist/medpayiq}
[ $# -eq 0 ] || shift

. benches/server.sh
prepare_server
import_files "$@"
start_server

# Up to 100 codes of each of several fields.
for first in 99 93 20 27 45 70 11 92; do
    curl --silent --fail "$url/v1/codes?q=$first&limit=100" | grep -o '"hcpcs":"[^"]*"' | cut -d'"' -f4
done >"$folder/codes"

# Reads an address of each code over one connection, and prints the CPU time of an answer. {code} stands for the code.
measure() {
    local before
    before=$(cpu)
    curl --silent --output /dev/null --write-out '%{http_code}\n' "${@:3}" --config - >"$folder/statuses" < <(
        while read -r code; do printf 'url = "%s%s"\noutput = /dev/null\n' "$url" "${2//\{code\}/$code}"; done <"$folder/codes"
    )
    awk -v before="$before" -v after="$(cpu)" -v name="$1" '
        { statuses[$1]++ }
        END { printf "%-22s %6.0f us of CPU a read", name, (after - before) / NR; for (status in statuses) printf ", %s: %d", status, statuses[status]; print "" }
    ' "$folder/statuses"
}

for path in /page /tips /edits /history; do
    address=/v1/codes/{code}${path#/page}
    measure "${path#/}, first" "$address"
    measure "${path#/}, again" "$address"
    measure "${path#/}, known" "$address" --header 'If-None-Match: *'
done
measure "HTML, first" '/codes/{code}?zip=94110'
measure "HTML, again" '/codes/{code}?zip=94110'

# One reader, one connection, a hundred times: from the request to the last byte of the page.
for code in 99213 76377; do
    for _ in $(seq 100); do printf 'url = "%s/codes/%s?zip=94110"\noutput = /dev/null\n' "$url" "$code"; done |
        curl --silent --compressed --write-out '%{time_total} %{size_download}\n' --config - | sort -n |
        awk -v code="$code" '{ time[NR] = $1 * 1000; size = $2 }
            END { printf "HTML of %s: median %.1f ms, 95 of 100 within %.1f ms, %d bytes compressed\n", code, time[int(NR / 2)], time[int(NR * 0.95)], size }'
done
