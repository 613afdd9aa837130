#!/bin/sh
# Makes sure that cargo-fuzz, and a C++ compiler for libFuzzer, are on this machine; installs what is missing or too old.
# Prints and does nothing if they are there. No nightly Rust is needed: the targets are built without a sanitizer.
set -eu

oldest=13 # of version 0.x
version=0.13.2

fail() {
    echo "install-fuzz: $1" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

is_here() {
    minor=$(cargo fuzz --version 2>/dev/null | sed -n 's/^cargo-fuzz 0\.\([0-9]*\).*/\1/p')
    [ "${minor:-0}" -ge "$oldest" ]
}

if ! command -v c++ >/dev/null; then
    echo "A C++ compiler is missing: installing g++" >&2
    command -v apt-get >/dev/null || fail "no apt-get here: install a C++ compiler by hand"
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends g++ </dev/null
fi

is_here && exit 0

echo "cargo-fuzz is missing: building version $version, which takes a minute" >&2
cargo install --locked "cargo-fuzz@$version"
