"""Columns of text in several languages, as code reads and writes them."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Value
from django.db.models.functions import JSONObject
from django.utils.translation import override

from accelerator.base.common.i18n import I18nText, portal_name
from regions.models import Region
from tests.factories.regions import RegionFactory


@pytest.mark.parametrize("value", [{"ru": "Край", "en": ""}, "Край", I18nText({"ru": "Край", "en": ""})])
def test_assigned_text_reads_as_a_text_without_empty_languages(value: object) -> None:
    region = Region(name=value)

    assert region.name == I18nText({"ru": "Край"})
    assert region.name is region.name
    assert str(region.name) == "Край"


def test_unknown_language_is_refused_when_the_text_is_read() -> None:
    with pytest.raises(ValidationError, match="xx"):
        _ = Region(name={"xx": "?"}).name


def test_loaded_text_reads_as_a_text_also_when_it_was_deferred(db: None) -> None:
    stored = RegionFactory(name={"ru": "Край", "en": "Krai"})

    for rows in (Region.objects.all(), Region.objects.defer("name")):
        region = rows.get(pk=stored.pk)
        with override("en"):
            assert str(region.name) == "Krai"
        region.save()
    assert Region.objects.values_list("name", flat=True).get(pk=stored.pk) == {"ru": "Край", "en": "Krai"}


def test_expression_is_left_to_the_database(db: None) -> None:
    region = RegionFactory()
    region.name = JSONObject(ru=Value("Край"))
    assert region.name.resolve_expression

    region.save(update_fields=["name"])

    region.refresh_from_db()
    assert region.name == I18nText({"ru": "Край"})


def test_portal_name_in_a_language_without_one_is_the_russian(settings: object) -> None:
    settings.PORTAL_NAME = {"ru": "Проходная", "en": "Gate"}
    with override("en"):
        assert (portal_name(), portal_name("de"), portal_name("ru")) == ("Gate", "Проходная", "Проходная")
