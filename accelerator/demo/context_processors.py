"""What every page of the demo says of it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


class Notice:
    """The notice that the portal's templates show where there is one; worded as far as the template asks."""

    @property
    def title(self) -> str:
        return _("This is a demonstration")

    @property
    def text(self) -> str:
        return _(
            "This is a demonstration. The regions and the forum of April 2022 are real; the enterprises, tours and "
            "people are invented."
        )

    @property
    def about(self) -> str:
        return _(
            "The regions and the forum of April 2022 are real. The enterprises, tours, people and bookings "
            "are invented: no one is expecting you at these gates, and the emails stay on this computer."
        )

    @property
    def links(self) -> list[tuple[str, str]]:
        return [(reverse("demo:mailbox"), _("The demo’s mail"))]


def notice(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    return {"notice": Notice()}
