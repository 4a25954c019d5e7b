"""Two editors at one row do not undo each other's work."""

import pytest

from accelerator.base.common.versions import EditConflict, assign, lock_version, save_next_version
from accelerator.forum.models import Hall
from tests.factories.forum import HallFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_row_is_handed_out_in_the_version_that_was_edited_alone(expected: int):
    hall = HallFactory(version=2)

    with pytest.raises(EditConflict) as refused:
        lock_version(Hall.objects.all(), hall.pk, expected)
    assert refused.value.current == hall
    save_next_version(lock_version(Hall.objects.all(), hall.pk, 2))
    assert Hall.objects.get().version == 3


def test_values_reach_the_fields_that_people_fill_in_alone():
    hall = HallFactory(capacity=40, position=3)

    assign(hall, {"name": {"ru": "Малый зал"}, "position": 9, "forum": None, "version": 7})

    assert (hall.name, hall.capacity) == ({"ru": "Малый зал"}, 40)
    assert (hall.position, hall.version) == (3, 1)
    assert hall.forum is not None
