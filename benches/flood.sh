#!/usr/bin/env bash
# What a flood of denial reports costs others. 100,000 rows of allowances come from the last hour, as after 28 reports a second.
# Then eight clients report without a pause, and others send estimates and ask for /livez.
#
#   benches/flood.sh [path/to/medpayiq [seconds]]      takes half a minute; wrk and psql are needed
#
# It fails if an estimate or /livez fails, or if the 99th percentile of either is 20 ms or more.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/dist/medpayiq}
seconds=${2:-20}
most_wait=20 # ms, the 99th percentile

. benches/server.sh
need wrk
need psql postgresql-client
prepare_server
# Each report is from another address.
export MEDPAYIQ_TRUST_FORWARDED_FOR=true
start_server

# The rows of other contributors, which the server opens in vain. A sealed row looks like random bytes.
sealed_bytes=84
socket=$(find "$folder" -name '.s.PGSQL.*' ! -name '*.lock' -print -quit)
[ -S "$socket" ] || fail "the socket of PostgreSQL is missing"
psql --quiet --set ON_ERROR_STOP=1 --host "$(dirname "$socket")" --port "${socket##*.}" --username medpayiq --dbname medpayiq <<SQL || fail "no rows were added"
insert into contributions (slot, began_hour, hcpcs, sealed)
select ((now() at time zone 'utc')::date - date '2000-01-01') % 3, date_trunc('hour', now(), 'UTC'), null,
       substring(sha512(i::text::bytea) || sha512((-i)::text::bytea) for $sealed_bytes)
from generate_series(1, 100000) i;
SQL

report() {
    local name=$1
    shift
    wrk -t1 -d"${seconds}s" --timeout 10s --latency "$@" >"$folder/$name" &
    running+=($!)
}

running=()
report reports -c8 -s benches/flood.lua "$url"
report estimates -c8 -s benches/estimate.lua "$url/v1/estimates"
report livez -c1 -s benches/pause.lua "$url/livez"
for one in "${running[@]}"; do wait "$one"; done

for name in reports estimates livez; do
    echo "$name: $(awk '/ requests in / { requests = $1 } $1 == "50%" || $1 == "99%" { shown = shown ", " $1 " within " $2 } /Non-2xx/ { refused = $NF } END { print requests " answers, " refused + 0 " refused" shown }' "$folder/$name")"
done
for name in estimates livez; do
    if grep -E 'Non-2xx|Socket errors' "$folder/$name" >&2; then fail "$name: some requests failed"; fi
    awk -v most="$most_wait" '$1 == "99%" { value = $2 + 0; if ($2 ~ /us$/) value /= 1000; else if ($2 !~ /ms$/) value *= 1000; exit !(value < most) }' "$folder/$name" ||
        fail "$name: the 99th percentile is $most_wait ms or more"
done
echo "steady"
