"""The form of the requirements: every one of the table, stored, and taken back to unknown."""

import pytest

from tests.tours.cabinet.forms import url
from tours.forms.requirements import RequirementsForm
from tours.models import VisitRequirements
from tours.requirements import TABLE, Group

pytestmark = pytest.mark.django_db


def test_every_requirement_of_the_table_has_a_field_in_its_group(client, tour):
    html = client.get(url("cabinet_requirements", tour.enterprise, tour.uuid)).content.decode()
    form = RequirementsForm(instance=tour.requirements)

    assert list(form.fields) == [*(row.name for row in TABLE), "version"]
    assert [group for group, _icon, _fields in form.groups] == list(Group)
    grouped = [field.name for _group, _icon, fields in form.groups for field in fields]
    assert sorted([*grouped, "version"]) == sorted(form.fields)
    columns = {field.name for field in VisitRequirements._meta.fields} - {"id", "tour"}
    assert columns == set(form.fields)  # no column is forgotten in the table
    for row in TABLE:
        assert f'name="{row.name}' in html


def some_value(field):
    """What a person would choose or type, and what must then be stored."""
    kind = type(field).__name__
    if kind == "TypedChoiceField":
        return "False", False
    if kind == "MultipleChoiceField":
        return [field.choices[0][0]], [field.choices[0][0]]
    if kind == "ChoiceField":
        return field.choices[1][0], field.choices[1][0]
    if kind == "IntegerField":
        return "7", 7
    return "Спросите у гида", {"ru": "Спросите у гида"}


@pytest.mark.parametrize("name", [row.name for row in TABLE])
def test_requirement_is_stored_and_taken_back_to_unknown(client, tour, name):
    address = url("cabinet_requirements", tour.enterprise, tour.uuid)
    typed, stored = some_value(RequirementsForm.base_fields[name])
    key = f"{name}_ru" if isinstance(stored, dict) else name

    assert client.post(address, {key: typed, "version": "1"}).status_code == 302
    requirements = VisitRequirements.objects.get(tour=tour)
    assert getattr(requirements, name) == stored
    assert [row.name for row in TABLE if row.text_for(requirements) is not None] == [name]

    assert client.post(address, {"version": "2"}).status_code == 302
    assert all(row.text_for(VisitRequirements.objects.get(tour=tour)) is None for row in TABLE)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"min_age": "12", "max_age": "10"}, "max_age"),
        ({"group_min": "20", "group_max": "10"}, "group_max"),
        ({"footwear": "skis"}, "footwear"),
        ({"ppe_provided": ["helmet", "sword"]}, "ppe_provided"),
        ({"guardian_consent": "maybe"}, "guardian_consent"),
        ({"medical_ru": "х" * 601}, "medical"),
    ],
)
def test_requirements_with_mistakes_change_nothing(client, tour, typed, wrong):
    response = client.post(url("cabinet_requirements", tour.enterprise, tour.uuid), {"clothing_ru": "Тёплая", **typed})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {wrong}
    assert "Тёплая" in response.content.decode()
    assert not VisitRequirements.objects.get(tour=tour).clothing


@pytest.mark.parametrize(
    ("name", "label", "hint"),
    [
        ("lead_time_days", "Запись заранее, дней", "Запись закроется за столько дней до начала"),
        ("school_grade_from", "Школьники, с какого класса", "От 1 до 11"),
        ("stairs_steps", "Лестницы, ступеней", "вверх и вниз вместе"),
        ("walking_metres", "Пешком, метров", "За всю экскурсию"),
        ("children_per_chaperone", "Детей на одного сопровождающего", "взрослых меньше"),
    ],
)
def test_numbers_of_the_requirements_have_their_units(name, label, hint):
    field = RequirementsForm()[name]

    assert field.label == label
    assert hint in str(field.help_text)


def test_statements_are_answered_by_yes_or_no():
    choices = RequirementsForm().fields["guardian_consent"].choices

    assert [str(words) for _value, words in choices] == ["не указано", "да", "нет"]
