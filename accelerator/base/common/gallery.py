"""The gallery of components: each one filled, with errors, and with overlong text."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import pgettext, pgettext_lazy

from accelerator.base.common.dates import BoundedDateField, any_day
from accelerator.base.common.emails import EmailField
from accelerator.base.common.forms import DateInput
from accelerator.base.common.i18n import FALLBACK

WEEKS = range(5)
LONG = "Электрогидродинамическая­ветроэнергоустановка-испытательно-экспериментального-производства"


class GalleryForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=pgettext_lazy("gallery", "Name"), max_length=60)
    email = EmailField(
        label=pgettext_lazy("gallery", "Email"), help_text=pgettext_lazy("gallery", "The ticket is sent there.")
    )
    visitors = forms.IntegerField(label=pgettext_lazy("gallery", "Visitors"), min_value=1, max_value=30)
    day = BoundedDateField(within=any_day, label=pgettext_lazy("gallery", "Day"), required=False, widget=DateInput)
    kind = forms.ChoiceField(
        label=pgettext_lazy("gallery", "Kind"),
        choices=[
            ("sightseeing", pgettext_lazy("gallery", "Sightseeing")),
            ("children", pgettext_lazy("gallery", "For children")),
        ],
    )
    language = forms.ChoiceField(
        label=pgettext_lazy("gallery", "Language"),
        choices=[("ru", pgettext_lazy("gallery", "Russian")), ("en", pgettext_lazy("gallery", "English"))],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label=pgettext_lazy("gallery", "Needs"),
        choices=[
            ("wheelchair", pgettext_lazy("gallery", "Wheelchair")),
            ("deaf", pgettext_lazy("gallery", "Sign language")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label=pgettext_lazy("gallery", "Note"), max_length=500, widget=forms.Textarea({"rows": 3}), required=False
    )
    consent = forms.BooleanField(label=pgettext_lazy("gallery", "I agree to the processing of my personal data"))


def gallery_context() -> dict[str, Any]:
    """Return the gallery page's context, all invented."""
    filled = GalleryForm(
        {
            "name": pgettext("gallery", "Maria Orlova"),
            "email": "maria@example.org",
            "visitors": 3,
            "day": "2030-06-15",
            "kind": "children",
            "language": FALLBACK,
            "needs": ["wheelchair"],
            "note": LONG,
            "consent": "on",
        },
        prefix="filled",
    )
    filled = GalleryForm({f"filled-{name}": value for name, value in filled.data.items()}, prefix="filled")
    wrong = GalleryForm({"wrong-email": "maria@", "wrong-visitors": "99"}, prefix="wrong")
    wrong.add_error(None, pgettext("gallery", "There are 2 places left on this slot."))
    colours = ("paper", "panel", "sunk", "ink", "ink-2", "steel", "forge", "ok", "warn", "err", "amber", "control")
    return {
        "empty_form": GalleryForm(prefix="empty"),
        "filled_form": filled,
        "wrong_form": wrong,
        "long": LONG,
        "colours": colours,
        "moment": datetime(2030, 6, 15, 5, 0, tzinfo=UTC),
        "page": Paginator(range(400), 20).page(7),
        "crumbs": [("#", pgettext("gallery", "Regions")), ("#", "Калужская область")],
        "passport": [
            (pgettext("gallery", "Age"), "12+"),
            (pgettext("gallery", "Duration"), "1 ч 30 мин"),
            (pgettext("gallery", "Group"), "5–20"),
            (pgettext("gallery", "Languages"), "русский, English"),
            (pgettext("gallery", "Footwear"), pgettext("gallery", "closed, without heels")),
            (pgettext("gallery", "Wheelchair"), None),
        ],
        "figures": [
            ("83", pgettext("gallery", "regions")),
            ("24", pgettext("gallery", "enterprises")),
            ("1 240", pgettext("gallery", "visitors this season")),
        ],
        "steps": [
            pgettext("gallery", "Slot and visitors"),
            pgettext("gallery", "Visitors"),
            pgettext("gallery", "Ticket"),
        ],
        "tabs": [
            ("#today", pgettext("gallery", "Today"), 4),
            ("#week", pgettext("gallery", "Week"), 28),
            ("#all", pgettext("gallery", "All slots"), None),
        ],
        "stops": [
            {"name": "Мануфактура тканей «Ока»", "place": "Калуга", "time": "10:00–11:30", "minutes": 25, "href": "#"},
            {"name": "Стекольный завод", "place": "Дзержинский", "time": "12:15–13:45", "minutes": 70},
            {"name": "Сыроварня «Угра»", "place": "Юхнов", "time": "15:00–16:00"},
        ],
        "more": [("#", pgettext("gallery", "any date")), ("#", pgettext("gallery", "any age"))],
        "weeks": [[{"day": 7 * week + day - 1, "state": (7 * week + day) % 6} for day in range(7)] for week in WEEKS],
    }
