"""What the gallery of components shows: each part filled, in error, and with words that are too long."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accelerator.common.covers import FAMILIES

LONG = "Электрогидродинамическая­ветроэнергоустановка-испытательно-экспериментального-производства"


class GalleryForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    email = forms.EmailField(label=gettext_lazy("E-mail"), help_text=gettext_lazy("The ticket is sent there."))
    visitors = forms.IntegerField(label=gettext_lazy("Visitors"), min_value=1, max_value=30)
    day = forms.DateField(label=pgettext_lazy("date", "Day"), required=False, widget=forms.DateInput({"type": "date"}))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("sightseeing", gettext_lazy("Sightseeing")), ("children", gettext_lazy("For children"))],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("ru", gettext_lazy("Russian")), ("en", gettext_lazy("English"))],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Needs"),
        choices=[("wheelchair", gettext_lazy("Wheelchair")), ("deaf", gettext_lazy("Sign language"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea({"rows": 3}), required=False)
    consent = forms.BooleanField(label=gettext_lazy("I agree to the processing of my personal data"))


def gallery_context() -> dict[str, Any]:
    """Everything the gallery's page needs, made up on the spot."""
    filled = GalleryForm(
        {"name": _("Maria Orlova"), "email": "maria@example.org", "visitors": 3, "day": "2030-06-15", "kind": "children",
         "language": "ru", "needs": ["wheelchair"], "note": LONG, "consent": "on"},
        prefix="filled",
    )  # fmt: skip
    filled = GalleryForm({f"filled-{name}": value for name, value in filled.data.items()}, prefix="filled")
    wrong = GalleryForm({"wrong-email": "maria@", "wrong-visitors": "99"}, prefix="wrong")
    wrong.add_error(None, _("There are 2 places left on this slot."))
    colours = ("paper", "panel", "sunk", "ink", "ink-2", "steel", "forge", "ok", "warn", "err", "amber", "control")
    return {
        "empty_form": GalleryForm(prefix="empty"),
        "filled_form": filled,
        "wrong_form": wrong,
        "long": LONG,
        "colours": colours,
        "covers": [(industry, seed) for industry in FAMILIES for seed in ("1", "2")],
        "moment": datetime(2030, 6, 15, 5, 0, tzinfo=UTC),
        "page": Paginator(range(400), 20).page(7),
        "crumbs": [("#", _("Regions")), ("#", "Калужская область")],
        "passport": [
            (_("Age"), "12+"), (_("Duration"), "1 ч 30 мин"), (_("Group"), "5–20"), (_("Languages"), "русский, English"),
            (_("Footwear"), _("closed, without heels")), (_("Wheelchair"), None),
        ],
        "figures": [("83", _("regions")), ("24", _("enterprises")), ("1 240", _("visitors this season"))],
        "steps": [_("Slot and party"), _("Visitors"), _("Ticket")],
        "tabs": [("#today", _("Today"), 4), ("#week", _("Week"), 28), ("#all", _("All slots"), None)],
        "stops": [
            {"name": "Мануфактура тканей «Ока»", "place": "Калуга", "time": "10:00–11:30", "minutes": 25, "href": "#"},
            {"name": "Стекольный завод", "place": "Дзержинский", "time": "12:15–13:45", "minutes": 70},
            {"name": "Сыроварня «Угра»", "place": "Юхнов", "time": "15:00–16:00"},
        ],
        "more": [("#", _("any date")), ("#", _("any age"))],
        "weeks": [[{"day": 1 + week * 7 + day - 2, "state": (week * 7 + day) % 6} for day in range(7)] for week in range(5)],
    }  # fmt: skip
