#!/bin/sh
# Runs in the container of the database once, when it is new: a role without special rights and a
# database of its own. The app signs in with that role, since the wall between sites lets a superuser
# pass (docs/operations.md). The image has read the password from its file by now and hands it on in
# POSTGRES_PASSWORD. The superuser keeps none: it signs in inside the container only, by the socket.
set -eu
: "${POSTGRES_PASSWORD:?is empty}"

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set password="$POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE readiness LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE readiness OWNER readiness TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
REVOKE ALL ON DATABASE readiness FROM PUBLIC;
ALTER ROLE CURRENT_USER PASSWORD NULL;
SQL
