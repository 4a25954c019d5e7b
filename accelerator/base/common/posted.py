"""What views are sent: forms, and the words of a search."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, QueryDict

from accelerator.base.common.text import clean_text

LONGEST_SEARCH = 80


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the body of a POST, an empty one too; nothing for other requests."""
    return request.POST if request.method == "POST" else None


def wrong(*forms: Any) -> bool:
    """Whether one of these forms or sets of forms was sent and cannot be taken: the answer is then 422."""
    return any(form.is_bound and not form.is_valid() for form in forms)


def agreed(request: HttpRequest, removing: Iterable[str]) -> bool:
    """Whether the form was sent by somebody who has read that these go (`components/removing.html` named them)."""
    return set(removing) <= set(request.POST.getlist("removing"))


def searched(request: HttpRequest) -> str:
    """The words that ?q= looks for, clean, and no more of them than a database should compare."""
    return clean_text(request.GET.get("q", "")[: 2 * LONGEST_SEARCH]).strip()[:LONGEST_SEARCH]
