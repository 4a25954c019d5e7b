"""The organizers' desk of what tours are about: themes, and the subjects of each."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.base.accounts.desk import desk_page
from accelerator.base.accounts.permissions import organizer_required
from accelerator.base.common.errors import Refusal
from accelerator.base.common.formats import nested
from accelerator.base.common.i18n import translated_headings
from accelerator.base.common.posted import posted
from accelerator.base.common.tables import exported
from accelerator.base.common.versioned_forms import Saving, VersionedForm
from regions.enterprises.forms.subjects import SubjectForm, ThemeForm
from regions.enterprises.models import Subject, Theme
from regions.enterprises.services import subjects as services

SHIFTS = {"up": -1, "down": 1}


@require_safe
@organizer_required
def subject_list(request: HttpRequest) -> HttpResponse:
    """Every theme with its subjects, in their order; ?format= gives the table as a file."""
    themes = list(Theme.objects.with_subjects().in_order())
    headings = (
        _("Theme"), _("Subject"), *translated_headings(_("Subject")), _("What its covers show"), _("Address"),
    )  # fmt: skip
    rows = (
        (theme.name, subject.name, *subject.name.translations(), subject.get_motif_display(), subject.slug)
        for theme in themes
        for subject in theme.subjects.all()
    )
    if file := exported(request, "subjects", headings, rows):
        return file
    return desk_page(request, "enterprises/desk_subjects.html", themes=themes)


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def theme_new(request: HttpRequest) -> HttpResponse:
    """A further theme."""
    form = ThemeForm(posted(request))
    return _edit(request, form, lambda: services.save_theme(values=form.cleaned_data), heading=_("New theme"))


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def theme_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A theme's name."""
    theme = get_object_or_404(Theme, uuid=uuid)
    form = ThemeForm(posted(request), instance=theme)

    def save() -> Theme:
        return services.save_theme(values=form.cleaned_data, theme=theme, expected_version=form.expected_version)

    return _edit(request, form, save, heading=theme.name, thing=theme, delete="enterprises:theme_delete")


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def subject_new(request: HttpRequest) -> HttpResponse:
    """A further subject; ?theme= says of which theme."""
    slug = request.GET.get("theme")  # compared here: it may hold what no column can
    chosen = next((theme for theme in Theme.objects.in_order() if theme.slug == slug), None)
    form = SubjectForm(posted(request), initial={"theme": chosen})
    return _edit(request, form, lambda: services.save_subject(values=form.cleaned_data), heading=_("New subject"))


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def subject_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A subject's name, theme and motif."""
    subject = get_object_or_404(Subject, uuid=uuid)
    form = SubjectForm(posted(request), instance=subject)

    def save() -> Subject:
        return services.save_subject(values=form.cleaned_data, subject=subject, expected_version=form.expected_version)

    return _edit(request, form, save, heading=subject.name, thing=subject, delete="enterprises:subject_delete")


@require_POST
@organizer_required
def theme_shift(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One place up or down."""
    theme = get_object_or_404(Theme, uuid=uuid)
    if by := SHIFTS.get(request.POST.get("to", "")):
        services.shift_theme(theme=theme, by=by)
    return redirect("enterprises:subjects")


@require_POST
@organizer_required
def subject_shift(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One place up or down within its theme."""
    subject = get_object_or_404(Subject, uuid=uuid)
    if by := SHIFTS.get(request.POST.get("to", "")):
        services.shift_subject(subject=subject, by=by)
    return redirect("enterprises:subjects")


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def theme_delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Remove a theme without subjects, after a question."""
    theme = get_object_or_404(Theme, uuid=uuid)
    return _delete(request, theme, lambda: services.delete_theme(theme=theme))


@require_http_methods(["GET", "HEAD", "POST"])
@organizer_required
def subject_delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Remove a subject that nothing is about, after a question."""
    subject = get_object_or_404(Subject, uuid=uuid)
    return _delete(request, subject, lambda: services.delete_subject(subject=subject))


def _edit(request: HttpRequest, form: VersionedForm, save: Callable[[], object], **context: Any) -> HttpResponse:
    """One short form: saved, refused, or both versions side by side."""
    saving = Saving(form)
    if request.method == "POST" and form.is_valid():
        with saving:
            save()
            messages.success(request, _("Saved."))
            return redirect("enterprises:subjects")
    return desk_page(request, "enterprises/desk_subject.html", saving.status, form=form, **context, **saving.conflict)


def _delete(request: HttpRequest, thing: Theme | Subject, delete: Callable[[], None]) -> HttpResponse:
    if request.method == "POST":
        try:
            delete()
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("“{name}” has been deleted.").format(name=nested(thing)))
        return redirect("enterprises:subjects")
    return desk_page(request, "enterprises/desk_subject_delete.html", thing=thing)
