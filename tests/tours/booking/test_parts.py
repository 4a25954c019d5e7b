"""The parts of the booking's pages print what people wrote, and no markup of theirs."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from markupsafe import escape

from accelerator.base.common import parts
from accelerator.base.common.forms import FormRenderer
from regions.enterprises.pictures import Picture
from tours.booking.tickets.visits import Shared

HOSTILE = "<x>&\"'"
MOMENT = datetime(2026, 12, 2, 9, tzinfo=UTC)
ZONE = "Europe/Moscow"


class Typed(forms.Form):
    """Everything of a field that could be hostile: label, hint, error and what was typed; a choice and a tick box."""

    default_renderer = FormRenderer
    text = forms.CharField(label=HOSTILE, help_text=HOSTILE)
    number = forms.IntegerField(label=HOSTILE, required=False)
    choice = forms.ChoiceField(label=HOSTILE, choices=[(HOSTILE, HOSTILE)], widget=forms.RadioSelect, required=False)
    tick = forms.BooleanField(label=HOSTILE, help_text=HOSTILE, required=False)


def typed() -> Typed:
    form = Typed({"text": HOSTILE, "number": HOSTILE})
    form.add_error("text", HOSTILE)
    return form


FORM = typed()
SITE = SimpleNamespace(city=HOSTILE, address=HOSTILE, map_links=[])
SLOT = SimpleNamespace(
    starts_at=MOMENT, zone=ZONE, timezone=ZONE, duration_minutes=60, site=SITE, meeting_point=HOSTILE,
    enterprise=SimpleNamespace(name=HOSTILE, phone=""), tour=SimpleNamespace(title=HOSTILE, slug="zavod"),
    uuid=HOSTILE, free_seats=2, language_names=[HOSTILE],
)  # fmt: skip
LEG = SimpleNamespace(slot=SLOT, cancel_until=MOMENT, uuid=HOSTILE, pk=1)
VISIT = SimpleNamespace(
    slot=SLOT, booking=SimpleNamespace(position=0), arrive_at=MOMENT, arrival=HOSTILE, people=HOSTILE,
    cancelling=HOSTILE, way=[(HOSTILE, HOSTILE)], to_bring=[(HOSTILE, HOSTILE)], to_know=[(HOSTILE, HOSTILE)],
    total_kopecks=100, language=HOSTILE,
)  # fmt: skip
GUEST = SimpleNamespace(visitor=HOSTILE, category=SimpleNamespace(name=HOSTILE), price_kopecks=100)
PICTURE = Picture([("image/webp", f"{HOSTILE} 640w")], HOSTILE, 4, 3, HOSTILE, HOSTILE)
SHARED = Shared(HOSTILE, HOSTILE, HOSTILE)
TOTAL = SimpleNamespace(data=HOSTILE, sum_words=HOSTILE, button=HOSTILE, button_of_any=HOSTILE, is_free=False)
PARTY = SimpleNamespace(rows=[(SimpleNamespace(label=HOSTILE, ages=HOSTILE, price_kopecks=0), FORM["number"])])
# What each part is given, and how many hostile texts it prints as they are.
PARTS: dict[str, tuple[dict[str, Any], int]] = {
    "components/_alert.jinja": (
        {"kind": "error", "title": HOSTILE, "text": HOSTILE, "href": HOSTILE, "link": HOSTILE}, 4,
    ),
    "components/_facts.jinja": ({"items": [(HOSTILE, HOSTILE), (HOSTILE, "")], "unknown": HOSTILE}, 4),
    "booking/_too_many.jinja": ({"refused": HOSTILE}, 1),
    "booking/_slot_summary.jinja": ({"slot": SLOT}, 4),
    "booking/_stepper.jinja": ({"field": FORM["number"]}, 2 + 1),
    "booking/_party_row.jinja": ({"kind": HOSTILE, "ages": HOSTILE, "price": 0, "field": FORM["text"]}, 2 + 1 + 3),
    "booking/_total_bar.jinja": ({"total": TOTAL}, 4),
    "booking/_hold_time.jinja": ({"is_held": True, "seconds_left": HOSTILE, "minutes_left": 9}, 1),
    "booking/_guard.jinja": ({"guard": SimpleNamespace(ticket=HOSTILE, work=HOSTILE, is_asked=True)}, 2),
    "booking/_essentials.jinja": ({"title": HOSTILE, "items": [(HOSTILE, HOSTILE)]}, 3),
    "booking/_other_slots.jinja": ({"others": [SLOT], "people": 2, "leg": LEG}, 3),
    "booking/_two_slots.jinja": ({"two": [(SLOT, 2, HOSTILE), (SLOT, 2, HOSTILE)]}, 4),
    "booking/_cut_off.jinja": ({"is_final": False, "until": MOMENT, "zone": ZONE}, 0),
    "booking/_share.jinja": ({"shared": SHARED, "label": HOSTILE}, 4),
    "booking/_booked.jinja": (
        {
            "legs": [LEG, LEG], "booked": [(LEG, [(HOSTILE, 2, 100, True)])], "total": 100, "final_legs": [],
            "party": PARTY, "party_is_open": True,
        },
        1 + 4 + 1 + 2 + 3,
    ),
    "booking/_order_keep.jinja": (
        {
            "token": HOSTILE, "is_route": True, "calendars": [(LEG, HOSTILE), (LEG, HOSTILE)], "wants_reminders": True,
            "reminders": [(LEG, [MOMENT])], "email": HOSTILE, "invitation": SHARED, "shared_ticket": SHARED,
            "can_cancel": True, "can_change_people": True,
        },
        6 + 4 + 1 + 1 + 2 * 3,
    ),
    "booking/_ticket.jinja": (
        {
            "code": HOSTILE, "is_past": False,
            "leg": SimpleNamespace(visit=VISIT, qr="", visitors=[(GUEST, "")], way=PICTURE),
        },
        25,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_what_people_wrote_is_escaped(name: str) -> None:
    context, texts = PARTS[name]

    drawn = parts.draw(name, **context)

    assert "<x>" not in drawn
    assert drawn.count(str(escape(HOSTILE))) == texts


@pytest.mark.parametrize(("field", "texts"), [("text", 4), ("number", 2), ("choice", 3), ("tick", 2)])
def test_what_a_field_prints_is_escaped(field: str, texts: int) -> None:
    drawn = parts.draw("components/_field.jinja", field=FORM[field])

    assert "<x>" not in drawn
    assert drawn.count(str(escape(HOSTILE))) == texts
