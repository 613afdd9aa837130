#!/bin/sh
# Builds the Python package as a wheel, installs it into a fresh virtual environment, and tests it there with pyarrow, pandas and
# polars. It needs Python 3.10 or newer with venv.
#
#   WHEEL_PROFILE=release   compiles with all optimisations, as a package for others needs it (default: dev)
#   WHEEL_SPARK=1           also installs pyspark and prices with two workers; needs Java 17
#   WHEEL_RAY=1             also installs Ray and Dask and prices with their workers
set -eu
cd "$(dirname "$0")/.."

fail() {
    echo "prove-wheel: $1" >&2
    exit 1
}

command -v python3 >/dev/null || fail "python3 is missing: install Python 3.10 or newer"
profile=${WHEEL_PROFILE:-dev}
folder=python/target/wheel
tools=$folder/tools
venv=$folder/venv
pip="pip install --quiet --disable-pip-version-check"

mkdir -p $folder
if ! cmp -s python/requirements-build.txt $tools/requirements-build.txt; then
    rm -rf $tools
    python3 -m venv $tools || fail "Python cannot make a virtual environment: install python3-venv"
    timeout 600 $tools/bin/$pip -r python/requirements-build.txt || fail "pip cannot install maturin"
    cp python/requirements-build.txt $tools/
fi
rm -f $folder/*.whl
(cd python && target/wheel/tools/bin/maturin build --locked --quiet --profile "$profile" --out target/wheel)
wheel=$(ls $folder/*.whl)
echo "prove-wheel: $wheel"

# A fresh environment: nothing of an earlier version may be in it.
rm -rf $venv
python3 -m venv $venv
timeout 600 $venv/bin/$pip -r python/requirements-test.txt "$wheel" || fail "pip cannot install the packages of the tests"
if [ "${WHEEL_SPARK:-}" = 1 ]; then
    timeout 600 $venv/bin/$pip pyspark || fail "pip cannot install pyspark"
fi
if [ "${WHEEL_RAY:-}" = 1 ]; then
    timeout 600 $venv/bin/$pip ray "dask[dataframe]" || fail "pip cannot install Ray and Dask"
fi
cd python
../$venv/bin/python -m mypy --strict -p medpayiq
exec ../$venv/bin/python -m pytest -q tests
