# Shared by the scripts of this folder, which read it with `.`: starts a release build with its own private PostgreSQL, and
# stops it when the script ends. A script sets `program` first; `folder`, `url` and `server` are then set.

fail() {
    echo "$(basename "$0" .sh): $1" >&2
    exit 1
}

stop_server() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" || true
    fi
    rm -rf "$folder"
}

# Makes the folder of the measurement and finds a free port.
prepare_server() {
    [ -x "$program" ] || fail "$program is missing: build it with 'cargo build --profile dist'"
    folder=$(mktemp -d "/tmp/medpayiq-$(basename "$0" .sh).XXXXXX")
    chmod 711 "$folder" # PostgreSQL's account must reach its data when root runs this
    server=
    trap stop_server EXIT
    trap 'exit 130' INT TERM
    local port=20000
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    url=http://127.0.0.1:$port
    unset DATABASE_URL
    export MEDPAYIQ_LISTEN="127.0.0.1:$port" MEDPAYIQ_DATA_DIR="$folder/data"
}

# Ends the script if a tool is missing, and says which package has it.
need() {
    command -v "$1" >/dev/null || fail "$1 is missing: install it with 'apt-get install ${2:-$1}'"
}

# Loads CMS's files if there are any. Without them the server has the starter data.
import_files() {
    [ $# -eq 0 ] || "$program" import "$@" >"$folder/import" 2>&1 || fail "$(tail -n 5 "$folder/import")"
}

# Starts the server and waits until it is ready.
start_server() {
    start "$program" serve
}

# Starts the server under callgrind, which counts nothing until it is asked to.
start_counted_server() {
    start valgrind --quiet --tool=callgrind --instr-atstart=no --callgrind-out-file="$folder/callgrind" "$program" serve
}

start() {
    "$@" >"$folder/log" 2>&1 </dev/null &
    server=$!
    for _ in $(seq 1200); do
        if curl --silent --fail --output /dev/null "$url/readyz"; then return; fi
        kill -0 "$server" 2>/dev/null || fail "the server ended: $(tail -n 5 "$folder/log")"
        sleep 0.1
    done
    fail "not ready after two minutes: $(tail -n 5 "$folder/log")"
}

# The CPU time of the server so far, in microseconds. A tick is 10 ms, so measure hundreds of requests.
cpu() {
    awk -v ticks="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000000 / ticks }' "/proc/$server/stat"
}
