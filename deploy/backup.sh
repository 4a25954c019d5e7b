#!/bin/sh
# Backups of PostgreSQL that nobody has to think of; compose's `backup` runs it beside the server.
#
#   backup.sh          the write-ahead log as it is written, and a base backup every BACKUP_EVERY_HOURS, for good
#   backup.sh base     one base backup, verified, and what is too old goes
#   backup.sh wal      the write-ahead log alone
#   backup.sh check    whether the last base backup is young enough (the container's health)
#
# In BACKUPS/current: base/<time>/ and wal/. With both, restore.sh goes back to any moment since the oldest base backup.
set -eu

: "${BACKUPS:=/backups}" "${BACKUP_EVERY_HOURS:=24}" "${BACKUP_KEEP_DAYS:=14}"
export PGUSER="${PGUSER:-postgres}"
here="$BACKUPS/current"

if [ "$(id -u)" = 0 ] && command -v gosu >/dev/null; then
    install -d -o postgres -g postgres -m 700 "$BACKUPS"
    exec gosu postgres "$0" "$@"
fi

# By a slot, so that the server keeps what has not arrived yet (up to its max_slot_wal_keep_size).
receive() {
    mkdir -p "$here/wal"
    until pg_receivewal --directory "$here/wal" --slot backup --create-slot --if-not-exists; do sleep 5; done
    exec pg_receivewal --directory "$here/wal" --slot backup --synchronous
}

# Made under another name and verified before it counts.
base() {
    mkdir -p "$here/base"
    rm -rf "$here/base.part"
    pg_basebackup --pgdata "$here/base.part" --format tar --gzip --wal-method fetch --checkpoint fast
    pg_verifybackup --no-parse-wal --quiet "$here/base.part"
    stamp=$(date -u +%Y%m%dT%H%M%SZ)  # from here on it is of use: no moment before its end can be reached with it
    mv "$here/base.part" "$here/base/$stamp"
    echo "backup: $here/base/$stamp"
    prune
}

# The newest base backup stays, whatever its age; the log goes up to where the oldest that is left begins.
prune() {
    newest=$(ls "$here/base" | tail -n 1)
    find "$here/base" -mindepth 1 -maxdepth 1 -name '*Z' -mtime "+$((BACKUP_KEEP_DAYS - 1))" ! -name "$newest" -exec rm -rf {} +
    oldest=$(ls "$here/base" | head -n 1)
    first=$(tar -xzOf "$here/base/$oldest/base.tar.gz" backup_label | sed -n 's/.*(file \([0-9A-F]*\)).*/\1/p')
    if [ -d "$here/wal" ]; then pg_archivecleanup "$here/wal" "$first"; fi
}

check() {
    [ -n "$(find "$here/base" -mindepth 1 -maxdepth 1 -name '*Z' -mmin "-$((BACKUP_EVERY_HOURS * 60 + 120))")" ]
}

case "${1:-}" in
base) base ;;
wal) receive ;;
check) check ;;
"")
    # Whichever ends ends the container, which is started anew.
    "$0" wal &
    trap 'kill $!' EXIT
    trap exit TERM INT
    while kill -0 $!; do
        check || base
        sleep 60 &
        wait $! || true
    done
    ;;
*)
    echo "error: backup.sh knows base, wal and check, not “$1”" >&2
    exit 2
    ;;
esac
