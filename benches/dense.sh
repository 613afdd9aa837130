#!/usr/bin/env bash
# Requests of which every byte costs something: the CPU time of the server for each, the length of its answer, and the most memory so far.
#
#   benches/dense.sh [path/to/medpayiq [files of CMS]]      takes about a minute; python3 is needed
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/dist/medpayiq}
[ $# -eq 0 ] || shift

. benches/server.sh
need python3
prepare_server
import_files "$@"
start_server

# The CPU time of the threads of the server so far, in milliseconds, fine enough for one request. That of threads that ended is not in it.
cpu_of_threads() {
    cat "/proc/$server"/task/*/schedstat | awk '{ total += $1 } END { printf "%.1f", total / 1000000 }'
}

# Sends a request twice and prints the cheaper of the two.
cost() {
    local what=$1 before best=
    shift
    for _ in 1 2; do
        before=$(cpu_of_threads)
        curl --silent --max-time 60 --output "$folder/answer" "$@"
        best=$(awk -v before="$before" -v after="$(cpu_of_threads)" -v best="$best" \
            'BEGIN { spent = after - before; print best == "" || spent < best ? spent : best }')
    done
    printf '%-42s %8.1f ms of CPU %8d bytes, at most %4d MB\n' "$what" "$best" "$(stat --format %s "$folder/answer")" \
        "$(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$server/status")"
}

# A text some times, with a separator between.
times() {
    python3 -c 'import sys; print(sys.argv[3].join([sys.argv[1]] * int(sys.argv[2])))' "$@"
}

# A remittance with one claim whose lines are paid a little less than half of what they should be.
remittance() {
    python3 - "$1" <<'END'
import sys
codes = "99213 93000 20610 11042 17000 97110 97140 36415 71046 93306 72148 64483 45385 43239 92083 93880".split()
lines = int(sys.argv[1])
parts = ["ISA*00*          *00*          *ZZ*PAYER          *ZZ*PAYEE          *250210*0930*^*00501*000000001*0*T*:", "GS*HP*PAYER*PAYEE*20250210*0930*1*X*005010X221A1",
         "ST*835*0001", f"BPR*I*{lines * 3}*C*CHK************20250212", "TRN*1*1*1999999999", "N1*PR*PAYER", "N1*PE*PAYEE*XX*1999999984", "LX*1",
         f"CLP*1*1*{lines * 50}*{lines * 3}*0*MB*1**11", "NM1*QC*1*DOE*EXAMPLE****MI*0XX0XX00000"]
for line in range(lines):
    parts += [f"SVC*HC:{codes[line % len(codes)]}*50*3**1", "DTM*472*20250115", "CAS*CO*45*47"]
parts += [f"SE*{len(parts) - 1}*0001", "GE*1*1", "IEA*1*000000001"]
print("~".join(parts) + "~")
END
}

cost "a page's address with 7,000 parameters" "$url/?q=99213$(python3 -c 'print("".join(f"&p{n}=1" for n in range(7000)))')"
cost "a claim's address with 56,000 digits" "$url/claim?lines=$(times 1 56000 '')"
cost "a search for a letter fifty times" "$url/v1/codes?limit=1&q=$(times s 50 +)"
cost "the page of such a search" "$url/?q=$(times s 50 +)"
cost "the page of a search of 4,000 letters" "$url/?q=$(times c 4000 +)"
for lines in 12 25 50; do
    remittance "$lines" >"$folder/835"
    cost "a remittance of one claim, $lines lines" --header "content-type: application/edi-x12" --data-binary "@$folder/835" \
        "$url/v1/remittances/variance?locality=01112-05"
done
times column 30000 , >"$folder/csv"
cost "a CSV header of 30,000 unknown columns" --header "content-type: text/csv" --data-binary "@$folder/csv" "$url/v1/estimates/batch"
echo "{\"lines\": [$(times '{"hcpcs": "99213", "unit": 1}' 7000 ,)]}" >"$folder/json"
cost "an estimate with 7,000 faults" --header "content-type: application/json" --data-binary "@$folder/json" "$url/v1/estimates"
echo "{\"$(times n 120000 '')\": {$(times '"a": 0' 15000 ,)}}" >"$folder/json"
cost "a message with 15,000 repeated fields" --header "content-type: application/json" --data-binary "@$folder/json" "$url/mcp"
python3 -c 'print("--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n" + "\r\n--" * 125000 + "\r\n--B--\r\n", end="")' >"$folder/form"
cost "a form with 125,000 begun boundaries" --header "content-type: multipart/form-data; boundary=B" --data-binary "@$folder/form" "$url/claim"
