"""What the portal keeps of a person's favourites, for themselves."""

from typing import Any

from accelerator.base.accounts.models import User
from tours.favourites.models import Favourite


def favourites_of(user: User) -> dict[str, Any]:
    """The tours that the person has set aside."""
    rows = Favourite.objects.of(user).select_related("tour")
    return {"favourites": [{"tour": str(row.tour.title), "saved_at": row.saved_at} for row in rows]}
