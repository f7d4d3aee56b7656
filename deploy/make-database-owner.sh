#!/bin/sh
# Run once, by the database's first start: the site's own role owns its database and may do nothing else.
set -e
psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "$POSTGRES_DB" <<'SQL'
\set password `cat /run/secrets/db_password`
create role assessment login password :'password';
alter database assessment owner to assessment;
alter schema public owner to assessment;
SQL
