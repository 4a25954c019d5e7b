"""What is mutated, which tests should notice, and which mutants change nothing that anybody could see.

The direct tests of a module come first: `tests/` mirrors the packages, so those of tours/booking/services/holds.py are
any `test_holds.py` under tests/tours/. What stands here beside them is asked where those stay green.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"

# Rules of the product: all services, permissions, QuerySet verbs, what forms refuse, and the modules they lean on.
SOURCES = (
    "accelerator/base/accounts/{services,permissions,querysets,forms}.py",
    "accelerator/base/accounts/{guard,known_devices,second_step_rule,staff_sessions}.py",
    "accelerator/base/common/{dates,limits,network,text,transactions}.py",
    "accelerator/base/notifications/{services,querysets,purging}.py",
    "accelerator/base/search/{services,words}.py",
    "accelerator/seasons/{services,querysets,forms}.py",
    "accelerator/forum/querysets.py",
    "accelerator/forum/programme/{conflicts,draft,release}.py",
    "accelerator/forum/services/*.py",
    "accelerator/forum/forms/*.py",
    "regions/services.py",
    "regions/enterprises/{permissions,querysets}.py",
    "regions/enterprises/services/*.py",
    "regions/enterprises/forms/*.py",
    "tours/querysets.py",
    "tours/models/slots.py",
    "tours/services.py",
    "tours/forms/*.py",
    "tours/routes/{services,querysets,forms}.py",
    "tours/booking/{links,requirement_checks,prices,querysets}.py",
    "tours/booking/models/orders.py",
    "tours/booking/services/*.py",
    "tours/booking/forms/*.py",
    "tours/alerts/{services,querysets}.py",
    "tours/favourites/services.py",
    "tours/schedule/{plans,forms}.py",
    "tours/schedule/services/*.py",
    "tours/gate/services.py",
    "tours/catalogue/forms.py",
)
# Of forms only what refuses, cleans, and hands on to the services: the rest is how they look.
_RULES_OF_FORMS = re.compile(
    r"(^|\.)_?(clean|validate|to_python|compress|has_changed|refuse|values$|adjust_rebased|stop_formset|check|want_|"
    r"is_known|is_outdated|details_of|unaccompanied|people|keep_unchanged|age_on)"
)
# What is shown to people in the back office, or only names things.
# Priced is a protocol: its bodies are never run.
_NO_RULES = re.compile(r"(^|\.)__(str|init)__$|\.get_absolute_url$|^new_code$|^Priced\.")

# By the module's path, the first that fits: the tests beside the direct ones that should notice.
_BESIDE = (
    ("accelerator/base/accounts/", ["base/accounts/test_*.py"]),
    (
        "accelerator/base/common/text",
        ["base/common/test_folding.py", "tours/gate/test_check_in.py", "regions/test_*.py"],
    ),
    ("accelerator/base/notifications/", ["base/notifications/test_services.py", "base/notifications/test_delivery.py"]),
    ("accelerator/base/search/", ["base/search/test_*.py", "tours/catalogue/test_words.py"]),
    ("accelerator/seasons/", ["seasons/test_*.py"]),
    ("accelerator/forum/forms/", ["forum/test_desk*.py", "forum/forms/test_*.py"]),
    ("accelerator/forum/querysets", ["forum/test_*.py", "forum/programme/test_*.py"]),
    ("accelerator/forum/programme/", ["forum/programme/test_*.py", "forum/test_draft.py", "forum/test_releases.py"]),
    ("accelerator/forum/", ["forum/test_draft.py", "forum/test_releases.py", "forum/test_desk*.py"]),
    ("regions/services", ["regions/test_*.py"]),
    ("regions/enterprises/services/renditions", ["regions/enterprises/test_photo_renditions.py"]),
    (
        "regions/enterprises/services/photos",
        [
            "regions/enterprises/services/test_albums.py",
            "regions/enterprises/test_photos_edited.py",
            "regions/enterprises/services/test_photos.py",
            "regions/enterprises/test_sketches.py",
        ],
    ),
    ("regions/enterprises/", ["regions/enterprises/test_[dpqt]*.py", "regions/enterprises/services/test_albums.py"]),
    ("tours/routes/", ["tours/routes/test_*.py"]),
    (
        "tours/querysets",
        ["tours/test_bookable.py", "tours/catalogue/test_search.py", "tours/catalogue/test_tour_page.py"],
    ),
    ("tours/models/slots", ["tours/test_bookable.py", "tours/schedule/test_schedule.py"]),
    (
        "tours/schedule/services/slots",
        [
            "tours/schedule/services/test_slots_*.py",
            "tours/schedule/pages/test_slot_changes.py",
            "tours/schedule/test_plans.py",
            "tours/booking/test_changes.py",
        ],
    ),
    ("tours/schedule/services/zones", ["tours/schedule/test_site_zones.py"]),
    ("tours/schedule/", ["tours/schedule/test_*.py", "tours/schedule/pages/test_*.py"]),
    ("tours/alerts/", ["tours/alerts/test_*.py"]),
    ("tours/favourites/", ["tours/favourites/test_*.py"]),
    ("tours/gate/", ["tours/gate/test_*.py", "tours/booking/test_changes.py"]),
    ("tours/catalogue/", ["tours/catalogue/test_*.py"]),
    ("tours/", ["tours/cabinet/test_*.py", "tours/schedule/test_schedule.py"]),
)
_OF_BOOKING = {
    "requirement_checks": [
        "test_confirmations.py",
        "test_holds.py",
        "test_changing_people.py",
        "test_visitor_views.py",
    ],
    "prices": ["test_terms.py"],
    "orders": ["test_terms.py", "test_changes.py", "test_rescheduling.py"],
    "querysets": [
        "services/test_standing.py",
        "test_holds.py",
        "test_visitor_views.py",
        "test_claims.py",
        "tours/gate/test_roster.py",
    ],
    "forms/details": ["test_visitor_views.py", "test_confirmations.py"],
    "forms/party": ["test_visitor_views.py", "test_changing_party.py", "test_route_booking.py"],
    "forms/people": ["test_changing_people.py"],
    "allowances": [
        "services/test_pressure.py",
        "test_guards.py",
        "test_holds.py",
        "test_switching.py",
        "test_changing_party.py",
    ],
    "cancellations": ["test_cancelling.py", "test_changes.py"],
    "confirmations": ["test_confirmations.py"],
    "erasure": ["services/test_replays.py", "test_erasure.py"],
    "rescheduling": ["test_rescheduling.py"],
    "seats": [
        "services/test_maintenance.py",
        "services/test_holds.py",
        "test_holds.py",
        "test_switching.py",
        "test_rescheduling.py",
    ],
    "holds": [
        "services/test_changing_party.py",
        "services/test_allowances.py",
        "services/test_pressure.py",
        "test_holds.py",
        "test_switching.py",
        "test_changing_party.py",
        "test_r[eo]*.py",
    ],
    "standing": ["services/test_holds.py", "services/test_allowances.py", "services/test_pressure.py", "test_holds.py"],
    "writing": ["services/test_holds.py", "services/test_changing_party.py", "test_holds.py", "test_terms.py"],
    "identities": ["test_identities.py", "test_confirmations.py"],
    "outlooks": ["test_outlooks.py"],
    "people": ["services/test_visitors.py", "test_claims.py", "test_confirmations.py", "test_changing_people.py"],
    "reminders": [
        "test_reminders.py",
        "test_changes.py",
        "tours/schedule/test_site_zones.py",
        "test_changing_people.py",
    ],
}

# Mutants that no test can notice, each with the reason.
EQUIVALENT: dict[str, str] = {
    "tours.booking.services.allowances:_unbooked: no filter: held_at__gt=the.since": (
        "each limit asks for the time again: it spares reading old rows"
    ),
    "tours.booking.services.allowances:_Unbooked.is_held: as: now < self.bookings__hold_expires_at "
    "< now + HOLD_FOR + SKEW": "nobody meets that very tick of the clock",
    "tours.booking.services.outlooks:renew_outlooks: no filter: status=Tour.Status.PUBLISHED": (
        "it renews rows of hidden tours as well, which say nothing"
    ),
    "tours.booking.querysets:OrderQuerySet.with_legs: only: return self.all()": "the same rows, in more statements",
    "tours.booking.services.holds:_lock_slots: no filter: order__in=own": "it locks more slots than it needs to",
    "tours.booking.services.holds:_change: any: if row.hold_expires_at": (
        "for the types alone: places that stay the same are all held still, and have an end"
    ),
    "accelerator.base.common.dates:Within.__hash__: only: return 0": "equal ones have equal hashes then, too",
    "accelerator.base.notifications.purging:_in_batches: as: time.monotonic() <= until": (
        "nobody meets that very tick of the clock"
    ),
    "accelerator.base.accounts.guard:is_known_here: never: if device_of(request) is None and "
    "(not request.user.is_authenticated)": "of a browser that nobody signed in on it only spares the query",
    "accelerator.base.common.text:clean_text: always: if not (text.isascii() and text.isprintable())": (
        "nothing of such a text would go: it is only spared the work"
    ),
    "accelerator.base.common.text:_stays: as: {script_of(before), script_of(after)} < _JOINING_SCRIPTS": (
        "two letters are never of all the scripts there are"
    ),
    "accelerator.forum.services.forums:_move_days: as: by >= timedelta()": "a forum that does not move is never moved",
    "regions.enterprises.forms.photos:PhotosField.clean: as: time.monotonic() - began >= CLEANING_SECONDS": (
        "nobody meets that very tick of the clock"
    ),
    "regions.enterprises.services.profile:update_site: without: moves": (
        "under a clock that stays nothing moves: it only spares asking"
    ),
    "regions.enterprises.services.photo_files:_sweep: no filter: uuid__in=[*filter(None, map(_owner, old))]": (
        "no other photo names a file of this folder: the filter only spares reading them all"
    ),
    "tours.booking.services.identities:_erase_batch: always: if people": "of nobody nothing is written anyway",
    "tours.booking.services.identities:_rewrap: never: if opened[0] != opened[1]": (
        "a key that opens the data at all opens them to the same: the last look before the old key goes"
    ),
    "tours.booking.services.allowances:_check_holds: without: order.held_at": (
        "for the types alone: only orders that were held since a moment are read"
    ),
    "tours.schedule.services.slots:_delete_check_ins: any: if booking.status == Booking.Status.REDEEMED": (
        "its callers give it expected bookings: one that nobody has come for is confirmed already and bears no mark"
    ),
    "tours.booking.querysets:BookingQuerySet.lapsed: filter without: status=self.model.Status.ON_HOLD": (
        "only holds have an end (a constraint says so): the state lets the index of holds find them"
    ),
    "tours.booking.querysets:BookingQuerySet.holding: filter without: status=self.model.Status.ON_HOLD": (
        "only holds have an end (a constraint says so): the state lets the index of holds find them"
    ),
    "tours.querysets:SlotQuerySet.with_places_for: no filter: starts_at__gt=now": (
        "what has begun is not bookable anyway: the filter only lets an index find the rest"
    ),
    "tours.booking.services.erasure:_erase_expired_batch: any: if order not in over": (
        "what is over loses its mark when it is erased, a few lines later"
    ),
}


def modules() -> list[Path]:
    """The modules that can be mutated, in order."""
    return sorted({path for pattern in SOURCES for one in _braces(pattern) for path in ROOT.glob(one)})


def wanted(words: Sequence[str]) -> list[Path]:
    """Those whose name holds one of the words; without words all of them."""
    return [path for path in modules() if not words or any(word in name_of(path) for word in words)]


def name_of(path: Path) -> str:
    """The module's dotted name."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def is_rule(path: Path, function: str) -> bool:
    """Whether this function of the module says what may be."""
    if _NO_RULES.search(function):
        return False
    return "forms" not in path.with_suffix("").parts or bool(_RULES_OF_FORMS.search(function))


def tests_of(path: Path) -> list[Path]:
    """The test files that should notice a fault in the module, the direct ones first."""
    relative = path.relative_to(ROOT)
    direct = sorted(
        _folder_of(relative).rglob(f"test_{path.stem}.py"), key=lambda one: ("services" not in one.parts, one)
    )
    beside = [found for pattern in _beside(relative) for found in sorted(TESTS.glob(pattern))]
    return list(dict.fromkeys([*direct, *beside]))


def _folder_of(relative: Path) -> Path:
    """Where the tests of the module's app are."""
    parts = relative.parts[1:] if relative.parts[0] == "accelerator" else relative.parts
    nested = TESTS.joinpath(*parts[:2])
    return nested if parts[0] in {"base", "regions", "tours"} and nested.is_dir() else TESTS / parts[0]


def _beside(relative: Path) -> list[str]:
    text = relative.as_posix()
    if text.startswith("tours/booking/"):
        known = {name: files for name, files in _OF_BOOKING.items() if text.endswith(f"/{name}.py")}
        chosen = known[max(known, key=len)] if known else ["test_*.py"]
        return [one if one.startswith("tours/") else f"tours/booking/{one}" for one in chosen]
    return next((files for start, files in _BESIDE if text.startswith(start)), [])


def _braces(pattern: str) -> list[str]:
    found = re.search(r"\{([^}]*)\}", pattern)
    return [pattern.replace(found[0], one) for one in found[1].split(",")] if found else [pattern]
