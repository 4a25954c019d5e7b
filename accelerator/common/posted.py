"""Forms as views are sent them."""

from typing import Any

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the body of a POST, an empty one too; nothing for other requests."""
    return request.POST if request.method == "POST" else None


def wrong(*forms: Any) -> bool:
    """Whether one of these forms or sets of forms was sent and cannot be taken: the answer is then 422."""
    return any(form.is_bound and not form.is_valid() for form in forms)
