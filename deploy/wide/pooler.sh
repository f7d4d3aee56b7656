# Sourced by the scripts beside it. They speak as the role keeper, whose password libpq reads from PGPASSFILE.
export PGUSER=keeper PGCONNECT_TIMEOUT=2
POOLER=${POOLER:-host=127.0.0.1 port=6432}        # where PgBouncer is
SITE_DATABASE=${SITE_DATABASE:-assessment}        # its name there
STATE=${STATE:-/etc/pgbouncer/site}               # on PgBouncer's machine: databases.ini, and alone

refuse() {
    echo "Refused: $1" >&2
    exit 1
}
address() { # HOST or HOST:PORT, as libpq and PgBouncer write it
    case $1 in
    *:*) echo "host=${1%:*} port=${1##*:}" ;;
    *) echo "host=$1 port=5432" ;;
    esac
}
ask() { # ask ADDRESS COMMAND...: each command by itself, as much of an answer as it gives
    where="$1 dbname=postgres"
    shift
    for command in "$@"; do set -- "$@" -c "$command" && shift; done
    timeout 30 psql --no-psqlrc -qAt --set ON_ERROR_STOP=1 "$where" "$@"
}
pooler() {
    timeout 30 psql --no-psqlrc -qAt --set ON_ERROR_STOP=1 "$POOLER dbname=pgbouncer" -c "$1"
}
pooled_primary() { # where PgBouncer sends people
    pooler 'show databases' | awk -F'|' -v name="$SITE_DATABASE" '$1 == name { print "host=" $2 " port=" $3 }'
}
written_primary() { # the same by its file, which is there without PgBouncer too
    sed -n "s/^$SITE_DATABASE = \(host=[^ ]* port=[^ ]*\) .*/\1/p" "$STATE/databases.ini"
}
write_primary() {
    printf '[databases]\n%s = %s dbname=%s\n' "$SITE_DATABASE" "$1" "$SITE_DATABASE" > "$STATE/databases.ini.new"
    chmod 644 "$STATE/databases.ini.new"
    mv "$STATE/databases.ini.new" "$STATE/databases.ini"
}
