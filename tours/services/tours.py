"""Writes of tours: what they are, what they cost, what a visit requires, and whether the public sees them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accelerator.base.common import clock
from accelerator.base.common.errors import Refusal
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.slugs import free_slug, remember_slug
from accelerator.base.common.transactions import atomic, violates
from accelerator.base.common.versions import ANY_VERSION, assign_fields, lock_version, save_changes, save_next_version
from regions.enterprises.covers import VARIANTS
from regions.enterprises.models import Enterprise
from tours import ages
from tours.models import Slot, Tour, VisitorCategory, VisitRequirements
from tours.querysets import TourQuerySet
from tours.requirements import TABLE, requirements_of

BASICS = ("site", "subject", "title", "summary", "moment", "description", "kind", "languages", "duration_minutes")
RULES = ("capacity", "party_min", "party_max", "booking_closes_hours", "cancel_until_hours", "reminder_minutes")


class SlugTaken(Refusal):
    """Another tour has this address."""

    def __init__(self) -> None:
        super().__init__(_("Another tour has this address."))


@dataclass(frozen=True)
class CategoryValues:
    """A visitor category as it shall be; without a UUID it is a new one."""

    uuid: UUID | None
    name: I18nText
    min_age: int | None
    max_age: int | None
    price_kopecks: int
    is_active: bool = True
    remove: bool = False


@dataclass(frozen=True)
class MissingItem:
    """Something that a tour has not got yet: where to write it, and whether it keeps the tour from being published."""

    words: str
    page: str
    blocks: bool = True


@atomic
def create_tour(*, enterprise: Enterprise, values: Mapping[str, Any]) -> Tour:
    """Begin a tour as a draft, with nothing known of what it requires. Raises Refusal for another enterprise's site."""
    tour = Tour(enterprise=enterprise, **{name: values[name] for name in BASICS})
    _refuse_foreign_site(tour)
    tour.cover_variant = rarest_variant(enterprise)
    tour.slug = free_slug(Tour, tour.title.in_language("ru"))
    tour.set_derived()
    tour.save()
    VisitRequirements.objects.create(tour=tour)
    return tour


def rarest_variant(enterprise: Enterprise) -> int:
    """The composition of covers that the fewest of the enterprise's tours have, put-away ones too; the first of those.

    Two tours that are made in the same moment may get the same one: that is no harm.
    """
    used = Counter(Tour.objects.of(enterprise).values_list("cover_variant", flat=True))
    return min(range(VARIANTS), key=lambda variant: (used[variant], variant))


@atomic
def update_basics(*, tour: Tour, values: Mapping[str, Any], expected_version: int = ANY_VERSION) -> Tour:
    """Change what the tour is; slots that are open already keep their site and length, a former address leads on.

    Raises EditConflict, SlugTaken, and Refusal for another enterprise's site, or for a published tour that would lose
    what it needs.
    """
    locked = lock_version(_whole(), tour.pk, expected_version)
    former = locked.slug
    changed = assign_fields(locked, (*BASICS, "slug"), values)
    _refuse_foreign_site(locked)
    locked.set_derived()
    try:
        with transaction.atomic():
            save_changes(locked, changed, "description_html")
    except IntegrityError as error:
        if violates(error, "tours_tour_slug_key"):
            raise SlugTaken from error
        raise
    _refuse_gaps(locked, "basics")
    if locked.slug != former:
        remember_slug(locked, former)
    return locked


@atomic
def update_rules(*, tour: Tour, values: Mapping[str, Any], expected_version: int = ANY_VERSION) -> Tour:
    """Change how the tour is booked; what is already booked keeps its reminders. Raises EditConflict."""
    locked = lock_version(_whole(), tour.pk, expected_version, column="rules_version")
    changed = assign_fields(locked, RULES, values)
    save_changes(locked, changed, column="rules_version")
    return locked


@atomic
def update_requirements(
    *, tour: Tour, values: Mapping[str, Any], expected_version: int = ANY_VERSION
) -> VisitRequirements:
    """Change what a visit requires; every field of the table that is named, and no other. Raises EditConflict."""
    stored, _made = VisitRequirements.objects.get_or_create(tour=tour)
    requirements = lock_version(VisitRequirements.objects.all(), stored.pk, expected_version)
    changed = assign_fields(requirements, (row.name for row in TABLE), values)
    save_changes(requirements, changed)
    return requirements


@atomic
def save_categories(*, tour: Tour, rows: Sequence[CategoryValues], expected_version: int = ANY_VERSION) -> None:
    """Write who pays what, in this order. One to be removed that somebody has booked is retired: it keeps its prices.

    Raises EditConflict, and Refusal for a category that is not this tour's, and where a published tour would be left
    without any.
    """
    locked = lock_version(_whole(), tour.pk, expected_version, column="prices_version")
    known = {category.uuid: category for category in locked.categories.select_for_update()}
    before = _categories_of(locked)
    if any(row.uuid is not None and row.uuid not in known for row in rows):
        raise Refusal(_("One of these categories does not belong to this tour. Please reload the page."))
    for position, row in enumerate(rows):
        category = known[row.uuid] if row.uuid else VisitorCategory(tour=locked, enterprise_id=locked.enterprise_id)
        if row.remove:
            if category.pk and not _deleted(category):
                VisitorCategory.objects.filter(pk=category.pk).update(is_active=False)
            continue
        category.name, category.min_age, category.max_age = row.name, row.min_age, row.max_age
        category.price_kopecks, category.position, category.is_active = row.price_kopecks, position, row.is_active
        category.save()
    if _categories_of(locked) != before:
        save_next_version(locked, (), column="prices_version")
    _refuse_gaps(locked, "prices")


def _categories_of(tour: Tour) -> list[tuple[Any, ...]]:
    fields = ("pk", "name", "min_age", "max_age", "price_kopecks", "position", "is_active")
    return list(tour.categories.order_by("pk").values_list(*fields))


def leaves_no_category(tour: Tour, rows: Sequence[CategoryValues]) -> bool:
    """Whether these rows would leave a published tour without a price, so that they will be refused."""
    return tour.status == Tour.Status.PUBLISHED and not any(row.is_active and not row.remove for row in rows)


def _deleted(category: VisitorCategory) -> bool:
    try:
        with transaction.atomic():
            VisitorCategory.objects.filter(pk=category.pk).delete()
    except ProtectedError:
        return False
    return True


def publication_checklist(tour: Tour) -> list[MissingItem]:
    """What the tour has not got: first what keeps it from being published, then what visitors would ask about."""
    lacks = [
        MissingItem(words, "basics")
        for words, text in (
            (_("a title in Russian"), tour.title),
            (_("a summary in Russian: one or two sentences for the list"), tour.summary),
            (_("a description in Russian"), tour.description),
        )
        if not text.get("ru")
    ]
    if not tour.languages:
        lacks.append(MissingItem(_("a language in which the tour is led"), "basics"))
    if not tour.categories.filter(is_active=True).exists():
        lacks.append(MissingItem(_("at least one visitor category with its price, or free of charge"), "prices"))
    requirements = requirements_of(tour)
    priced = tour.categories.filter(is_active=True).values_list("min_age", "max_age")
    if priced and (gap := ages.first_gap((requirements.min_age, requirements.max_age), priced)):
        words = _("there is no price for visitors of these ages: %(ages)s. Nobody can book them")
        lacks.append(MissingItem(words % {"ages": ages.in_words(*gap)}, "prices", blocks=False))
    for requirement in TABLE:
        if requirement.important and requirement.said_by(requirements) is None:
            words = _("“%(field)s” is not stated: visitors read “check with the enterprise”") % {
                "field": requirement.label
            }
            lacks.append(MissingItem(words, "requirements", blocks=False))
    if not tour.title.get("en") or not tour.description.get("en"):
        lacks.append(MissingItem(_("no English text: English readers see the Russian one"), "basics", blocks=False))
    if not tour.slots.open_ahead(clock.now()).exists():
        lacks.append(MissingItem(_("no coming slot: there is nothing to book yet"), "slots", blocks=False))
    if tour.enterprise.status != Enterprise.Status.PUBLISHED:
        lacks.append(
            MissingItem(
                _("the enterprise is a draft: visitors see neither it nor its tours"), "enterprise", blocks=False
            )
        )
    return lacks


@atomic
def publish_tour(*, tour: Tour) -> Tour:
    """Show the tour to everybody. Raises Refusal that names what is missing."""
    locked = _lock(tour)
    if missing := [lack.words for lack in publication_checklist(locked) if lack.blocks]:
        raise Refusal(_("Not yet, this is missing: %(missing)s.") % {"missing": "; ".join(missing)})
    return _set_status(locked, Tour.Status.PUBLISHED)


@atomic
def withdraw_tour(*, tour: Tour) -> Tour:
    """Take the tour back into draft: out of the public's sight, with its bookings as they are."""
    return _set_status(_lock(tour), Tour.Status.DRAFT)


@atomic
def archive_tour(*, tour: Tour) -> Tour:
    """Put the tour away for good. Raises Refusal while places of coming slots are taken."""
    locked = _lock(tour)
    if taken_ahead(locked):
        raise Refusal(_("Places of coming slots are taken. Cancel these slots first, or wait until they are over."))
    return _set_status(locked, Tour.Status.ARCHIVED)


def _refuse_gaps(tour: Tour, page: str) -> None:
    """Raises Refusal if a published tour lacks something of this page that it could not be published without."""
    if tour.status != Tour.Status.PUBLISHED:
        return
    if missing := [lack.words for lack in publication_checklist(tour) if lack.blocks and lack.page == page]:
        words = _("A published tour needs this: %(missing)s. Keep it, or take it back into draft first.")
        raise Refusal(words % {"missing": "; ".join(missing)})


def taken_ahead(tour: Tour) -> int:
    """How many coming slots have places taken."""
    coming = tour.slots.filter(starts_at__gt=clock.now(), seats_taken__gt=0)
    return int(coming.exclude(status=Slot.Status.CANCELLED).count())


@atomic
def duplicate_tour(*, tour: Tour) -> Tour:
    """A draft with the same texts, prices, requirements and rules, and no slots."""
    title = I18nText({code: f"{text[:120]} ({_COPY.get(code, 'copy')})" for code, text in tour.title.items()})
    twin = Tour(enterprise_id=tour.enterprise_id, title=title, **_values(tour, BASICS, without="title"))
    for name, value in _values(tour, RULES).items():
        setattr(twin, name, value)
    twin.slug = free_slug(Tour, title.in_language("ru"))
    twin.cover_variant = rarest_variant(tour.enterprise)
    twin.set_derived()
    twin.save()
    requirements = requirements_of(tour)
    VisitRequirements.objects.create(tour=twin, **{row.name: getattr(requirements, row.name) for row in TABLE})
    for category in tour.categories.filter(is_active=True).order_by("position", "pk"):
        VisitorCategory.objects.create(
            tour=twin, enterprise_id=twin.enterprise_id, name=category.name, min_age=category.min_age,
            max_age=category.max_age, price_kopecks=category.price_kopecks, position=category.position,
        )  # fmt: skip
    return twin


_COPY = {"ru": "копия"}  # a text of the tour in its own languages, whatever the reader's is


def _values(tour: Tour, names: Sequence[str], *, without: str = "") -> dict[str, Any]:
    return {name: getattr(tour, name) for name in names if name != without}


def _whole() -> TourQuerySet:
    return Tour.objects.select_related("enterprise", "site")


def _lock(tour: Tour) -> Tour:
    return _whole().select_for_update(of=("self",)).get(pk=tour.pk)


def _set_status(tour: Tour, status: str) -> Tour:
    tour.status = status
    tour.save(update_fields=["status"])
    return tour


def _refuse_foreign_site(tour: Tour) -> None:
    # The database refuses it as well, by a composite foreign key; this one speaks to people.
    if tour.site.enterprise_id != tour.enterprise_id:
        raise Refusal(_("This site is not of the enterprise."))
