"""Forms of a forum, its days, halls and tracks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.base.common.forms import DateInput
from accelerator.base.common.versioned_forms import VersionedForm
from accelerator.forum.models import Day, Forum, Hall, Track
from regions.enterprises.models import Enterprise, Site
from regions.enterprises.zones import ZoneField


class SiteField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Site) -> str:
        return f"{obj.enterprise} – {obj.name}"


class ForumForm(VersionedForm):
    """A forum meets at an enterprise's site, or at an address of its own."""

    slug = forms.SlugField(
        label=_("Page address"), max_length=80, required=False,
        help_text=_("Latin letters, digits and hyphens. Leave empty to make it from the title."),
    )  # fmt: skip
    site = SiteField(
        queryset=Site.objects.none(), label=_("Site of an enterprise"), required=False,
        empty_label=_("another place, entered below"),
        help_text=_("The address, the map and the time zone are then taken from the site."),
    )  # fmt: skip
    timezone = ZoneField(
        label=_("Time zone"),
        help_text=_("The programme’s times are in this time zone. Type the name of a city to find it."),
    )

    field_order = ("title", "slug")

    class Meta:
        model = Forum
        fields = ("slug", *Forum.EDITABLE)
        widgets = {"starts_date": DateInput(), "ends_date": DateInput()}
        help_texts = {"city": _("Required unless a site is chosen above.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = Site.objects.filter(enterprise__status=Enterprise.Status.PUBLISHED)
        kept = Site.objects.filter(pk=self.instance.site_id)
        chosen: Any = self.fields["site"]
        chosen.queryset = (sites | kept).select_related("enterprise").order_by("enterprise__sort_name", "pk")
        zone: Any = self.fields["timezone"]
        zone.offer(self.instance.timezone)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("site") and not cleaned.get("city") and "city" not in self.errors:
            self.add_error("city", _("Say where the forum takes place: choose a site or enter a city."))
        return cleaned


class DayForm(VersionedForm):
    class Meta:
        model = Day
        fields = ("title",)


class HallForm(VersionedForm):
    class Meta:
        model = Hall
        fields = Hall.EDITABLE
        error_messages = {"capacity": dict.fromkeys(("min_value", "max_value"), _("Enter from 1 to 20,000 seats."))}


class TrackForm(VersionedForm):
    class Meta:
        model = Track
        fields = Track.EDITABLE
