"""People of forums, the organisations they speak for, and the posts they hold and held."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accelerator.base.common.dates import Within, career_days
from accelerator.base.common.i18n import FALLBACK, I18nTextField
from accelerator.base.common.text import sort_key
from accelerator.base.common.versions import Versioned
from accelerator.forum.querysets import OrganisationQuerySet, PersonQuerySet
from regions.enterprises.models import Enterprise


class Organisation(Versioned):
    """A ministry, an agency or a company; it may be one of the portal's enterprises."""

    EDITABLE = ("name", "website", "enterprise")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = I18nTextField(pgettext_lazy("thing", "name"), max_length=200)
    sort_name = models.CharField(max_length=220, db_index=True, editable=False)
    website = models.URLField(_("website"), blank=True)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("enterprise of the portal"),
    )  # fmt: skip

    objects: ClassVar[OrganisationQuerySet] = OrganisationQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.name)

    def set_derived(self) -> None:
        self.sort_name = sort_key(self.name.in_language(FALLBACK))[:220]


class Person(Versioned):
    """A person who takes part in forums."""

    EDITABLE = ("name", "about")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = I18nTextField(pgettext_lazy("person", "name"), max_length=120)
    sort_name = models.CharField(max_length=140, db_index=True, editable=False)
    about = I18nTextField(_("about"), rows=3, max_length=1000, blank=True)

    objects: ClassVar[PersonQuerySet] = PersonQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.name)

    def set_derived(self) -> None:
        """The sort key goes by the family name, which Russian order puts last."""
        words = self.name.in_language(FALLBACK).split()
        self.sort_name = sort_key(" ".join([*words[-1:], *words[:-1]]))[:140]

    def post_on(self, day: date) -> "PersonPost | None":
        """The post held that day; of several, the one taken up last. Reads `posts`, which `with_posts()` fetches."""
        held = [post for post in self.posts.all() if post.held_on(day)]
        return max(held, key=lambda post: (post.since or date.min, post.pk), default=None)


class PersonPost(models.Model):
    """A post at an organisation, for as long as it was held."""

    EDITABLE = ("title", "organisation", "since", "until")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    title = I18nTextField(_("post"), max_length=200)
    since = models.DateField(_("since"), null=True, blank=True, validators=[Within(career_days)])
    until = models.DateField(_("until"), null=True, blank=True, validators=[Within(career_days)])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="forum_personpost_until_after_since",
                violation_error_message=_("The post ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    def held_on(self, day: date) -> bool:
        """Whether the post was held that day; an unknown end is open."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
