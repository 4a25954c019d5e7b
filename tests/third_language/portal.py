"""A portal with a third language, as a process of its own: settings are read once. Prints what it found as JSON."""

import json

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import translation  # noqa: E402

from accelerator.base.common.i18n import I18nText, I18nTextFormField, translated_headings, untranslated  # noqa: E402
from accelerator.base.notifications.models import Message  # noqa: E402
from accelerator.serving.refusal import Refusing  # noqa: E402
from tests.factories.booking import confirm_order, held_order  # noqa: E402
from tests.factories.tours import SlotFactory  # noqa: E402

setup_test_environment()
client = Client()
TITLE = {"ru": "Плавка", "en": "Smelting", "zh-hans": "钢铁厂参观"}


def found(word: str) -> bool:
    return tour.get_absolute_url() in client.get("/tours/", {"q": word}).content.decode()


with translation.override("zh-hans"):
    slot = SlotFactory(tour__title=TITLE, tour__published=True)
    tour = slot.tour
    confirm_order(held_order(slot, language="zh-hans"))
call_command("reindex_search", verbosity=0)
words = {word: found(word) for word in ("钢铁厂", "观光", "плавки", "smelting", "飞机")}
with translation.override("ru"):
    headings = translated_headings("Название")
    untranslated_in = untranslated(tour.title, I18nText({"ru": "Цех", "en": "Shop floor"}))
page = client.get(f"/zh-hans{tour.get_absolute_url()}").content.decode()
print(  # noqa: T201 - read by the test
    json.dumps(
        {
            "words": words,
            "page": page,
            "home": client.get("/zh-hans/").content.decode(),
            "consent": client.get("/zh-hans/privacy/").status_code,
            "languages": sorted(set(Message.objects.values_list("language", flat=True))),
            "fields": I18nTextFormField(label="x").codes,
            "busy": sorted(Refusing(lambda _environ, _start: [])._pages),
            "name": settings.PORTAL_NAME,
            "headings": headings,
            "untranslated": untranslated_in,
        }
    )
)
