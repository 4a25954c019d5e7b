"""What is locked before a programme changes."""

import pytest

from accelerator.forum.errors import ForumArchived
from accelerator.forum.models import Forum
from accelerator.forum.services.locks import open_forum
from tests.factories.forum import ForumFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", Forum.Status.values)
def test_programme_is_open_until_its_forum_is_archived(status: str):
    forum = ForumFactory(status=status)

    if status == Forum.Status.ARCHIVED:
        with pytest.raises(ForumArchived):
            open_forum(forum)
    else:
        assert open_forum(forum) == forum
