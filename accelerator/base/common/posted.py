"""What views read from a request: posted forms, and the text of a search."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, QueryDict

from accelerator.base.common.text import clean_text

LONGEST_SEARCH = 80


def posted(request: HttpRequest, **values: str) -> QueryDict | None:
    """Return what to bind a form to: the body of a POST, even an empty one; None for other requests.

    With `values`, such as the button pressed, a POST without them is another request, too.
    """
    is_sent = request.method == "POST" and all(request.POST.get(name) == value for name, value in values.items())
    return request.POST if is_sent else None


def wrong(*forms: Any) -> bool:
    """Return whether one of these forms or formsets was posted and is invalid, which is answered with 422."""
    return any(form.is_bound and not form.is_valid() for form in forms)


def agreed(request: HttpRequest, removing: Iterable[str]) -> bool:
    """Return whether the user has confirmed that these are removed (`components/removing.html` lists them)."""
    return set(removing) <= set(request.POST.getlist("removing"))


def searched(request: HttpRequest) -> str:
    """Return the search text of ?q=, cleaned and cut to a length that is cheap to search."""
    return clean_text(request.GET.get("q", "")[: 2 * LONGEST_SEARCH]).strip()[:LONGEST_SEARCH]
