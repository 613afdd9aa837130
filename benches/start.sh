#!/usr/bin/env bash
# The import of a quarter of PTP edits, and starts of a server that has it. A first server runs PostgreSQL. Each start is that of
# another one on the same database: how long it takes until it is ready, and its memory then and a minute later.
#
#   benches/start.sh PROGRAM FILES      takes about two minutes
#
# FILES are CMS's: fee schedules, ZIP codes, and the four archives ccipra-*.zip of a quarter.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:?the program, such as target/dist/medpayiq}
shift

. benches/server.sh
prepare_server

others=() quarter=()
for file in "$@"; do
    case ${file##*/} in ccipra-*) quarter+=("$file") ;; *) others+=("$file") ;; esac
done
[ ${#quarter[@]} -gt 0 ] || fail "no archive is named ccipra-*"

start_server
[ ${#others[@]} -eq 0 ] || import_files "${others[@]}"

seconds() {
    awk -v begin="$1" -v end="$(date +%s.%N)" 'BEGIN { printf "%.2f", end - begin }'
}
began=$(date +%s.%N)
import_files "${quarter[@]}"
echo "import of the quarter: $(seconds "$began") s"

# A figure of a process in megabytes, such as VmRSS.
memory() {
    awk -v name="$2:" '$1 == name { printf "%.0f", $2 / 1000 }' "/proc/$1/status"
}

export DATABASE_URL="host=$folder/data/socket user=medpayiq dbname=medpayiq"
other=
stop_other() {
    [ -z "$other" ] || { kill "$other" && wait "$other"; } 2>/dev/null || true
    other=
}
trap 'stop_other; stop_server' EXIT
port=${url##*:}
while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
ready=http://127.0.0.1:$port/readyz
for start in 1 2 3 4 5; do
    began=$(date +%s.%N)
    MEDPAYIQ_LISTEN="127.0.0.1:$port" "$program" serve >"$folder/log.$start" 2>&1 </dev/null &
    other=$!
    until curl --silent --fail --output /dev/null "$ready"; do
        kill -0 "$other" 2>/dev/null || fail "the server ended: $(tail -n 5 "$folder/log.$start")"
        sleep 0.01
    done
    echo "start $start: ready after $(seconds "$began") s with $(memory "$other" VmRSS) MB, at most $(memory "$other" VmHWM) MB before"
    [ "$start" -eq 5 ] || stop_other
done
sleep 60
echo "a minute later: $(memory "$other" VmRSS) MB"
