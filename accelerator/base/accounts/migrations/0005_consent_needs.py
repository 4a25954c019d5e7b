"""The third wording of the consent of who books: it names what visitors themselves ask of an enterprise."""

from datetime import UTC, datetime
from importlib import import_module

from django.db import migrations

VERSION, VALID_FROM = 3, datetime(2026, 11, 30, tzinfo=UTC)
# After which line of the second wording another one stands.
ADDED = {
    "ru": {
        "- имена и возраст посетителей, если о них спрашивает форма;\n": (
            "- то, о чём вы сами попросили предприятие: например, коляска, питание без орехов, переводчик;\n"
        ),
        "Если бронирование отменено, их уничтожают сразу.\n": (
            "- Ваша просьба к предприятию — не дольше 72 часов после посещения.\n"
        ),
    },
    "en": {
        "- names and ages of the visitors, if the form asks for them;\n": (
            "- what you have asked of the enterprise yourself: a wheelchair, food without nuts, an interpreter;\n"
        ),
        "When a booking is cancelled they are destroyed at once.\n": (
            "- What you have asked of the enterprise: no longer than 72 hours after the visit.\n"
        ),
    },
}


def publish(apps, schema_editor):
    second = import_module("accelerator.base.accounts.migrations.0003_consent_texts").SECOND
    body = dict(second["body"])
    for language, lines in ADDED.items():
        for line, more in lines.items():
            end = body[language].index(line) + len(line)
            body[language] = body[language][:end] + more + body[language][end:]
    texts = apps.get_model("accounts", "ConsentText").objects
    defaults = {"title": second["title"], "body": body, "valid_from": VALID_FROM}
    texts.get_or_create(kind="personal_data", version=VERSION, defaults=defaults)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_date_alert_text")]

    # Consents may refer to the text: going back leaves it.
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
