#!/bin/sh
# Run once by the postgres image, in an empty cluster: the database, its extensions and its two roles. The owner
# migrates; the application reads and writes rows and owns nothing.
set -eu

: "${PORTAL_OWNER_PASSWORD:?set PORTAL_OWNER_PASSWORD in deploy/.env}"
: "${PORTAL_APP_PASSWORD:?set PORTAL_APP_PASSWORD in deploy/.env}"

psql --username postgres --dbname postgres --set ON_ERROR_STOP=1 \
    --set owner_password="$PORTAL_OWNER_PASSWORD" --set app_password="$PORTAL_APP_PASSWORD" <<'SQL'
CREATE ROLE portal_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE portal_app LOGIN PASSWORD :'app_password';
-- A migration that waits or works for longer than this would stop everybody else: better it fails.
ALTER ROLE portal_owner SET lock_timeout = '10s';
ALTER ROLE portal_owner SET statement_timeout = '15min';
CREATE DATABASE portal OWNER portal_owner;
\connect portal
CREATE EXTENSION btree_gist;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
ALTER SCHEMA public OWNER TO portal_owner;
GRANT USAGE ON SCHEMA public TO portal_app;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal_app;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO portal_app;
SQL
