"""What keeps a forum, a person, an organisation or a site from being deleted, for pages and for services."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.base.common.errors import Blocker
from accelerator.base.common.formats import local_date
from accelerator.forum.models import Forum, ForumPerson, Organisation, Person, PersonPost, SessionRole
from regions.enterprises.models import Site


def forum_blockers(forum: Forum) -> list[Blocker]:
    """The forum's releases: what was published stays published."""
    address = reverse("forum:organizer_releases", args=[forum.slug])
    return [
        Blocker(_("Release {n}, {day}").format(n=one.number, day=local_date(one.published_at, forum.timezone)), address)
        for one in forum.releases.latest_first()
    ]


def person_blockers(person: Person) -> list[Blocker]:
    """The sessions of drafts, and the forums, that name the person."""
    parts = SessionRole.objects.filter(person=person).select_related("session__forum")
    sessions = {part.session: None for part in parts.order_by("-session__forum__starts_date", "session__pk")}
    named = [
        Blocker(
            f"{one.title}, {one.forum}", reverse("forum:organizer_session", args=[one.forum.slug, one.uuid]),
            _closed(one.forum),
        )
        for one in sessions
    ]  # fmt: skip
    whole = ForumPerson.objects.filter(person=person).select_related("forum").order_by("-forum__starts_date", "pk")
    return named + [
        Blocker(
            str(part.forum), reverse("forum:organizer_forum_people", args=[part.forum.slug]), _closed(part.forum)
        )
        for part in whole
    ]  # fmt: skip


def organisation_blockers(organisation: Organisation) -> list[Blocker]:
    """The people who hold, or held, posts there."""
    posts = PersonPost.objects.filter(organisation=organisation).select_related("person")
    return [
        Blocker(f"{post.person}, {post.title}", reverse("forum:organizer_person", args=[post.person.uuid]))
        for post in posts.order_by("person__sort_name", "pk")
    ]


def forums_at_site(site: Site) -> list[Blocker]:
    """The forums at the site, for the enterprise's members, who do not see the names of drafts."""
    return [
        Blocker(one.title, one.get_absolute_url())
        if one.status != Forum.Status.DRAFT
        else Blocker(_("a forum of the accelerator"), note=_("not published yet"))
        for one in Forum.objects.filter(site=site).latest_first()
    ]


def _closed(forum: Forum) -> str:
    """Say that an archived programme keeps the people it names."""
    return _("archived, stays as it is") if forum.is_archived else ""
