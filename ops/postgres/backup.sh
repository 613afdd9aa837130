#!/bin/sh
# Writes a backup of MedPayIQ's database: ops/postgres/backup.sh FOLDER. DATABASE_URL names the database; without it, pg_dump's own
# variables do, such as PGHOST. The name of the file has the time. A backup that cannot be read again is an error.
set -eu

folder=${1:?Write the folder for the backup: ops/postgres/backup.sh FOLDER}
file=$folder/medpayiq-$(date -u +%Y%m%dT%H%M%SZ).dump

# Nobody but the owner may read a backup.
umask 077
trap 'rm -f "$file.partial"' EXIT
# The unlogged tables limit contributors for a day. Their rows are worthless later and must not be kept.
pg_dump --format custom --no-unlogged-table-data --file "$file.partial" ${DATABASE_URL:+--dbname "$DATABASE_URL"}
pg_restore --list "$file.partial" >/dev/null
mv "$file.partial" "$file"
echo "$file"
