"""Writes of tours: texts, prices, visit requirements, booking rules, and publication."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.i18n import FALLBACK, I18nText, untranslated
from accelerator.base.common.slugs import change_slug, free_slug
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import assign_fields, lock_version, save_changes, save_next_version
from accelerator.base.search.services import index
from regions.enterprises.covers import VARIANTS
from regions.enterprises.models import Enterprise
from tours import ages
from tours.models import Tour, VisitorCategory, VisitRequirements
from tours.querysets import TourQuerySet
from tours.requirements import BY_NAME, TABLE, requirements_of

BASICS = ("site", "subject", "title", "summary", "moment", "description", "kind", "languages", "duration_minutes")
RULES = ("capacity", "party_min", "party_max", "booking_closes_hours", "cancel_until_hours", "reminder_minutes")


@dataclass(frozen=True)
class MissingItem:
    """Something that a tour lacks: the page where it is filled in, and whether publication has to wait for it."""

    text: str
    page: str
    blocks: bool = True


@atomic
def create_tour(*, enterprise: Enterprise, values: Mapping[str, Any]) -> Tour:
    """Create a draft with empty visit requirements. Raises Refusal for another enterprise's site."""
    tour = Tour(enterprise=enterprise, **{name: values[name] for name in BASICS})
    _check_site(tour)
    tour.cover_variant = rarest_variant(enterprise)
    tour.slug = free_slug(Tour.objects.all(), tour.title)
    tour.set_derived()
    tour.save()
    VisitRequirements.objects.create(tour=tour)
    index("tour", [tour.pk])
    return tour


def rarest_variant(enterprise: Enterprise) -> int:
    """Return the cover variant that the fewest of the enterprise's tours use, archived ones included.

    Two tours created at the same moment may get the same one, which does no harm.
    """
    used = Counter(Tour.objects.of(enterprise).values_list("cover_variant", flat=True))
    return min(range(VARIANTS), key=lambda variant: (used[variant], variant))


@atomic
def update_basics(*, tour: Tour, values: Mapping[str, Any], expected_version: int) -> Tour:
    """Change what the tour is. Existing slots keep their site and length; a former slug redirects.

    Raises EditConflict, SlugTaken, and Refusal for another enterprise's site, or for a published tour that would lose
    what it needs.
    """
    locked = lock_version(_with_enterprise(), tour.pk, expected_version)
    changed = assign_fields(locked, BASICS, values) + change_slug(locked, values.get("slug", ""))
    _check_site(locked)
    locked.set_derived()
    save_changes(locked, changed, "description_html")
    index("tour", [locked.pk])
    _check_still_complete(locked, "basics")
    return locked


@atomic
def update_rules(*, tour: Tour, values: Mapping[str, Any], expected_version: int) -> Tour:
    """Change how the tour is booked; existing bookings keep their reminders. Raises EditConflict."""
    locked = lock_version(_with_enterprise(), tour.pk, expected_version, column="rules_version")
    save_changes(locked, assign_fields(locked, RULES, values), column="rules_version")
    return locked


@atomic
def update_requirements(*, tour: Tour, values: Mapping[str, Any], expected_version: int) -> VisitRequirements:
    """Change those requirements that the values name. Raises EditConflict."""
    stored, _made = VisitRequirements.objects.get_or_create(tour=tour)
    requirements = lock_version(VisitRequirements.objects.all(), stored.pk, expected_version)
    save_changes(requirements, assign_fields(requirements, BY_NAME, values))
    return requirements


@atomic
def save_categories(*, tour: Tour, rows: Sequence[Mapping[str, Any]], expected_version: int) -> None:
    """Save the visitor categories in this order; a row without a `uuid` is a new one.

    A row with `remove` is deleted, or retired if somebody has booked it. Raises EditConflict, and Refusal for another
    tour's category, or if a published tour would be left without any.
    """
    locked = lock_version(_with_enterprise(), tour.pk, expected_version, column="prices_version")
    known = {category.uuid: category for category in locked.categories.select_for_update()}
    if any(row["uuid"] and row["uuid"] not in known for row in rows):
        raise Refusal(_("One of these categories does not belong to this tour. Reload the page."))
    changed = False
    for position, row in enumerate(rows):
        category = known[row["uuid"]] if row["uuid"] else VisitorCategory(tour=locked, enterprise=locked.enterprise)
        if row["remove"]:
            changed |= _remove(category)
        elif assign_fields(category, (*VisitorCategory.EDITABLE, "position"), {**row, "position": position}):
            category.save()
            changed = True
    if changed:
        save_next_version(locked, (), column="prices_version")
    _check_still_complete(locked, "prices")


def _remove(category: VisitorCategory) -> bool:
    """Delete the category, or retire it if it was booked; return whether that changed anything."""
    stored = VisitorCategory.objects.filter(pk=category.pk)
    try:
        with transaction.atomic():
            return bool(stored.delete()[0])
    except ProtectedError:
        return bool(stored.filter(is_active=True).update(is_active=False))


def leaves_no_category(tour: Tour, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether these rows would leave a published tour without a price, so that they will be refused."""
    return tour.status == Tour.Status.PUBLISHED and not any(row["is_active"] and not row["remove"] for row in rows)


def publication_checklist(tour: Tour) -> list[MissingItem]:
    """Return what the tour lacks: first what keeps it from being published, then what visitors would ask about."""
    missing = [
        MissingItem(text, "basics")
        for text, written in (
            (_("a title in Russian"), tour.title),
            (_("a summary in Russian: one or two sentences for the list"), tour.summary),
            (_("a description in Russian"), tour.description),
        )
        if not written.get(FALLBACK)
    ]
    if not tour.languages:
        missing.append(MissingItem(_("a language of the tour"), "basics"))
    if not tour.categories.filter(is_active=True).exists():
        missing.append(MissingItem(_("at least one visitor category with its price, or free of charge"), "prices"))
    requirements = requirements_of(tour)
    priced = tour.categories.filter(is_active=True).values_list("min_age", "max_age")
    if priced and (gap := ages.first_gap((requirements.min_age, requirements.max_age), priced)):
        text = _("there is no price for visitors of these ages: %(ages)s. They cannot be booked")
        missing.append(MissingItem(text % {"ages": ages.in_words(*gap)}, "prices", blocks=False))
    for requirement in TABLE:
        if requirement.important and requirement.text_for(requirements) is None:
            text = _("“%(field)s” is not specified: visitors will see “check with the enterprise”")
            missing.append(MissingItem(text % {"field": requirement.label}, "requirements", blocks=False))
    if languages := untranslated(tour.title, tour.description):
        words = _("no translation (%(languages)s): readers will see the Russian text") % {"languages": languages}
        missing.append(MissingItem(words, "basics", blocks=False))
    if not tour.slots.open_ahead(clock.now()).exists():
        missing.append(MissingItem(_("no upcoming slots: there is nothing to book yet"), "slots", blocks=False))
    if tour.enterprise.status != Enterprise.Status.PUBLISHED:
        text = _("the enterprise is a draft: visitors can see neither it nor its tours")
        missing.append(MissingItem(text, "enterprise", blocks=False))
    return missing


@atomic
def publish_tour(*, tour: Tour) -> Tour:
    """Make the tour public. Raises Refusal that names what is missing."""
    locked = _lock(tour)
    if missing := [item.text for item in publication_checklist(locked) if item.blocks]:
        raise Refusal(_("Not yet. Still missing: %(missing)s.") % {"missing": "; ".join(missing)})
    return _set_status(locked, Tour.Status.PUBLISHED)


@atomic
def withdraw_tour(*, tour: Tour) -> Tour:
    """Take the tour back into draft; its bookings stay as they are."""
    return _set_status(_lock(tour), Tour.Status.DRAFT)


@atomic
def archive_tour(*, tour: Tour) -> Tour:
    """Archive the tour. Raises Refusal while places of coming slots are taken."""
    locked = _lock(tour)
    if taken_ahead(locked):
        raise Refusal(_("Upcoming slots have bookings. Cancel these slots first, or wait until they are over."))
    return _set_status(locked, Tour.Status.ARCHIVED)


def _check_still_complete(tour: Tour, page: str) -> None:
    """Raise Refusal if a published tour lacks something of this page that it could not be published without."""
    if tour.status != Tour.Status.PUBLISHED:
        return
    if missing := [item.text for item in publication_checklist(tour) if item.blocks and item.page == page]:
        text = _("A published tour needs this: %(missing)s. Keep it, or return the tour to draft first.")
        raise Refusal(text % {"missing": "; ".join(missing)})


def taken_ahead(tour: Tour) -> int:
    """Return how many coming slots have places taken."""
    return int(tour.slots.upcoming(clock.now()).filter(seats_taken__gt=0).count())


@atomic
def duplicate_tour(*, tour: Tour) -> Tour:
    """Create a draft with the same texts, prices, requirements and rules, and no slots."""
    title = I18nText({code: f"{text[:120]} ({_COPY.get(code, 'copy')})" for code, text in tour.title.items()})
    copied = Tour(enterprise=tour.enterprise, **{**_values(tour, (*BASICS, *RULES)), "title": title})
    copied.slug = free_slug(Tour.objects.all(), title)
    copied.cover_variant = rarest_variant(tour.enterprise)
    copied.set_derived()
    copied.save()
    VisitRequirements.objects.create(tour=copied, **_values(requirements_of(tour), BY_NAME))
    for category in tour.categories.offered():
        values = _values(category, (*VisitorCategory.EDITABLE, "position"))
        VisitorCategory.objects.create(tour=copied, enterprise=copied.enterprise, **values)
    index("tour", [copied.pk])
    return copied


_COPY = {"ru": "копия"}  # in the language of the text, whatever the reader's is


def _values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _with_enterprise() -> TourQuerySet:
    return Tour.objects.select_related("enterprise", "site")


def _lock(tour: Tour) -> Tour:
    return _with_enterprise().select_for_update(of=("self",)).get(pk=tour.pk)


def _set_status(tour: Tour, status: str) -> Tour:
    tour.status = status
    tour.save(update_fields=["status"])
    return tour


def _check_site(tour: Tour) -> None:
    # A composite foreign key refuses it as well; this one has a message for people.
    if tour.site.enterprise_id != tour.enterprise_id:
        raise Refusal(_("This site does not belong to the enterprise."))
