"""People and organisations of all forums, and who takes part in one of them."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.base.accounts.desk import desk_page
from accelerator.base.accounts.permissions import organizer_required
from accelerator.base.common.errors import Blocker, Refusal
from accelerator.base.common.formats import nested
from accelerator.base.common.i18n import translated_headings
from accelerator.base.common.posted import posted, searched
from accelerator.base.common.tables import exported
from accelerator.base.common.versioned_forms import Saving
from accelerator.forum.deletion import organisation_blockers, person_blockers
from accelerator.forum.desk import deletion_page, forum_page, forum_view, report_new_people
from accelerator.forum.errors import OrganisationInUse, PersonInUse
from accelerator.forum.forms.people import (
    ForumPeopleForm,
    OrganisationForm,
    PersonForm,
    forum_part_formset,
    post_formset,
)
from accelerator.forum.models import Forum, Organisation, Person, PersonPost
from accelerator.forum.services.people import (
    delete_organisation,
    delete_person,
    save_organisation,
    save_person,
    set_forum_people,
)

PAGE = 50


@require_safe
@organizer_required
def people(request: HttpRequest) -> HttpResponse:
    """All people by family name, with their posts; ?q= searches names, ?format= gives a file."""
    words = searched(request)
    found = Person.objects.named_like(words).with_posts().by_name()
    headings = (
        _("Name"), *translated_headings(_("Name")), _("Post"), _("Organisation"), _("Since"), _("Until"),
    )  # fmt: skip
    if file := exported(request, "people", headings, _people_rows(found)):
        return file
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return desk_page(request, "forum/organizer/people.html", page=page, words=words)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def person(request: HttpRequest, uuid: UUID | None = None) -> HttpResponse:
    """A person with their posts, to add or to change."""
    known = get_object_or_404(Person, uuid=uuid) if uuid else None
    form = PersonForm(posted(request), instance=known)
    stored = PersonPost.objects.filter(person=known).select_related("organisation").order_by("since", "pk")
    posts = post_formset(posted(request), stored)
    saving = Saving(form, rows=(_("Posts"), lambda: post_formset(None, stored.all()), posts))
    if request.method == "POST" and form.is_valid() and posts.is_valid():
        with saving:
            saved = save_person(
                person=known, expected_version=form.expected_version, values=form.cleaned_data, posts=posts.posts()
            )
            messages.success(request, _("“{name}” has been saved.").format(name=nested(saved.name)))
            return redirect("forum:organizer_people")
    context = {"form": form, "posts": posts, "person": known, **saving.conflict}
    return desk_page(request, "forum/organizer/person.html", saving.status, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def person_delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the name to be typed; of a person whom a draft names say where that is."""
    known = get_object_or_404(Person, uuid=uuid)
    blockers, back = person_blockers(known), reverse("forum:organizer_people")
    return _delete(request, known, lambda: delete_person(person=known), blockers, PersonInUse(), back)


@require_safe
@organizer_required
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations by name; ?format= gives a file."""
    found = Organisation.objects.select_related("enterprise").by_name()
    headings = (_("Organisation"), *translated_headings(_("Organisation")), _("Website"), _("Enterprise"))
    rows = ((one.name, *one.name.translations(), one.website, one.enterprise) for one in found)
    if file := exported(request, "organisations", headings, rows):
        return file
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return desk_page(request, "forum/organizer/organisations.html", page=page)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def organisation(request: HttpRequest, uuid: UUID | None = None) -> HttpResponse:
    """An organisation, to add or to change."""
    known = get_object_or_404(Organisation, uuid=uuid) if uuid else None
    form = OrganisationForm(posted(request), instance=known)
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            save_organisation(organisation=known, expected_version=form.expected_version, values=form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("forum:organizer_organisations")
    context = {"form": form, "organisation": known, **saving.conflict}
    return desk_page(request, "forum/organizer/organisation.html", saving.status, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def organisation_delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the name to be typed; of an organisation at which people hold posts say who they are."""
    known = get_object_or_404(Organisation, uuid=uuid)
    blockers, back = organisation_blockers(known), reverse("forum:organizer_organisations")
    return _delete(request, known, lambda: delete_organisation(organisation=known), blockers, OrganisationInUse(), back)


@require_http_methods(["GET", "HEAD", "POST"])
@forum_view
def forum_people(request: HttpRequest, forum: Forum) -> HttpResponse:
    """The people of the forum as a whole, whether or not a session names them."""
    stored = forum.people.select_related("person").order_by("position", "pk")
    form = ForumPeopleForm(posted(request), initial={"version": forum.people_version})
    parts = forum_part_formset(posted(request), stored)
    saving = Saving(form, rows=(_("Forum participants"), lambda: forum_part_formset(None, stored.all()), parts))
    if request.method == "POST" and form.is_valid() and parts.is_valid():
        with saving:
            set_forum_people(forum=forum, parts=parts.parts(), expected_version=form.expected_version)
            messages.success(request, _("Saved."))
            report_new_people(request, parts.new_names)
            return redirect("forum:organizer_forum_people", forum.slug)
    return forum_page(request, "forum_people", forum, saving.status, form=form, parts=parts, **saving.conflict)


def _people_rows(people: Iterable[Person]) -> Iterator[tuple[object, ...]]:
    """A row for each post; a person without any has one row."""
    for each in people:
        for post in each.posts.all() or (None,):
            cells = (post.title, post.organisation, post.since, post.until) if post else (None,) * 4
            yield each.name, *each.name.translations(), *cells


def _delete(
    request: HttpRequest, thing: Any, delete: Any, blockers: list[Blocker], why: Refusal, back: str
) -> HttpResponse:  # fmt: skip
    return deletion_page(
        request,
        "delete_entry",
        delete,
        typed=thing.name,
        deleted=_("“{name}” has been deleted.").format(name=nested(thing)),
        back=back,
        thing=thing,
        blockers=blockers,
        why=why if blockers else None,
    )
