#!/usr/bin/env bash
# Whether the server stays steady under load. Clients ask for toolkits, the heaviest answers, and for estimates at the same time.
# Meanwhile a monitor asks for /livez, and for /livez and /readyz of the health listener, ten times a second.
#
#   benches/steady.sh [path/to/medpayiq [seconds]]      takes about a minute; wrk is needed
#
# It fails if a health check fails, if the server needs 400 MB, or if the 99th percentile of estimates or of /livez is 20 ms
# or more while 64 clients load toolkits. Toolkits that wait too long are refused with 503, as they should be. 2,000 connections
# that send estimates without a pause wait for each other, so their own time says nothing about the server.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/dist/medpayiq}
seconds=${2:-20} # of a phase
most_memory=400 # MB
most_wait=20    # ms, the 99th percentile

. benches/server.sh
need wrk
ulimit -n "$(ulimit -Hn)"
prepare_server
health_port=$((${url##*:} + 1))
while (exec 3<>"/dev/tcp/127.0.0.1/$health_port") 2>/dev/null; do health_port=$((health_port + 1)); done
health=http://127.0.0.1:$health_port
export MEDPAYIQ_HEALTH_LISTEN="127.0.0.1:$health_port"
start_server

memory() {
    awk -v what="Vm$1:" '$1 == what { print int($2 / 1024) }' "/proc/$server/status"
}

# The 50th or 99th percentile of a report of wrk, in milliseconds.
percentile() {
    awk -v percent="$1%" '$1 == percent {
        value = $2 + 0
        if ($2 ~ /us$/) value /= 1000; else if ($2 !~ /ms$/) value *= 1000
        printf "%.2f", value
    }' "$2"
}

slowest() {
    awk '/^ +Latency / { print $4; exit }' "$1"
}

requests() {
    awk '/ requests in / { print $1 }' "$1"
}

# How many requests got another status than 2xx.
refused() {
    awk '/Non-2xx/ { count = $NF } END { print count + 0 }' "$1"
}

# Fails if a request of these reports failed.
check() {
    local report
    for report in "$@"; do
        if grep -E 'Non-2xx|Socket errors' "$report" >&2; then fail "$(basename "$report"): some requests failed"; fi
        [ "$(requests "$report")" -gt 0 ] || fail "$(basename "$report"): no answer"
    done
}

# A phase: 64 clients load toolkits, a number of connections sends estimates, and the monitor looks.
phase() {
    local name=$1 connections=$2 running=() one
    wrk -t1 -c64 -d"${seconds}s" --timeout 10s --latency -s benches/toolkit.lua "$url" >"$folder/$name.toolkits" & running+=($!)
    wrk -t1 -c"$connections" -d"${seconds}s" --timeout 10s --latency -s benches/estimate.lua "$url/v1/estimates" >"$folder/$name.estimates" & running+=($!)
    wrk -t1 -c1 -d"${seconds}s" --timeout 1s --latency -s benches/pause.lua "$url/livez" >"$folder/$name.livez" & running+=($!)
    wrk -t1 -c1 -d"${seconds}s" --timeout 1s --latency -s benches/pause.lua "$health/livez" >"$folder/$name.health-livez" & running+=($!)
    wrk -t1 -c1 -d"${seconds}s" --timeout 1s --latency -s benches/pause.lua "$health/readyz" >"$folder/$name.health-readyz" & running+=($!)
    for one in "${running[@]}"; do wait "$one"; done
    check "$folder/$name."{estimates,livez,health-livez,health-readyz}
    for one in toolkits estimates livez health-livez health-readyz; do
        echo "$name, $one: $(requests "$folder/$name.$one") answers, $(refused "$folder/$name.$one") of them refused, median $(percentile 50 "$folder/$name.$one") ms, 99th percentile $(percentile 99 "$folder/$name.$one") ms, slowest $(slowest "$folder/$name.$one")"
    done
    echo "$name: memory $(memory RSS) MB, at most $(memory HWM) MB so far"
}

within() {
    awk -v value="$(percentile 99 "$1")" -v most="$most_wait" 'BEGIN { exit !(value < most) }' ||
        fail "$(basename "$1"): the 99th percentile is $most_wait ms or more"
}

echo "before: memory $(memory RSS) MB"
phase toolkits-and-16-connections 16
phase toolkits-and-2000-connections 2000
within "$folder/toolkits-and-16-connections.estimates"
within "$folder/toolkits-and-16-connections.livez"
[ "$(memory HWM)" -lt "$most_memory" ] || fail "the server needed $(memory HWM) MB"
echo "steady"
