"""What organizers type, as clean values."""

from accelerator.forum.forms.forums import DayForm, ForumForm, HallForm, TrackForm
from accelerator.forum.forms.people import (
    ForumPartForm,
    ForumPeopleForm,
    OrganisationForm,
    PartForm,
    PersonForm,
    PostForm,
    forum_part_formset,
    part_formset,
    post_formset,
)
from accelerator.forum.forms.releases import ReleaseForm
from accelerator.forum.forms.sessions import MoveForm, SessionForm

__all__ = [
    "DayForm",
    "ForumForm",
    "ForumPartForm",
    "ForumPeopleForm",
    "HallForm",
    "MoveForm",
    "OrganisationForm",
    "PartForm",
    "PersonForm",
    "PostForm",
    "ReleaseForm",
    "SessionForm",
    "TrackForm",
    "forum_part_formset",
    "part_formset",
    "post_formset",
]
