#!/usr/bin/env bash
# What many denial reports cost: it makes them with SQL in a private PostgreSQL of its own, then measures the start of a server, its
# memory, the size of the tables, and how long reading and contributing take. It prints a table, and removes everything at its end.
#
#   benches/reports.sh [path/to/medpayiq [reports]]      10,000,000 reports by default, which take some 5 GB of disk while it runs
#
# curl and PostgreSQL's psql are needed. A fifth of the reports are of one code, the others of 8,000 codes.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/dist/medpayiq}
reports=${2:-10000000}

. benches/server.sh
command -v curl >/dev/null || fail "curl is missing"
psql=$(command -v psql || ls -d /usr/lib/postgresql/*/bin/psql 2>/dev/null | tail -n 1)
[ -n "$psql" ] || fail "psql is missing"
prepare_server
export MEDPAYIQ_TRUST_FORWARDED_FOR=true MEDPAYIQ_REPORTS_PER_HOUR=1000000
start_server

# The private PostgreSQL lets in only the account that owns its folder.
sql() {
    local owner
    owner=$(stat --format %U "$folder/data/socket")
    local ask=("$psql" --quiet --no-align --tuples-only --host "$folder/data/socket" --username medpayiq --dbname medpayiq
        --set ON_ERROR_STOP=1)
    if [ "$(id -un)" = "$owner" ]; then "${ask[@]}"; else runuser -u "$owner" -- "${ask[@]}"; fi
}

now() { date +%s%N; }
since() { awk -v began="$1" -v ended="$(now)" 'BEGIN { printf "%.1f s", (ended - began) / 1e9 }'; }
row() { printf '| %s | %s |\n' "$1" "$2"; }

# How long the answers to a request take in milliseconds: the median and the longest of 200, each from an address of its own. A body
# is posted.
times() {
    local target=$1 body=${2:-}
    for n in $(seq 200); do
        printf 'url = "%s"\noutput = /dev/null\nsilent\nfail\nwrite-out = "%%{time_total}\\n"\n' "$target"
        printf 'header = "X-Forwarded-For: 10.0.%s.1"\n' "$n"
        [ -z "$body" ] || printf 'json = "%s"\n' "${body//\"/\\\"}"
        [ "$n" = 200 ] || echo next
    done >"$folder/requests"
    curl --config "$folder/requests" >"$folder/times" || fail "$target: a request failed"
    sort --numeric-sort "$folder/times" |
        awk '{ times[NR] = $1 * 1000 } END { printf "%.1f ms, %.1f ms at most", times[int((NR + 1) / 2)], times[NR] }'
}

began=$(now)
sql >/dev/null <<SQL
-- The reports name groups and reasons that exist, so they are not looked up one by one.
set session_replication_role = replica;
create temporary table codes as
    select n as number, case n when 0 then '76377' else (20000 + n)::text end as hcpcs from generate_series(0, 9999) as n;
insert into denial_reports (id, hcpcs, modifiers, place_of_service, payer, group_code, carc, rarcs, service_month, billed_bucket,
                            received_on, retraction_sha256, state, counted)
select n::bigint * 7919, hcpcs,
       case n % 4 when 0 then array['25'] when 1 then array['59', 'RT'] else array[]::text[] end,
       (array['11', '22', '21', null])[1 + n % 4],
       (array['medicare', 'medicaid', 'commercial', 'tricare'])[1 + n % 4],
       (array['CO', 'PR'])[1 + n % 2],
       (array['97', '16', '50', '151', '18', '29'])[1 + n % 6],
       case n % 3 when 0 then array['N19'] else array[]::text[] end,
       date '2025-01-01' + make_interval(months => n % 24),
       null, date '2025-01-01' + n % 700, sha256(n::text::bytea), 'accepted', true
from generate_series(1, $reports) as n
join codes on codes.number = case when n % 5 = 0 then 0 else n % 10000 end;
insert into denial_ledgers (hcpcs, live_reports, waiting_reports, covered_reports, is_open)
select hcpcs, count(*), 0, count(*), true from denial_reports group by hcpcs;
insert into denial_counts (hcpcs, field, value, reports)
select hcpcs, 'reason', group_code || ' ' || carc, count(*) from denial_reports group by 1, 3
union all select hcpcs, 'payer', payer, count(*) from denial_reports group by 1, 3
union all select hcpcs, 'remark', unnest(rarcs), count(*) from denial_reports group by 1, 3
union all select hcpcs, 'modifier', unnest(modifiers), count(*) from denial_reports group by 1, 3;
vacuum analyze denial_reports, denial_ledgers, denial_counts;
SQL
made=$(since "$began")

count_all() {
    local began
    began=$(now)
    sql >/dev/null <<<"select hcpcs, group_code, carc, count(*) from denial_reports group by 1, 2, 3"
    since "$began"
}
counted=$(count_all)

size() { sql <<<"select pg_size_pretty($1)"; }
kill "$server"
wait "$server" || true
began=$(now)
start_server
started=$(since "$began")
# Until everything is loaded and what loading needed is free again.
sleep 10
memory=$(awk '$1 == "VmRSS:" { print int($2 / 1024) " MB" }' "/proc/$server/status")

report='{"hcpcs": "76377", "payer": "medicare", "group": "CO", "carc": "97", "service_month": "2025-03"}'
printf '%s reports in %s codes, made in %s. On %s cores.\n\n| what | figure |\n|---|---|\n' \
    "$(sql <<<"select to_char(count(*), 'FM999,999,999') from denial_reports")" \
    "$(sql <<<'select to_char(count(*), '"'FM999,999'"') from denial_ledgers')" "$made" "$(nproc)"
row "start of a server until it is ready" "$started"
row "memory of that server after ten seconds" "$memory"
row "reports on disk, with indexes" "$(size "pg_total_relation_size('denial_reports')")"
row "of these, the index of retraction tokens" "$(size "pg_relation_size('denial_reports_retraction')")"
row "figures on disk, with indexes" "$(size "pg_total_relation_size('denial_ledgers') + pg_total_relation_size('denial_counts')")"
row "the whole database" "$(size "pg_database_size('medpayiq')")"
row "denials of the code with most reports" "$(times "$url/v1/codes/76377/denials")"
row "denials of a usual code" "$(times "$url/v1/codes/20001/denials")"
row "contribute a report of the code with most reports" \
    "$(times "$url/v1/denial-reports" "$report")"
row "count all reports by code and reason, which no request does" "$counted"
