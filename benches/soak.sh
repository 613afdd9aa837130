#!/usr/bin/env bash
# Whether the memory of the server stays flat under mixed traffic: estimates, pages and look-ups, toolkits, batches, denial reports.
# It prints the memory every half minute, and fails if a request failed or if the last quarter of the time needed a tenth
# more memory than the second one.
#
#   benches/soak.sh [path/to/medpayiq [minutes]]      takes ten minutes; wrk and curl are needed
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/dist/medpayiq}
minutes=${2:-10}
seconds=$((minutes * 60))

. benches/server.sh
need wrk
need curl
prepare_server
export MEDPAYIQ_TRUST_FORWARDED_FOR=true
start_server

memory() {
    awk '$1 == "VmRSS:" { print int($2 / 1024) }' "/proc/$server/status"
}

# Batches of 20,000 rows, one after the other, until the time is over.
batches() {
    local ends=$((SECONDS + seconds)) answered
    awk 'BEGIN {
        split("99213 99214 93000 71046 76377 97110 36415 70553 G0439 80061", codes, " ")
        for (row = 0; row < 20000; row++)
            printf "{\"date_of_service\": \"2025-%02d-15\", \"zip\": \"94110\", \"hcpcs\": \"%s\", \"charge\": \"%d.00\"}\n", row % 12 + 1, codes[row % 10 + 1], 50 + row % 400
    }' >"$folder/rows.ndjson"
    while [ $SECONDS -lt $ends ]; do
        answered=$(curl --silent --fail --header "content-type: application/x-ndjson" --upload-file "$folder/rows.ndjson" \
            --request POST "$url/v1/estimates/batch" | grep --count --fixed-strings '"totals"') || true
        [ "$answered" -eq 20000 ] || return 1
        echo >>"$folder/batches"
        sleep 1
    done
}

load() {
    local name=$1
    shift
    wrk -t1 -d"${seconds}s" --timeout 10s "$@" >"$folder/$name.report" &
    running+=($!)
}

running=()
load estimates -c8 -s benches/estimate.lua "$url/v1/estimates"
load pages -c4 -s benches/pages.lua "$url"
load toolkits -c1 -s benches/toolkit.lua "$url"
load denials -c1 -s benches/denials.lua "$url"
batches & running+=($!)

ends=$((SECONDS + seconds))
while [ $SECONDS -lt $ends ]; do
    echo "$((seconds - ends + SECONDS)) $(memory)" | tee -a "$folder/memory" | awk '{ print $1 " s: " $2 " MB" }'
    sleep 30
done
for one in "${running[@]}"; do wait "$one" || fail "a batch failed"; done

for name in estimates pages toolkits denials; do
    report=$folder/$name.report
    # Reports beyond the hourly limit of a code are held, not refused.
    if grep -E 'Non-2xx|Socket errors' "$report" >&2; then fail "$name: some requests failed"; fi
    awk -v name="$name" '/ requests in / { print name ": " $1 " answers" }' "$report"
done
echo "batches: $(wc -l <"$folder/batches") of 20,000 rows"
awk -v all="$seconds" '
    $1 >= all / 4 && $1 < all / 2 { early += $2; earlies++ }
    $1 >= all * 3 / 4 { late += $2; lates++ }
    END {
        early /= earlies; late /= lates
        printf "memory: %d MB in the second quarter, %d MB in the last\n", early, late
        exit late > early * 1.1
    }
' "$folder/memory" || fail "the memory grows"
