"""How two organizers at work on one forum do not undo each other's work."""

import pytest

from accelerator.base.common.versions import EditedMeanwhile, lock_version, save_next_version
from accelerator.forum.errors import ForumArchived
from accelerator.forum.models import Forum, Hall
from accelerator.forum.services.locks import open_forum
from tests.factories.forum import ForumFactory, HallFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", Forum.Status.values)
def test_programme_is_open_until_its_forum_is_archived(status: str):
    forum = ForumFactory(status=status)

    if status == Forum.Status.ARCHIVED:
        with pytest.raises(ForumArchived):
            open_forum(forum)
    else:
        assert open_forum(forum) == forum


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_row_is_handed_out_in_the_version_that_was_edited_alone(expected: int):
    hall = HallFactory(version=2)

    with pytest.raises(EditedMeanwhile) as refused:
        lock_version(Hall.objects.all(), hall.pk, expected)
    assert refused.value.current == hall
    save_next_version(lock_version(Hall.objects.all(), hall.pk, 2))
    assert Hall.objects.get().version == 3
