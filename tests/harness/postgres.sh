#!/usr/bin/env bash
# A PostgreSQL server of the tests' own: data folder in a temporary place, a free port on loopback, not as root.
#   postgres.sh COMMAND [ARGUMENT...]   starts it, runs the command with KHUYENHOC_TEST_STORE naming a database of a role that is
#                                       no superuser, stops it. The exit code is the command's.
#   KHUYENHOC_SERVER_FOLDER is the folder, for tests that stop and start the server themselves (postgres.sh --control ACTION).
set -euo pipefail

binaries=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)
if [ -z "$binaries" ]; then
    echo "no PostgreSQL server is installed (package postgresql-15)" >&2
    exit 1
fi

# PostgreSQL refuses to run as root; its package brings a user for it.
as_server() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

control() { # start | stop | kill
    local folder=$KHUYENHOC_SERVER_FOLDER
    case "$1" in
        # After a kill the system may need a moment to give the shared memory back.
        start)
            for _ in $(seq 50); do
                if as_server "$binaries/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 start >/dev/null 2>&1; then return; fi
                sleep 0.1
            done
            tail -5 "$folder/log" >&2
            return 1
            ;;
        stop) as_server "$binaries/pg_ctl" -D "$folder/data" -m fast -w stop >/dev/null ;;
        kill)
            local keeper backends
            keeper=$(head -1 "$folder/data/postmaster.pid")
            backends=$(pgrep -P "$keeper" || true)
            # shellcheck disable=SC2086
            kill -9 "$keeper" $backends
            ;;
    esac
}
if [ "${1:-}" = --control ]; then control "$2"; exit; fi

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

KHUYENHOC_SERVER_FOLDER=$(mktemp -d)
export KHUYENHOC_SERVER_FOLDER
chmod 755 "$KHUYENHOC_SERVER_FOLDER"
[ "$(id -u)" != 0 ] || chown postgres "$KHUYENHOC_SERVER_FOLDER"
port=$(free_port)
as_server "$binaries/initdb" -D "$KHUYENHOC_SERVER_FOLDER/data" -U keeper -A trust -E UTF8 --lc-collate=C --lc-ctype=C.UTF-8 >/dev/null
as_server tee -a "$KHUYENHOC_SERVER_FOLDER/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$KHUYENHOC_SERVER_FOLDER'
max_connections = 200
shared_buffers = 256MB
max_wal_size = 4GB
fsync = ${KHUYENHOC_SERVER_FSYNC:-off}
autovacuum_naptime = 10s
max_locks_per_transaction = 512
CONF
trap 'control stop || true; rm -rf "$KHUYENHOC_SERVER_FOLDER"' EXIT
control start
as_keeper() { "$binaries/psql" -q -h 127.0.0.1 -p "$port" -U keeper -d "$1" -c "$2"; }
as_keeper postgres "CREATE ROLE khuyenhoc LOGIN CREATEDB"
as_keeper postgres "CREATE DATABASE khuyenhoc OWNER khuyenhoc"
export KHUYENHOC_TEST_STORE="postgresql://khuyenhoc@127.0.0.1:$port/khuyenhoc"
"$@"
