"""What the cabinet's forms of a tour send, and where to."""

from django.urls import reverse


def url(name, enterprise, *args):
    return reverse(f"tours:{name}", args=[enterprise.slug, *args])


def basics(site, **changes):
    return {
        "site": str(site.uuid), "title_ru": "Горячий цех", "title_en": "Hot shop", "summary_ru": "От печи до колокола",
        "summary_en": "", "moment_ru": "льют чугун", "moment_en": "",
        "description_ru": "Увидите **литьё**", "description_en": "", "kind": "hands_on",
        "languages": ["ru", "en"], "duration_minutes": "75", "version": "1", **changes,
    }  # fmt: skip


def category_rows(*rows, initial=0):
    data = {"category-TOTAL_FORMS": str(len(rows)), "category-INITIAL_FORMS": str(initial), "version": "1"}
    for number, row in enumerate(rows):
        blank = {"uuid": "", "name_ru": "", "name_en": "", "min_age": "", "max_age": "", "price": "", "is_active": "on"}
        data |= {f"category-{number}-{name}": value for name, value in {**blank, **row}.items() if value is not None}
    return data


def rules(**changes):
    return {
        "capacity": "20", "party_min": "2", "party_max": "8", "booking_closes_hours": "4", "cancel_until_hours": "48",
        "reminder_minutes": "3 дня, 24 часа, 2 ч, 1 day", "version": "1", **changes,
    }  # fmt: skip
