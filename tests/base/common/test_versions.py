"""Two editors at one row do not undo each other's work."""

import pytest

from accelerator.base.common.versions import EditConflict, lock_version, save_next_version
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
