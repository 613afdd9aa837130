#!/bin/sh
# Installs what checks the OpenAPI document and generates clients from it, into target/clients, in the versions of tests/clients.
# It needs Node.js 20 or newer with npm, and Python 3.10 or newer with venv.
set -eu
cd "$(dirname "$0")/.."

fail() {
    echo "install-client-tools: $1" >&2
    exit 1
}

command -v npm >/dev/null || fail "npm is missing: install Node.js 20 or newer"
command -v python3 >/dev/null || fail "python3 is missing: install Python 3.10 or newer"

mkdir -p target/clients
if ! cmp -s tests/clients/package-lock.json target/clients/package-lock.json || [ ! -d target/clients/node_modules/typescript ]; then
    cp tests/clients/package.json tests/clients/package-lock.json target/clients/
    (cd target/clients && timeout 600 npm ci --no-audit --no-fund --silent --ignore-scripts) || fail "npm cannot install its packages"
fi
if ! cmp -s tests/clients/requirements.txt target/clients/venv/requirements.txt; then
    rm -rf target/clients/venv
    python3 -m venv target/clients/venv || fail "Python cannot make a virtual environment: install python3-venv"
    timeout 600 target/clients/venv/bin/pip install --quiet --disable-pip-version-check -r tests/clients/requirements.txt ||
        fail "pip cannot install its packages"
    cp tests/clients/requirements.txt target/clients/venv/
fi
