#!/bin/sh
# Checks openapi/openapi.json with Redocly, Spectral and openapi-spec-validator. A warning is a failure.
set -eu
cd "$(dirname "$0")/.."
sh scripts/install-client-tools.sh

export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
found=target/clients/redocly.txt
status=0
timeout 120 target/clients/node_modules/.bin/redocly lint --config tests/clients/redocly.yaml openapi/openapi.json >$found 2>&1 || status=$?
if [ "$status" -ne 0 ] || grep -q '^Warning was generated' $found; then
    cat $found >&2
    exit 1
fi
timeout 120 target/clients/node_modules/.bin/spectral lint --ruleset tests/clients/spectral.yaml --fail-severity hint openapi/openapi.json
timeout 120 target/clients/venv/bin/openapi-spec-validator openapi/openapi.json
