"""Keep `Outlook`: triggers note the tours that a transaction concerns, and renew their rows before it commits."""

from django.db import migrations

# How many days ahead of an outlook's first one some page shows each start of this tour; rooms above know of more.
LOOKED_AHEAD = """
CREATE FUNCTION tours_looked_ahead(the_tour bigint) RETURNS integer LANGUAGE sql STABLE AS 'SELECT 0'
"""

# What `Slot.objects.next_of_outer_tour` finds, and from when on the clock alone would change it. A hold counts as
# lapsed from its end on; that one which would last too long is lapsed as well is left to the reader (`latest_hold`).
# The days are counted from the first that is today somewhere on Earth; the row ends a week later, since «the weekend»
# may be eight days ahead.
OUTLOOK_OF = """
CREATE FUNCTION tours_outlook_of(the_tour bigint, moment timestamptz) RETURNS tours_outlook LANGUAGE plpgsql STABLE AS $$
DECLARE
    made tours_outlook;
    ahead interval;
    places integer;
    horizon timestamptz := moment + interval '20 days'; -- so far ahead pages also show how many places are left
    looked timestamptz;
    ends timestamptz;
    zones integer;
BEGIN
    made.tour_id := the_tour;
    made.timezone := 'UTC';
    made.closings := '{}';
    SELECT greatest(tour.booking_closes_hours, coalesce(needs.lead_time_days, 0) * 24) * interval '1 hour' INTO ahead
        FROM tours_tour AS tour LEFT JOIN tours_visitrequirements AS needs ON needs.tour_id = tour.id
        WHERE tour.id = the_tour AND tour.status = 'published';
    IF NOT FOUND THEN
        RETURN made;
    END IF;
    made.valid_from := moment;
    made.first_day := (moment AT TIME ZONE 'UTC' - interval '12 hours')::date;

    SELECT slot.starts_at, slot.starts_at - ahead, slot.capacity - slot.seats_taken + lapsed.seats
        INTO made.next_start, made.next_closing, places
        FROM tours_slot AS slot CROSS JOIN LATERAL (
            SELECT coalesce(sum(hold.seats), 0)::integer AS seats FROM booking_booking AS hold
            WHERE hold.slot_id = slot.id AND hold.status = 'ON_HOLD' AND hold.hold_expires_at <= moment
        ) AS lapsed
        WHERE slot.tour_id = the_tour AND slot.status = 'open' AND slot.starts_at > moment + ahead
            AND slot.capacity - slot.seats_taken + lapsed.seats >= 1
        ORDER BY slot.starts_at, slot.id LIMIT 1;
    made.next_free := CASE WHEN places <= 5 THEN places END;
    horizon := greatest(horizon, made.next_start);
    -- Counted from a day: on the next one the row is another one anyway.
    looked := (made.first_day + tours_looked_ahead(the_tour))::timestamp AT TIME ZONE 'UTC';

    WITH coming AS (
        SELECT slot.id, slot.local_date, slot.timezone, slot.starts_at - ahead AS closes_at, slot.ends_at,
            CASE WHEN slot.starts_at <= horizon THEN 5 ELSE 0 END AS few,
            slot.capacity - slot.seats_taken + holds.lapsed AS free, holds.first_end, holds.last_end
        FROM tours_slot AS slot CROSS JOIN LATERAL (
            SELECT coalesce(sum(hold.seats) FILTER (WHERE hold.hold_expires_at <= moment), 0)::integer AS lapsed,
                min(hold.hold_expires_at) FILTER (WHERE hold.hold_expires_at > moment) AS first_end,
                max(hold.hold_expires_at) AS last_end
            FROM booking_booking AS hold WHERE hold.slot_id = slot.id AND hold.status = 'ON_HOLD'
        ) AS holds
        WHERE slot.tour_id = the_tour AND slot.status = 'open' AND slot.starts_at > moment + ahead
            AND (made.next_start IS NULL OR slot.starts_at <= greatest(horizon, looked))
    ), days AS (
        SELECT local_date, max(closes_at) AS last_closing FROM coming WHERE free >= 1 GROUP BY local_date
    )
    SELECT
        (SELECT array_agg(days.last_closing ORDER BY number)
            FROM generate_series(0, 16) AS number LEFT JOIN days ON days.local_date = made.first_day + number),
        (SELECT count(DISTINCT coming.timezone) FROM coming),
        coalesce((SELECT min(coming.timezone) FROM coming), 'UTC'),
        (SELECT max(last_end) FROM coming),
        (SELECT min(first_end) FROM coming WHERE free <= few),
        (SELECT hashtextextended(string_agg(
            concat_ws(' ', id, closes_at, ends_at, local_date, least(free, few + 1)), ';' ORDER BY id
        ), 0) FROM coming WHERE free >= 1)
        INTO made.closings, zones, made.timezone, made.latest_hold, ends, made.near;
    made.valid_until := least(
        made.next_closing, ends, (made.first_day + 8)::timestamp AT TIME ZONE 'UTC'
    );
    IF zones > 1 THEN
        made.valid_from := NULL;
    END IF;
    RETURN made;
END
$$;
"""

# Statements see what was committed before each of them: so the row is read and computed after its lock was won.
RENEW = """
CREATE FUNCTION tours_renew_outlook(the_tour bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    kept tours_outlook;
    made tours_outlook;
    moment timestamptz;
BEGIN
    SELECT * INTO kept FROM tours_outlook WHERE tour_id = the_tour FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        INSERT INTO tours_outlook (tour_id, timezone, closings)
            SELECT id, 'UTC', '{}' FROM tours_tour WHERE id = the_tour ON CONFLICT DO NOTHING;
        SELECT * INTO kept FROM tours_outlook WHERE tour_id = the_tour FOR NO KEY UPDATE;
        IF NOT FOUND THEN
            RETURN;
        END IF;
    END IF;
    moment := common_now();
    made := tours_outlook_of(the_tour, moment);
    kept.closings := ARRAY(
        SELECT CASE WHEN closing > moment THEN closing END
        FROM unnest(kept.closings) WITH ORDINALITY AS days (closing, number) ORDER BY number
    );
    IF (made.valid_from IS NULL) = (kept.valid_from IS NULL) AND (kept.valid_from <= moment) IS NOT FALSE
        AND (made.valid_until, made.next_start, made.next_closing, made.next_free)
            IS NOT DISTINCT FROM (kept.valid_until, kept.next_start, kept.next_closing, kept.next_free)
        AND (made.timezone, made.first_day, made.closings, made.near)
            IS NOT DISTINCT FROM (kept.timezone, kept.first_day, kept.closings, kept.near)
    THEN
        UPDATE tours_outlook SET latest_hold = made.latest_hold
            WHERE tour_id = the_tour AND latest_hold IS DISTINCT FROM made.latest_hold;
        RETURN;
    END IF;
    UPDATE tours_outlook SET
        valid_from = made.valid_from, valid_until = made.valid_until, latest_hold = made.latest_hold,
        next_start = made.next_start, next_closing = made.next_closing, next_free = made.next_free,
        timezone = made.timezone, first_day = made.first_day, closings = made.closings, near = made.near
        WHERE tour_id = the_tour;
END
$$;
"""

# One row for each tour that this transaction concerns. The first of them that is looked at, when all else is done, has
# all renewed, in the order of their keys: so two transactions never wait for each other in a circle.
DUE = """
CREATE FUNCTION tours_outlook_is_due(the_tour bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO tours_dueoutlook (tour_id) SELECT the_tour
        WHERE the_tour IS NOT NULL AND NOT EXISTS (SELECT FROM tours_dueoutlook WHERE tour_id = the_tour)
$$;
CREATE FUNCTION tours_renew_due_outlooks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_tour bigint;
BEGIN
    FOR the_tour IN SELECT DISTINCT tour_id FROM tours_dueoutlook ORDER BY tour_id LOOP
        PERFORM tours_renew_outlook(the_tour);
    END LOOP;
    DELETE FROM tours_dueoutlook;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER tours_dueoutlook_renewed AFTER INSERT ON tours_dueoutlook
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tours_renew_due_outlooks();

-- Its argument is the column that says which tour, or the slot whose tour, a row concerns.
CREATE FUNCTION tours_note_outlook() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    key bigint;
BEGIN
    FOR key IN
        SELECT DISTINCT (rows.said ->> TG_ARGV[0])::bigint
        FROM (VALUES (CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END),
                     (CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END)) AS rows (said)
        WHERE rows.said IS NOT NULL
    LOOP
        IF TG_ARGV[0] = 'slot_id' THEN
            PERFORM tours_outlook_is_due(tour_id) FROM tours_slot WHERE id = key;
        ELSE
            PERFORM tours_outlook_is_due(key);
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
"""

_COLUMNS = {
    "tours_slot": ("tour_id", "status", "starts_at", "ends_at", "local_date", "timezone", "capacity", "seats_taken"),
    "tours_tour": ("status", "booking_closes_hours"),
    "tours_visitrequirements": ("tour_id", "lead_time_days"),
    "booking_booking": ("slot_id", "status", "seats", "hold_expires_at"),
}
_KEYS = {
    "tours_slot": "tour_id",
    "tours_tour": "id",
    "tours_visitrequirements": "tour_id",
    "booking_booking": "slot_id",
}
_HELD = {"booking_booking": {"INSERT": "NEW.status = 'ON_HOLD'", "DELETE": "OLD.status = 'ON_HOLD'",
                             "UPDATE": "'ON_HOLD' IN (OLD.status, NEW.status)"}}  # fmt: skip


def _trigger(table: str, event: str) -> str:
    """Note rows of this table whose columns the outlook is made of."""
    old, new = (", ".join(f"{row}.{column}" for column in _COLUMNS[table]) for row in ("OLD", "NEW"))
    conditions = [f"({old}) IS DISTINCT FROM ({new})"] if event == "UPDATE" else []
    conditions += [condition for when, condition in _HELD.get(table, {}).items() if when == event]
    when = f"WHEN ({' AND '.join(conditions)}) " if conditions else ""
    return (
        f"CREATE TRIGGER {table}_outlook_{event.lower()} AFTER {event} ON {table} FOR EACH ROW {when}"
        f"EXECUTE FUNCTION tours_note_outlook('{_KEYS[table]}')"
    )


_EVENTS = [(table, event) for table in _COLUMNS for event in ("INSERT", "UPDATE", "DELETE")]
_FUNCTIONS = (
    "tours_note_outlook()", "tours_renew_due_outlooks()", "tours_outlook_is_due(bigint)",
    "tours_renew_outlook(bigint)", "tours_outlook_of(bigint, timestamptz)", "tours_looked_ahead(bigint)",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("booking", "0001_initial"), ("common", "0002_change"), ("tours", "0004_outlook")]

    operations = [
        migrations.RunSQL(
            [LOOKED_AHEAD, OUTLOOK_OF, RENEW, DUE, *(_trigger(*of) for of in _EVENTS)],
            [
                *(f"DROP TRIGGER {table}_outlook_{event.lower()} ON {table}" for table, event in _EVENTS),
                "DROP TRIGGER tours_dueoutlook_renewed ON tours_dueoutlook",
                *(f"DROP FUNCTION {name}" for name in _FUNCTIONS),
            ],
        )
    ]
