#!/bin/sh
# Proves that clients can be generated from openapi/openapi.json: generates them for Python, TypeScript and Rust, checks their
# types, and calls a service of this checkout with them. Everything it writes is in target/clients, but the data of the service.
set -eu
cd "$(dirname "$0")/.."
sh scripts/install-client-tools.sh

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

echo "== Rust: progenitor and cargo"
timeout 900 cargo build --locked --quiet --manifest-path tests/clients/rust/Cargo.toml --target-dir $clients/rust

. scripts/serve-for-check.sh

# Clients of Python send a key with each call that may need one. A server knows a new key within two seconds.
key=$(env -u DATABASE_URL MEDPAYIQ_DATA_DIR="$data/data" "${CARGO_TARGET_DIR:-target}/debug/medpayiq" keys create --name proof --scope estimate,batch)
sleep 3

echo "== Calls"
(cd $clients/python && timeout 60 ../venv/bin/python use.py "$base" ../../../$document "$key")
timeout 60 node $clients/typescript/built/use.js "$base" $document
timeout 60 $clients/rust/debug/medpayiq-client-proof "$base"
