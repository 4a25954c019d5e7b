"""One search over everything, and what it offers while it is being typed."""

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from accelerator.base.common import clock
from accelerator.base.search.ranking import LONGEST_QUERY
from accelerator.portal.finding import KINDS, find_everything, things
from tours.catalogue.criteria import Criteria
from tours.catalogue.search import matching_tours
from tours.catalogue.wishes import with_wishes

PAGE_SIZE = 20
SUGGESTIONS = 7


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Things of all kinds, or of one; where only tours can be meant, as by «бесплатно», the catalogue answers."""
    q = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST_QUERY]
    now = clock.now()
    wished = with_wishes(Criteria(q=q), localdate(now))
    found = find_everything(wished.q, tours=matching_tours(wished.but(q=""), [], now))
    if q and not found.asked:
        return redirect(reverse("catalogue:tours") + Criteria(q=q).query_string())
    counts = Counter(kind for kind, _key in found.scores)
    kind = request.GET.get("kind", "")
    kind = kind if kind in counts else ""
    chosen = [thing for thing in found.scores if kind in ("", thing[0])]
    page = Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "q": q,
        "found": found,
        "total": sum(counts.values()),
        "kinds": [
            (name, several, counts[name], name == kind)
            for name, (several, _one, _icon) in KINDS.items()
            if counts[name]
        ],
        "kind": kind,
        "page": page,
        "things": things(list(page.object_list)),
        "in_catalogue": reverse("catalogue:tours") + wished.query_string(),
    }
    return render(request, "portal/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """A few of the things that the unfinished text finds, as options of a list."""
    text = request.GET.get("q", "")[:LONGEST_QUERY].replace("\0", "")
    found = find_everything(text, being_typed=True) if text.strip() else None
    shown = things(list(found.scores)[:SUGGESTIONS]) if found else []
    return render(request, "portal/_suggestions.html", {"things": shown})
