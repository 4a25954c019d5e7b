"""Keep in an outlook also when the first hold ends without which a full start would have places.

Where the starts have several time zones, there is no clock by which the days could be told: whatever changes in one of
them changes the name in place of the zone.
"""

from importlib import import_module

from django.db import migrations

before = import_module("tours.booking.migrations.0002_outlook")

OUTLOOK_OF = """
CREATE OR REPLACE FUNCTION tours_outlook_of(the_tour bigint, moment timestamptz) RETURNS tours_outlook LANGUAGE plpgsql STABLE AS $$
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
        (SELECT min(first_end) FROM coming WHERE free < 1),
        (SELECT hashtextextended(string_agg(
            concat_ws(' ', id, closes_at, ends_at, local_date, least(free, few + 1)), ';' ORDER BY id
        ), 0) FROM coming WHERE free >= 1)
        INTO made.closings, zones, made.timezone, made.latest_hold, ends, made.reopens_at, made.near;
    made.valid_until := least(
        made.next_closing, ends, (made.first_day + 8)::timestamp AT TIME ZONE 'UTC'
    );
    IF zones > 1 THEN
        made.valid_from := NULL;
        made.timezone := concat('several ', made.near);
    END IF;
    RETURN made;
END
$$;
"""
RENEW = """
CREATE OR REPLACE FUNCTION tours_renew_outlook(the_tour bigint) RETURNS void LANGUAGE plpgsql AS $$
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
        AND (made.timezone, made.first_day, made.closings, made.reopens_at, made.near)
            IS NOT DISTINCT FROM (kept.timezone, kept.first_day, kept.closings, kept.reopens_at, kept.near)
    THEN
        UPDATE tours_outlook SET latest_hold = made.latest_hold
            WHERE tour_id = the_tour AND latest_hold IS DISTINCT FROM made.latest_hold;
        RETURN;
    END IF;
    UPDATE tours_outlook SET
        valid_from = made.valid_from, valid_until = made.valid_until, latest_hold = made.latest_hold,
        next_start = made.next_start, next_closing = made.next_closing, next_free = made.next_free,
        timezone = made.timezone, first_day = made.first_day, closings = made.closings,
        reopens_at = made.reopens_at, near = made.near
        WHERE tour_id = the_tour;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0003_fill_outlook"), ("tours", "0007_outlook_reopens")]

    operations = [
        migrations.RunSQL(
            [OUTLOOK_OF, RENEW],
            [text.replace("CREATE", "CREATE OR REPLACE", 1) for text in (before.OUTLOOK_OF, before.RENEW)],
        )
    ]
