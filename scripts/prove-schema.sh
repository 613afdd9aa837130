#!/bin/sh
# Proves that the service does what openapi/openapi.json says: schemathesis sends it valid and invalid requests for two minutes, and
# compares every answer with the document. It needs Python 3.10 or newer with venv. SCHEMA_SECONDS sets another time.
set -eu
cd "$(dirname "$0")/.."

fail() {
    echo "prove-schema: $1" >&2
    exit 1
}

command -v python3 >/dev/null || fail "python3 is missing: install Python 3.10 or newer"
venv=target/schema/venv
if ! cmp -s tests/schema/requirements.txt $venv/requirements.txt; then
    rm -rf $venv
    python3 -m venv $venv || fail "Python cannot make a virtual environment: install python3-venv"
    timeout 600 $venv/bin/pip install --quiet --disable-pip-version-check -r tests/schema/requirements.txt ||
        fail "pip cannot install its packages"
    cp tests/schema/requirements.txt $venv/
fi

. scripts/serve-for-check.sh

seconds=${SCHEMA_SECONDS:-120}
root=$(pwd)
cd target/schema
PYTHONPATH=$root/tests/schema SCHEMATHESIS_HOOKS=hooks timeout $((seconds + 240)) venv/bin/schemathesis \
    --config-file "$root/tests/schema/schemathesis.toml" run "$root/openapi/openapi.json" --url "$base" --max-time "$seconds" \
    --no-color
