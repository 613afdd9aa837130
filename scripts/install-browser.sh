#!/bin/sh
# Makes sure that the tests of the pages have Chromium, Node.js, Playwright and axe-core, and installs what is missing.
# Playwright and axe-core go into target/browser, in the versions of tests/browser/package-lock.json.
set -eu
cd "$(dirname "$0")/.."

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

fail() {
    echo "install-browser: $1" >&2
    exit 1
}

has_chromium() {
    [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
}

missing=""
has_chromium || missing="chromium fonts-liberation"
command -v npm >/dev/null || missing="$missing nodejs npm"
if [ -n "$missing" ]; then
    echo "The tests of the pages need$missing: installing" >&2
    command -v apt-get >/dev/null || fail "no apt-get here: install Chromium, Node.js 20 and npm by hand"
    as_root apt-get update -q
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing </dev/null
fi
has_chromium || fail "Chromium is missing: install it by hand, or name its program in CHROMIUM"
command -v npm >/dev/null || fail "npm is missing: install Node.js 20 or newer by hand"

mkdir -p target/browser
if ! cmp -s tests/browser/package-lock.json target/browser/package-lock.json || [ ! -d target/browser/node_modules/axe-core ]; then
    cp tests/browser/package.json tests/browser/package-lock.json target/browser/
    (cd target/browser && npm ci --no-audit --no-fund --silent) || fail "npm cannot install Playwright and axe-core"
fi
