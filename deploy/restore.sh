#!/bin/sh
# Put a base backup and the write-ahead log into an empty data folder; PostgreSQL does the rest when it is started next.
#
#   restore.sh                              everything that was written
#   restore.sh 2026-11-29T03:15:00+03:00    as it was at that moment
#
# What was kept so far is renamed to BACKUPS/until-<now>, since what follows is another history; delete it when the
# restored portal has backups of its own.
set -eu

: "${BACKUPS:=/backups}" "${PGDATA:=/var/lib/postgresql/18/docker}"
moment="${1:-}"

if [ "$(id -u)" = 0 ] && command -v gosu >/dev/null; then
    exec gosu postgres "$0" "$@"
fi
if [ -d "$PGDATA" ] && [ -n "$(ls -A "$PGDATA")" ]; then
    echo "error: $PGDATA is not empty; move it away first" >&2
    exit 1
fi

# The last one that was complete by then.
wanted=$(date -u -d "${moment:-now}" +%Y%m%dT%H%M%SZ)
chosen=""
for stamp in $(ls "$BACKUPS/current/base" | grep 'Z$'); do
    if [ "$(expr "$stamp" '<=' "$wanted")" = 1 ]; then chosen=$stamp; fi
done
if [ -z "$chosen" ]; then
    echo "error: there is no base backup from before $wanted in $BACKUPS/current/base" >&2
    exit 1
fi

kept="$BACKUPS/until-$(date -u +%Y%m%dT%H%M%SZ)"
mv "$BACKUPS/current" "$kept"
mkdir -p "$PGDATA"
chmod 700 "$PGDATA"
tar -xzf "$kept/base/$chosen/base.tar.gz" -C "$PGDATA"
# Nobody comes in before the end. The last piece of the log was still being received.
cat >>"$PGDATA/postgresql.auto.conf" <<CONF
restore_command = 'cp "$kept/wal/%f" "%p" 2>/dev/null || cp "$kept/wal/%f.partial" "%p" 2>/dev/null'
recovery_target_time = '$moment'
recovery_target_action = 'promote'
hot_standby = off
CONF
touch "$PGDATA/recovery.signal"
echo "restore: $chosen is unpacked; start PostgreSQL, which goes on to ${moment:-the end of the log}"
