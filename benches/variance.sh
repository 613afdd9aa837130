#!/usr/bin/env bash
# Lines a second of POST /v1/remittances/variance from end to end, and the memory of the server. The remittance (X12 835) is made of
# the server's own estimates, so every line must come back as expected. In a second one, one line in 20 is paid 10 percent less, so
# its cause is searched.
#
#   benches/variance.sh [path/to/medpayiq [megabytes]]      20 MB, the longest body, take some seconds
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/dist/medpayiq}
megabytes=${2:-20}
locality=01112-05

. benches/server.sh
need curl
prepare_server
start_server

memory() {
    awk '/^Vm(RSS|HWM):/ { printf "%s %d MB ", $1, $2 / 1024 }' "/proc/$server/status"
}

# Claims of two lines, of common codes with their modifiers.
awk 'BEGIN {
    split("99213:25 99214:25 99204:25 99212:25 99203:25 99215:25", visits, " ")
    split("20610:RT 71046 76377:26 70553 93000 17000 97110:GP", others, " ")
    for (claim = 0; claim < 5000; claim++) {
        split(visits[claim % 6 + 1], visit, ":")
        split(others[claim % 7 + 1], other, ":")
        modifiers = other[2] == "" ? "" : "\"" other[2] "\""
        printf "{\"date_of_service\": \"2025-%02d-%02d\", \"locality\": \"'"$locality"'\", \"lines\": [" \
            "{\"hcpcs\": \"%s\", \"modifiers\": [\"%s\"], \"charge\": \"%d.00\"}, {\"hcpcs\": \"%s\", \"modifiers\": [%s], \"charge\": \"%d.00\"}]}\n", \
            claim % 3 + 1, claim % 28 + 1, visit[1], visit[2], 300 + claim % 400, other[1], modifiers, 900 + claim % 300
    }
}' >"$folder/claims.ndjson"
curl --silent --fail --header "content-type: application/x-ndjson" --header "prefer: return=minimal" \
    --upload-file "$folder/claims.ndjson" --request POST "$url/v1/estimates/batch" >"$folder/estimates.ndjson"

# The remittance: what was billed and what the server estimates, until it is long enough. `cut` in 20 lines are paid less.
remittance() {
    paste -d '\t' "$folder/claims.ndjson" "$folder/estimates.ndjson" | awk -F '\t' -v bytes="$((megabytes * 1000000))" -v cut="$1" '
    function value(text, name,    at) {
        at = index(text, "\"" name "\":")
        if (!at) return ""
        text = substr(text, at + length(name) + 3)
        sub(/^ *"/, "", text)
        sub(/".*/, "", text)
        return text
    }
    function put(segment) { printf "%s~\n", segment; written += length(segment) + 2 }
    {
        billed = $1; parts = split($2, amounts, /"amounts":/)
        split(billed, lines, /"hcpcs": /)
        day[NR] = value(billed, "date_of_service"); gsub("-", "", day[NR])
        for (line = 2; line < parts + 1; line++) {
            text = lines[line]; split(text, code, "\"")
            modifier = text; sub(/.*"modifiers": \[/, "", modifier); sub(/\].*/, "", modifier); gsub("\"", "", modifier)
            services[NR, line] = "HC:" code[2] (modifier == "" ? "" : ":" modifier)
            charge[NR, line] = value(text, "charge")
            allowed[NR, line] = value(amounts[line], "allowed")
            coinsurance[NR, line] = value(amounts[line], "coinsurance")
            sequestration[NR, line] = value(amounts[line], "sequestration")
        }
        count[NR] = parts
    }
    END {
        put("ISA*00*          *00*          *ZZ*MEDICARE       *ZZ*CLINIC         *250214*0930*^*00501*000000002*0*T*:")
        put("GS*HP*MEDICARE*CLINIC*20250214*0930*2*X*005010X221A1")
        put("ST*835*0001"); put("BPR*I*0*C*CHK************20250212"); put("TRN*1*CHECK*1999999999")
        put("N1*PR*PART B"); put("N1*PE*EXAMPLE CLINIC*XX*1999999984"); put("LX*1")
        while (written < bytes - 2000) {
            claim = patient++ % NR + 1
            put("CLP*A" patient "*1*" charge[claim, 2] + charge[claim, 3] "*0**MB*9" patient "*11*1")
            put("NM1*QC*1*DOE*EXAMPLE****MI*0XX" patient)
            for (line = 2; line <= count[claim]; line++) {
                number++
                share = cut && number % (20 / cut) == 0 ? 0.9 : 1
                allow = sprintf("%.2f", allowed[claim, line] * share)
                patients = sprintf("%.2f", coinsurance[claim, line] * share)
                budget = sprintf("%.2f", sequestration[claim, line] * share)
                put(sprintf("SVC*%s*%s*%.2f**1", services[claim, line], charge[claim, line], allow - patients - budget))
                put("DTM*472*" day[claim])
                put(sprintf("CAS*CO*45*%.2f**253*%s", charge[claim, line] - allow, budget))
                put("CAS*PR*2*" patients); put("AMT*B6*" allow)
            }
        }
        put("SE*1*0001"); put("GE*1*2"); put("IEA*1*000000002")
    }'
}

# Compares one remittance and counts the verdicts.
measure() {
    local what=$1 file=$2 began ended lines
    began=$(date +%s.%N)
    curl --silent --fail --header "content-type: application/edi-x12" --data-binary "@$file" \
        "$url/v1/remittances/variance?locality=$locality&provider=physician&participating=true&format=ndjson" >"$folder/answer"
    ended=$(date +%s.%N)
    lines=$(($(wc -l <"$folder/answer") - 1))
    awk -v lines="$lines" -v began="$began" -v ended="$ended" -v what="$what" -v memory="$(memory)" \
        -v bytes="$(wc -c <"$file")" 'BEGIN {
        printf "%s: %.1f MB, %d lines, %.1f s, %d lines/s; server %s\n", what, bytes / 1000000, lines, ended - began, lines / (ended - began), memory
    }'
    grep --only-matching '"verdict":"[a-z_]*"' "$folder/answer" | head -n "$lines" | sort | uniq --count
}

echo "before: server $(memory)"
remittance 0 >"$folder/right.835"
measure "paid as estimated" "$folder/right.835"
wrong=$(head -n -1 "$folder/answer" | grep --count --invert-match '"verdict":"as_expected"' || true)
[ "$wrong" -eq 0 ] || fail "$wrong lines are not as expected: $(grep --max-count 1 --invert-match '"verdict":"as_expected"' "$folder/answer")"
remittance 1 >"$folder/cut.835"
measure "one line in 20 paid less" "$folder/cut.835"
