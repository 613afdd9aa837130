#!/bin/sh
# Looks for input that breaks the readers of bodies and files: runs each target of fuzz/ for some seconds, or only the named ones.
# Fails if a target panics, hangs, needs much memory, or gets an answer that the service must not give; the input is then kept in
# fuzz/artifacts. What a run finds interesting is kept in fuzz/corpus, and a later run goes on from there.
#
#   scripts/fuzz.sh [SECONDS [TARGET...]]      five seconds make two minutes for all targets
set -eu
cd "$(dirname "$0")/.."

seconds=${1:-5}
[ $# -eq 0 ] || shift

sh scripts/install-fuzz.sh
# The targets get the same versions of all crates as the service.
cp Cargo.lock fuzz/Cargo.lock

# The service has no unsafe code of its own, so a fault is a panic, which needs no sanitizer: a sanitizer would need a nightly
# Rust. Arithmetic is checked for overflow.
options="--sanitizer none --no-cfg-fuzzing --codegen-units 16 --target-dir target/fuzz"
# shellcheck disable=SC2086
cargo fuzz build $options
[ $# -gt 0 ] || set -- $(cargo fuzz list)

# In memory if possible: a disk would take most of the time.
TMPDIR=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 130' INT TERM

for target in "$@"; do
    seeds=fuzz/seeds/$target corpus=fuzz/corpus/$target log=$TMPDIR/log
    [ -n "$(ls "$seeds")" ] || exit 1
    mkdir -p "$corpus"
    # shellcheck disable=SC2086
    if ! cargo fuzz run $options "$target" "$corpus" "$seeds" -- \
        -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 >"$log" 2>&1; then
        tail -n 60 "$log" >&2
        echo "fuzz: $target found a fault; see above" >&2
        exit 1
    fi
    awk -v target="$target" '
        /INITED/ { for (i = 1; i < NF; i++) if ($i == "cov:") begin = $(i + 1) }
        / cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") end = $(i + 1) }
        /stat::number_of_executed_units/ { runs = $2 }
        /stat::peak_rss_mb/ { memory = $2 }
        END { printf "%s: %d inputs, %d places in the code reached (%d to begin with), %d MB\n", target, runs, end, begin, memory }
    ' "$log"
done
