#!/bin/sh
# Writes a backup of MedPayIQ's database: ops/postgres/backup.sh FOLDER. It makes the folder if there is none. DATABASE_URL, or the file
# that DATABASE_URL_FILE names, says which database. Without both, pg_dump's own variables do, such as PGHOST. With three roles, connect
# as the owner. The name of the file has the time. A backup that cannot be read again is an error.
#
# Other users of the machine can see the connection string while this runs. If there are any, leave the password out of it and write it
# into ~/.pgpass.
set -eu

folder=${1:?Write the folder for the backup: ops/postgres/backup.sh FOLDER}
file=$folder/medpayiq-$(date -u +%Y%m%dT%H%M%SZ).dump

# Nobody but the owner may read a backup.
umask 077
mkdir -p "$folder"
if [ -z "${DATABASE_URL:-}" ] && [ -n "${DATABASE_URL_FILE:-}" ]; then DATABASE_URL=$(cat "$DATABASE_URL_FILE"); fi
trap 'rm -f "$file.partial"' EXIT
# The unlogged tables limit contributors for a day, and the idempotency keys hold for a day. Somebody with the contributor key could
# learn from them who sent a report, so they must not be kept.
pg_dump --format custom --no-unlogged-table-data --exclude-table-data=idempotency_keys --file "$file.partial" ${DATABASE_URL:+--dbname "$DATABASE_URL"}
pg_restore --list "$file.partial" >/dev/null
mv "$file.partial" "$file"
echo "$file"
