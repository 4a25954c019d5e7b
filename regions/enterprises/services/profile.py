"""Enterprises and their sites: opened by an organizer, described, published, and taken back into draft."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.base.accounts.models import User
from accelerator.base.common.errors import Blocker, Refusal
from accelerator.base.common.i18n import FALLBACK, I18nText
from accelerator.base.common.slugs import change_slug, free_slug
from accelerator.base.common.transactions import atomic
from accelerator.base.common.versions import assign, lock_version, save_changes
from accelerator.base.search.services import index
from regions.enterprises.hooks import site_deletion_blockers, zone_change_effects, zone_changed
from regions.enterprises.models import Enterprise, Role, Site
from regions.enterprises.services.people import invite
from regions.enterprises.services.photos import delete_album
from regions.models import Region


class ZoneChangeUnconfirmed(Refusal):
    """Another time zone would move starts that people know of; `consequences` says which, a sentence each."""

    message = gettext_lazy("Read below what will change, and tick this box to confirm.")
    field = "zone_confirmed"

    def __init__(self, consequences: list[str]) -> None:
        super().__init__()
        self.consequences = consequences


class SiteInUse(Refusal):
    """Something refers to the site."""

    message = gettext_lazy("The site is in use: it cannot be removed.")


@atomic
def open_enterprise(*, name: I18nText, region: Region, industry: str, owner_email: str, opened_by: User) -> Enterprise:
    """Make the enterprise, a draft that nobody sees, and send its future owner the link into its cabinet."""
    slug = free_slug(Enterprise.objects.all(), name)
    enterprise = Enterprise(name=name, region=region, industry=industry, slug=slug)
    enterprise.set_derived()
    enterprise.save()
    index("enterprise", [enterprise.pk])
    invite(enterprise=enterprise, email=owner_email, role=Role.OWNER, invited_by=opened_by)
    return enterprise


@atomic
def update_profile(*, enterprise: Enterprise, values: Mapping[str, Any], expected_version: int) -> Enterprise:
    """Write what the enterprise says of itself; a former address keeps leading to it.

    Raises EditConflict, SlugTaken, and Refusal for a published enterprise that would lose what it needs.
    """
    locked = lock_version(Enterprise.objects.all(), enterprise.pk, expected_version)
    missing_before = missing_for_publication(locked)
    changed = assign(locked, values) + change_slug(locked, values.get("slug", ""))
    locked.set_derived()
    save_changes(locked, changed, "description_html", "sort_name")
    index("enterprise", [locked.pk])
    _check_still_complete(locked, missing_before)
    return locked


def _check_still_complete(enterprise: Enterprise, missing_before: list[str]) -> None:
    """Raises Refusal if a published enterprise lacks something now that it had before."""
    missing = [phrase for phrase in missing_for_publication(enterprise) if phrase not in missing_before]
    if enterprise.status == Enterprise.Status.PUBLISHED and missing:
        text = _("A published enterprise needs this: %(missing)s. Keep it, or return the enterprise to draft first.")
        raise Refusal(text % {"missing": "; ".join(missing)})


def missing_for_publication(enterprise: Enterprise) -> list[str]:
    """What visitors would miss on the enterprise's page, a phrase each; nothing when it can be published."""
    missing = []
    if not enterprise.summary.get(FALLBACK):
        missing.append(_("a summary in Russian: one sentence for lists and search"))
    if not enterprise.description.get(FALLBACK):
        missing.append(_("a description in Russian"))
    if not enterprise.sites.exists():
        missing.append(_("a site: the place visitors come to"))
    return missing


@atomic
def publish_enterprise(*, enterprise: Enterprise) -> Enterprise:
    """Show the enterprise and its published tours to everybody. Raises Refusal that names what is missing."""
    locked = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    if missing := missing_for_publication(locked):
        raise Refusal(_("Not yet. Still missing: %(missing)s.") % {"missing": "; ".join(missing)})
    locked.status = Enterprise.Status.PUBLISHED
    locked.save(update_fields=["status"])
    return locked


@atomic
def withdraw_enterprise(*, enterprise: Enterprise) -> Enterprise:
    """Take the enterprise and its tours out of the public's sight; bookings stay as they are."""
    locked = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    locked.status = Enterprise.Status.DRAFT
    locked.save(update_fields=["status"])
    return locked


@atomic
def add_site(*, enterprise: Enterprise, values: Mapping[str, Any]) -> Site:
    """Add a place that visitors come to."""
    site = Site.objects.create(enterprise=enterprise, **{name: values[name] for name in Site.EDITABLE})
    index("enterprise", [enterprise.pk])
    return site


@atomic
def update_site(*, site: Site, values: Mapping[str, Any], zone_confirmed: bool = False, expected_version: int) -> Site:
    """Change a site. With another time zone, everything that stands on the site's clock follows in this transaction.

    Raises EditConflict, and ZoneChangeUnconfirmed while that would move starts and `zone_confirmed` is not set.
    """
    locked = lock_version(Site.objects.all(), site.pk, expected_version)
    moves = values["timezone"] != locked.timezone
    if moves and not zone_confirmed and (consequences := zone_change_effects.collect(locked, values["timezone"])):
        raise ZoneChangeUnconfirmed(consequences)
    save_changes(locked, assign(locked, values))
    index("enterprise", [locked.enterprise_id])
    if moves:
        zone_changed.ask(locked)
    return locked


def site_blockers(site: Site) -> list[Blocker]:
    """What keeps a site from being removed: what takes or took place there; a published enterprise without another."""
    blockers = site_deletion_blockers.collect(site)
    enterprise = site.enterprise
    if enterprise.status == Enterprise.Status.PUBLISHED and not enterprise.sites.exclude(pk=site.pk).exists():
        text = _("The enterprise is published and this is its only site: add another one first.")
        blockers.append(Blocker(text, reverse("enterprises:site_new", args=[enterprise.slug])))
    return blockers


@atomic
def delete_site(*, site: Site) -> None:
    """Remove a site that nothing refers to. Raises SiteInUse otherwise."""
    Enterprise.objects.select_for_update().get(pk=site.enterprise_id)
    locked = Site.objects.select_for_update().select_related("enterprise").get(pk=site.pk)
    if site_blockers(locked):  # the lock keeps everybody from referring to it now
        raise SiteInUse
    delete_album(owner=locked)
    enterprise, pk = locked.enterprise_id, locked.pk
    locked.delete()
    index("site", [pk])
    index("enterprise", [enterprise])
