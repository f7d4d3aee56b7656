#!/bin/sh
# In the container of the database, once: by its first start, or by hand in a database that is already there.
set -e
psql --set ON_ERROR_STOP=1 --quiet --username postgres --dbname postgres \
    --set password="$(cat /run/secrets/keeper_password)" --file /wide/roles.sql
echo 'host replication keeper all scram-sha-256' >> "$PGDATA/pg_hba.conf"
psql --quiet --username postgres --dbname postgres --command 'select pg_reload_conf()' > /dev/null
