#!/bin/sh
# Proves that clients can be generated from openapi/openapi.json: generates them for Python and TypeScript, checks their types,
# and calls a service of this checkout with them. Everything it writes is in target/clients, but the data of the service.
set -eu
cd "$(dirname "$0")/.."
sh scripts/install-client-tools.sh
sh scripts/install-postgres.sh
cargo build --locked

clients=target/clients
document=openapi/openapi.json
tools=$clients/node_modules/.bin

echo "== Python: openapi-python-client and mypy"
rm -rf $clients/python
mkdir -p $clients/python
timeout 300 $clients/venv/bin/openapi-python-client generate --path $document --config tests/clients/python.yaml --meta none \
    --output-path $clients/python/medpayiq_client
cp tests/clients/use.py $clients/python/
(cd $clients/python && timeout 300 ../venv/bin/mypy --strict --follow-imports=silent use.py)

echo "== TypeScript: openapi-typescript and tsc --strict"
rm -rf $clients/typescript
mkdir -p $clients/typescript
echo '{"type": "module"}' >$clients/typescript/package.json
cp tests/clients/use.ts tests/clients/tsconfig.json $clients/typescript/
timeout 120 $tools/openapi-typescript $document --output $clients/typescript/schema.d.ts
timeout 300 $tools/tsc --project $clients/typescript

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
        echo "prove-clients: the service does not start" >&2
        exit 1
    fi
    sleep 0.5
done

echo "== Calls"
(cd $clients/python && timeout 60 ../venv/bin/python use.py "$base" ../../../$document)
timeout 60 node $clients/typescript/built/use.js "$base" $document
