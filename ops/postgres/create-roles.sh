#!/bin/sh
# Makes the database of MedPayIQ and its three roles in a new PostgreSQL, for compose.production.yml. The image of PostgreSQL runs this
# once, as the superuser.
set -eu

psql --username "${POSTGRES_USER:-postgres}" --dbname postgres --set ON_ERROR_STOP=1 --command 'create database medpayiq'
psql --username "${POSTGRES_USER:-postgres}" --dbname medpayiq --set ON_ERROR_STOP=1 \
    --file /usr/local/share/medpayiq/create-roles.sql \
    --set owner="${OWNER_PASSWORD:?Set OWNER_PASSWORD.}" --set importer="${IMPORTER_PASSWORD:?Set IMPORTER_PASSWORD.}" \
    --set server="${SERVER_PASSWORD:?Set SERVER_PASSWORD.}" --file - <<'SQL'
alter role medpayiq_owner password :'owner';
alter role medpayiq_importer password :'importer';
alter role medpayiq_server password :'server';
SQL
