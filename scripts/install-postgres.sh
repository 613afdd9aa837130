#!/bin/sh
# Makes sure that PostgreSQL's programs (initdb, postgres, pg_ctl; 14 or newer) are on this machine, and installs them
# when they are not. Says and does nothing when they are. The places are those of src/cluster/programs.rs.
set -eu

oldest=14

# Whether a folder holds all three programs, new enough.
holds_programs() {
    [ -x "$1/initdb" ] && [ -x "$1/postgres" ] && [ -x "$1/pg_ctl" ] || return 1
    version=$("$1/postgres" --version | sed -n 's/.*(PostgreSQL) \([0-9]*\).*/\1/p')
    [ "${version:-0}" -ge "$oldest" ]
}

# Whether any of the places does.
programs_are_here() {
    if command -v pg_config >/dev/null && holds_programs "$(pg_config --bindir)"; then return 0; fi
    old_ifs=$IFS
    IFS=:
    set -- $PATH
    IFS=$old_ifs
    for folder in "$@" \
        /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/lib/postgresql*/bin /usr/libexec/postgresql* \
        /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
        /home/linuxbrew/.linuxbrew/opt/postgresql@*/bin \
        /usr/bin /usr/local/bin /usr/local/pgsql/bin /opt/homebrew/bin /home/linuxbrew/.linuxbrew/bin \
        /Applications/Postgres.app/Contents/Versions/latest/bin; do
        if holds_programs "$folder"; then return 0; fi
    done
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Debian's package would make and start a cluster for the whole machine; nobody asked for one. The setting goes away
# again, so that a later `apt-get install` does what its manual says.
install_with_apt() {
    settings=/etc/postgresql-common/createcluster.d
    as_root mkdir -p "$settings"
    trap 'as_root rm -f "$settings/medpayiq.conf"' EXIT
    echo 'create_main_cluster = false' | as_root tee "$settings/medpayiq.conf" >/dev/null
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends postgresql </dev/null
}

fail() {
    echo "install-postgres: $1" >&2
    exit 1
}

if [ -n "${MEDPAYIQ_PG_BINDIR:-}" ]; then
    holds_programs "$MEDPAYIQ_PG_BINDIR" && exit 0
    fail "MEDPAYIQ_PG_BINDIR is $MEDPAYIQ_PG_BINDIR, but PostgreSQL's programs ($oldest or newer) are not there"
fi
programs_are_here && exit 0

echo "PostgreSQL's programs are missing: installing them" >&2
if command -v apt-get >/dev/null; then
    install_with_apt
elif command -v dnf >/dev/null; then
    as_root dnf install -y postgresql-server
elif command -v brew >/dev/null; then
    brew install postgresql@17
else
    fail "no apt-get, dnf or brew here: install PostgreSQL $oldest or newer by hand, or name its folder in MEDPAYIQ_PG_BINDIR"
fi
programs_are_here || fail "what was installed is older than PostgreSQL $oldest: install a newer one by hand (https://www.postgresql.org/download)"
