#!/bin/sh
# Counts the instructions of one estimate in the core, which other work of the machine does not change. Takes a snapshot, such as
# `medpayiq snapshot schedule.mpiq` writes. It needs valgrind.
set -eu
cd "$(dirname "$0")/.."

snapshot=${1:?"Write the path of a snapshot: benches/instructions.sh schedule.mpiq"}
command -v valgrind >/dev/null || { echo "instructions: valgrind is missing: apt-get install valgrind" >&2; exit 1; }
cargo build --quiet --profile dist --config 'profile.dist.strip=false' --locked -p medpayiq-core --features snapshot \
    --example price_repeatedly

times=20
out=$(mktemp)
trap 'rm -f "$out"' EXIT
for claim in visit injection three twenty fifty; do
    valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect='*price_once*' \
        "${CARGO_TARGET_DIR:-target}"/dist/examples/price_repeatedly "$snapshot" "$claim" "$times" 2>"$out" >/dev/null
    total=$(sed -n 's/.*Collected : *//p' "$out")
    echo "$claim: $((total / times)) instructions"
done
