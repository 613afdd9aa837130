# Read with `.` by scripts that check a running service: builds it, starts it on a free port with data of its own, and waits until
# it is ready. It stops when the script ends. `base` is then its address.

sh scripts/install-postgres.sh
# The program that the tests run. `cargo build` would give its dependencies other features, and compile half of them again.
cargo test --workspace --locked --no-run --quiet

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
data=$(mktemp -d)
# A PostgreSQL that root starts runs as another user, which must be able to enter the folder.
chmod 755 "$data"
env -u DATABASE_URL MEDPAYIQ_DATA_DIR="$data/data" MEDPAYIQ_LISTEN="127.0.0.1:$port" MEDPAYIQ_LOG=error \
    "${CARGO_TARGET_DIR:-target}/debug/medpayiq" serve &
server=$!
finish() {
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    rm -rf "$data"
}
trap finish EXIT
base=http://127.0.0.1:$port
tries=0
until python3 -c "import urllib.request; urllib.request.urlopen('$base/readyz')" 2>/dev/null; do
    tries=$((tries + 1))
    if [ $tries -gt 120 ] || ! kill -0 $server 2>/dev/null; then
        echo "$(basename "$0"): the service does not start" >&2
        exit 1
    fi
    sleep 0.5
done
