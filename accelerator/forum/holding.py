"""What keeps a forum, a person, an organisation or a site: read by the pages that ask first, and by the services."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.base.common.formats import local_date
from accelerator.base.common.holders import Holder
from accelerator.forum.models import Forum, ForumPerson, Organisation, Person, PersonPost, SessionRole
from regions.enterprises.models import Site


def holders_of_forum(forum: Forum) -> list[Holder]:
    """Its releases: what was published stays published."""
    address = reverse("forum:organizer_releases", args=[forum.slug])
    return [
        Holder(_("Release {n}, {day}").format(n=one.number, day=local_date(one.published_at, forum.timezone)), address)
        for one in forum.releases.latest_first()
    ]


def holders_of_person(person: Person) -> list[Holder]:
    """The sessions of drafts, and the forums, that name the person."""
    parts = SessionRole.objects.filter(person=person).select_related("session__forum")
    sessions = {part.session: None for part in parts.order_by("-session__forum__starts_date", "session__pk")}
    named = [
        Holder(
            f"{one.title}, {one.forum}", reverse("forum:organizer_session", args=[one.forum.slug, one.uuid]),
            _closed(one.forum),
        )
        for one in sessions
    ]  # fmt: skip
    whole = ForumPerson.objects.filter(person=person).select_related("forum").order_by("-forum__starts_date", "pk")
    return named + [
        Holder(
            str(part.forum), reverse("forum:organizer_forum_people", args=[part.forum.slug]), _closed(part.forum)
        )
        for part in whole
    ]  # fmt: skip


def holders_of_organisation(organisation: Organisation) -> list[Holder]:
    """The people who hold, or held, posts there."""
    posts = PersonPost.objects.filter(organisation=organisation).select_related("person")
    return [
        Holder(f"{post.person}, {post.title}", reverse("forum:organizer_person", args=[post.person.uuid]))
        for post in posts.order_by("person__sort_name", "pk")
    ]


def holders_of_site(site: Site) -> list[Holder]:
    """The forums that meet there, for the people of the site's enterprise: a draft is the organizers' own business."""
    return [
        Holder(one.title, one.get_absolute_url())
        if one.status != Forum.Status.DRAFT
        else Holder(_("a forum of the accelerator"), note=_("not published yet"))
        for one in Forum.objects.filter(site=site).latest_first()
    ]


def _closed(forum: Forum) -> str:
    """An archived programme keeps whom it names: nobody should look for the button that takes them out."""
    return _("archived, stays as it is") if forum.is_archived else ""
