#!/bin/sh
# Makes the role and the database of MedPayIQ in a new PostgreSQL. The image of PostgreSQL runs this once, as the superuser.
# The role owns its database. It is no superuser and may make neither roles nor other databases.
set -eu

psql --username "${POSTGRES_USER:-postgres}" --dbname postgres --set ON_ERROR_STOP=1 \
    --set password="${DATABASE_PASSWORD:?Set DATABASE_PASSWORD, the password of the role medpayiq.}" <<'SQL'
create role medpayiq login nosuperuser nocreatedb nocreaterole noreplication password :'password';
create database medpayiq owner medpayiq;
revoke all on database medpayiq from public;
SQL
