#!/usr/bin/env bash
# Going back to a moment on PostgreSQL, as docs/operating/postgresql.md says it: log archived, base backup, commands before and after
# the moment, recovery to it, then `check` and `journal verify`. On a throw-away server of its own.
#   point_in_time.sh BINARY [PEOPLE]
set -euo pipefail
binary=$(realpath "$1")
people=${2:-1000}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [ -z "${KHUYENHOC_SERVER_FOLDER:-}" ]; then
    exec "$here/../harness/postgres.sh" "${BASH_SOURCE[0]}" "$binary" "$people"
fi

folder=$KHUYENHOC_SERVER_FOLDER
data=$folder/data
archive=$folder/archive
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
address=$KHUYENHOC_TEST_STORE
port=$(sed 's|.*:\([0-9]*\)/.*|\1|' <<<"$address")
binaries=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -1)
as_server() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
control() { "$here/../harness/postgres.sh" --control "$1"; }
ask() { psql -X -q -t -A -v ON_ERROR_STOP=1 "$address" -c "$1"; }
as_keeper() { psql -X -q -t -A -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$port" -U keeper -d postgres -c "$1"; }
khuyenhoc() { "$binary" "$@" --db "$address" --key "$work/key"; }

passed=0
failed=0
ok() { # what, condition
    if eval "$2"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED $1"; fi
}

# A register of one household, for commands before and after the moment.
hamlet=""
register() { # number
    printf 'Số hộ,Họ và tên,Ngày sinh,Giới tính,Bản,Xã\nPITR%s,Lò Văn Mẫu,1980,Nam,%s\n' "$1" "$hamlet" >"$work/register-$1.csv"
    khuyenhoc import people --file "$work/register-$1.csv" --on 2025-12-31 >/dev/null 2>"$work/import.log" || { cat "$work/import.log" >&2; exit 1; }
}

as_server mkdir "$archive"
as_server tee -a "$data/postgresql.conf" >/dev/null <<CONF
wal_level = replica
archive_mode = on
archive_command = 'test ! -f $archive/%f && cp %p $archive/%f.part && mv $archive/%f.part $archive/%f'
CONF
control stop
control start

khuyenhoc demo --people "$people" --seed 3 2>/dev/null >/dev/null
hamlet=$(ask "SELECT n.name || ',' || c.name FROM place AS p JOIN place_name AS n ON n.place_id = p.place_id JOIN place_parent AS r ON
    r.place_id = p.place_id JOIN place_name AS c ON c.place_id = r.parent_id JOIN household_home AS h ON h.hamlet_id = p.place_id
    WHERE n.to_date IS NULL AND r.to_date IS NULL AND c.to_date IS NULL ORDER BY p.place_id LIMIT 1")
as_server "$binaries/pg_basebackup" -h 127.0.0.1 -p "$port" -U keeper -D "$folder/base" -X stream -c fast
base=$(ask "SELECT max(seq) FROM journal")

for number in 1 2 3; do register "$number"; done
good=$(ask "SELECT max(seq) FROM journal")
khuyenhoc journal verify >"$work/before.txt"
khuyenhoc report --year 2025 --format json >"$work/before.json"
sleep 0.1
moment=$(as_keeper "SELECT clock_timestamp()")
sleep 0.1
for number in 4 5; do register "$number"; done
wrong=$(ask "SELECT max(seq) FROM journal")
ok "commands before the moment" "[ $good -gt $base ]"
ok "commands after the moment" "[ $wrong -gt $good ]"

as_keeper "SELECT pg_switch_wal()" >/dev/null
newest=$(as_keeper "SELECT pg_walfile_name(pg_current_wal_lsn())")
for _ in $(seq 100); do
    [ "$(as_keeper "SELECT last_archived_wal >= '$newest' OR (SELECT count(*) FROM pg_stat_archiver WHERE last_archived_time > '$moment') = 1 FROM pg_stat_archiver")" = t ] && break
    sleep 0.1
done
control stop

# The base backup takes the place of the damaged folder.
mv "$data" "$folder/damaged"
mv "$folder/base" "$data"
as_server tee -a "$data/postgresql.conf" >/dev/null <<CONF
restore_command = 'cp $archive/%f %p'
recovery_target_time = '$moment'
recovery_target_action = 'promote'
CONF
as_server touch "$data/recovery.signal"
control start
for _ in $(seq 300); do
    [ "$(as_keeper "SELECT pg_is_in_recovery()")" = f ] && break
    sleep 0.1
done

back=$(ask "SELECT max(seq) FROM journal")
ok "the journal ends with the last good command ($back, $good)" "[ $back = $good ]"
khuyenhoc check >"$work/check.txt" || true
ok "check" "grep -q ' 0 found something' '$work/check.txt'"
khuyenhoc journal verify >"$work/after.txt" || true
ok "journal verify as before" "cmp -s '$work/before.txt' '$work/after.txt'"
khuyenhoc report --year 2025 --format json >"$work/after.json"
ok "the report as before" "cmp -s '$work/before.json' '$work/after.json'"
register 6
ok "work goes on" "[ $(ask "SELECT max(seq) FROM journal") -gt $good ]"
ok "PostgreSQL said where it stopped" "grep -q 'recovery stopping before commit' '$folder/log'"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
