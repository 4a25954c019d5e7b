"""Public pages that are kept as compressed bytes, and served while the database says that nothing on them has changed.

    @kept(Kind.CONTENT, Kind.OUTLOOK, query=("page",))
    def tours(request): ...

A page is kept for one address (host, path, known query), language and look, with the versions (common.changes) that
were read before it was drawn. At each request one statement reads the versions again: if they are the same, so is the
page. What the clock alone will change is bounded by the moments that the view has named (`true_until`). So the page
kept is the page drawn afresh, byte for byte; nothing is served by guess or by age.

Kept for readers who are nobody in particular: requests with a session, a message, places of their own or an unknown
query are drawn as ever, and an answer that begins a session, sets a cookie or asks for a nonce is not kept. The pages
are this process's own, their memory bounded by `KEPT_PAGES_MB`; a hundred readers of a page that is not there draw it
once.

**Live fragments.** What every booking changes is not kept with the page. The template encloses it
(`{% live "dates" %}…{% endlive %}`); `live` draws it at each request, from the statement that also reads the versions,
and it is spliced into the compressed page (common.pieces).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache, wraps
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from accelerator.base.common import clock
from accelerator.base.common.changes import Kind, of_kinds, versions
from accelerator.base.common.look import Look
from accelerator.base.common.pieces import LEVEL_KEPT, Fragment, Joined, Piece, live_piece
from accelerator.base.common.shelf import shelf
from accelerator.base.common.slugs import Moved

View = Callable[..., HttpResponse]
Versions = tuple[int, ...]
Moment = datetime | Callable[[], datetime | None] | None

_UNKNOWN = frozenset(("HTTP_HX_REQUEST", "HTTP_AUTHORIZATION", "HTTP_RANGE"))
# Whoever sends one of these may be shown something of their own.
_OF_SESSIONS = (settings.SESSION_COOKIE_NAME, "messages")
_PERSONAL = frozenset((*_OF_SESSIONS, settings.HOLDER_COOKIE_NAME))
_GZIP = re.compile(r"\bgzip\b")
_LIVE = re.compile(r"<!--live (\w+)-->(.*?)<!--/live-->", re.DOTALL)
_TOKEN = b"csrfmiddlewaretoken"
_PATIENCE = 5.0  # seconds that a reader waits for another who draws the same page
_PAGE, _PIECE = 1_600, 500  # bytes that they take besides their data, about
_PACKED = 4  # characters of a live fragment that make a byte, at least
_KEPT_HEADERS = ("Content-Type", "Content-Language", "Vary")
_OWN_HEADERS = ("Content-Length", "Content-Encoding", "ETag")  # of one answer


@dataclass(frozen=True)
class Live:
    """What is drawn at each request, by name, and the versions that the same statement has read.

    `frame` is what the view needs for all else, so that a page that is not kept yet is read once.
    """

    versions: Versions
    fragments: Mapping[str, str]
    frame: Any = None


Read = Callable[[HttpRequest], Live | None]


@dataclass(frozen=True)
class _Page:
    """A page as it is kept: pieces, and between them the names of live fragments.

    `read` reads the present versions; `is_whole` says that the headers are those with which it left the portal.
    """

    versions: Any
    until: datetime | None
    pieces: Sequence[Piece | str]
    headers: ResponseHeaders
    status: int
    bytes: int
    read: Read | None = None
    is_whole: bool = False
    last: list[Joined] = field(default_factory=list)  # the last answer, while its live fragments are the same objects

    def joined(self, fragments: Mapping[str, str]) -> Joined:
        """Return the page with these fragments."""
        found = [piece if isinstance(piece, Piece) else live_piece(piece, fragments[piece]) for piece in self.pieces]
        pieces = tuple(found)
        if self.last and self.last[0].pieces == pieces:
            return self.last[0]
        joined = Joined.of(pieces)
        if all(isinstance(fragment, Fragment) for fragment in fragments.values()):  # others are one reader's own
            self.last[:] = [joined]
        return joined

    @classmethod
    def of(cls, response: HttpResponse, versions: Any, read: Read | None = None) -> _Page:
        """Take the page as it was drawn, with marks around its live fragments."""
        parts = _LIVE.split(response.content.decode())  # text, name, fragment, text, …
        pieces: list[Piece | str] = [
            part if at % 3 else Piece.of(part, LEVEL_KEPT) for at, part in enumerate(parts) if at % 3 < 2
        ]
        size = sum(len(piece.data) + _PIECE for piece in pieces if isinstance(piece, Piece)) + _PAGE
        size += sum(len(fragment) // _PACKED + _PIECE for fragment in parts[2::3])
        headers = tuple((name, response.headers[name]) for name in _KEPT_HEADERS if name in response.headers)
        return cls(versions, until_of(response), pieces, _shared(headers), response.status_code, size, read)

    def is_true(self, present: Any, now: datetime) -> bool:
        return self.versions == present and (self.until is None or now < self.until)


def versions_of(request: HttpRequest) -> Versions:
    """Return the versions of all kinds as this request has read them first, or reads them now."""
    if not hasattr(request, "versions"):
        request.versions = versions()  # type: ignore[attr-defined]
    return request.versions  # type: ignore[attr-defined]


def live_of(request: HttpRequest) -> Live | None:
    """Return what `live` has drawn for this request; None if it was not asked."""
    return getattr(request, "kept_live", None)


def true_until(response: HttpResponse, *moments: Moment) -> HttpResponse:
    """Name moments from which on the clock alone changes what the page shows; the earliest counts.

    One that takes a query is given as a function, which is called only if the page is kept.
    """
    response.true_until = (*_moments(response), *moments)  # type: ignore[attr-defined]
    return response


def until_of(response: HttpResponse) -> datetime | None:
    """Return the earliest of the moments that were named; None if none was."""
    moments = (moment() if callable(moment) else moment for moment in _moments(response))
    return min((moment for moment in moments if moment is not None), default=None)


def _moments(response: HttpResponse) -> tuple[Moment, ...]:
    return getattr(response, "true_until", ())


def next_mark(now: datetime) -> datetime:
    """Return the next full five minutes: what goes by the day or the hour, in any zone, changes at one of them."""
    return clock.mark(now) + clock.MARK


def kept(*kinds: Kind, query: Sequence[str] = (), live: Callable[..., Live] | None = None) -> Callable[[View], View]:
    """Keep the view's pages for anonymous readers while versions of these kinds are the same.

    `query` names the parameters that the view reads: an address with others is drawn afresh. `live` gets the view's
    arguments and returns the live fragments with the versions of these kinds. It raises Http404 or Moved where there is
    no such page, or none any more; the view says so then.
    """
    known = frozenset(query)

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _is_anybodys(request, known):
                return view(request, *args, **kwargs)
            return _Asked(request, view, args, kwargs, kinds, live).answer()

        answer.kept, answer.kept_live = kinds, live  # type: ignore[attr-defined]
        return answer

    return decorate


def is_anybodys(request: HttpRequest) -> bool:
    """Return whether a reader of a page without a query is nobody in particular, unless they hold places."""
    return (
        request.method == "GET"
        and not request.GET
        and not any(name in request.COOKIES for name in _OF_SESSIONS)
        and not any(name in request.META for name in _UNKNOWN)
    )


def same_answer(
    request: HttpRequest,
    key: tuple,
    source: Any,
    now: datetime,
    draw: Callable[[], HttpResponse],
    fragments: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return what was answered before at this address under this key, if `source` is what it was then.

    For a view that has read all that its answer is made of: it depends on the key, the source, the language, the look
    and the live fragments, which are this reader's own, as is the CSRF token in them. Whoever has a session or a
    message is answered afresh. The answer sets no cookie; what does, comes after this.
    """
    if any(name in request.COOKIES for name in _OF_SESSIONS):
        return draw()
    known = _digest(request, key)
    page = shelf.get(known)
    if page is None or not page.is_true(source, now):
        turn = shelf.turn(known)
        is_mine = turn.acquire(timeout=_PATIENCE)
        try:
            page = shelf.get(known)
            if page is None or not page.is_true(source, now):
                response = draw()
                if not _can_be_kept(request, response, with_token=_has_token_in_fragments(response)):
                    return response
                page = _Page.of(response, source)
                shelf.put(known, page, page.bytes)
        finally:
            if is_mine:
                turn.release()
    return _answer(request, page, fragments or {})


def _has_token_in_fragments(response: HttpResponse) -> bool:
    """Return whether the reader's CSRF token stands in live fragments, and nowhere else."""
    return _TOKEN in response.content and _TOKEN not in _LIVE.sub("", response.content.decode()).encode()


def kept_page(request: HttpRequest) -> HttpResponse | None:
    """Return the page if it is kept and true, before there are a session, a user or a view; None leaves it to these.

    The language of the path must be active.
    """
    if not _is_nobodys(request):
        return None
    page = shelf.get(_digest(request, _query(request)))
    if page is None or not page.is_whole:
        return None
    present = page.read(request)
    if present is None or not page.is_true(present.versions, clock.now()):
        request.kept_read = present  # type: ignore[attr-defined]
        return None
    response = _response(request, page, present.fragments)
    response.headers["Content-Length"] = str(len(response.content))
    return response


def keep_headers(response: HttpResponse) -> None:
    """Keep a page, if this is one that was just drawn, with all the headers that it has by now."""
    key, page = getattr(response, "kept_as", (None, None))
    if page is None or response.cookies:
        return
    headers = tuple((name, value) for name, value in response.headers.items() if name not in _OWN_HEADERS)
    shelf.put(key, replace(page, headers=_shared(headers), is_whole=True), page.bytes)


@lru_cache(maxsize=100)
def _shared(headers: tuple[tuple[str, str], ...]) -> ResponseHeaders:
    """One mapping for all the pages that have these headers."""
    return ResponseHeaders(dict(headers))


@dataclass
class _Asked:
    """One request for a page that may be kept."""

    request: HttpRequest
    view: View
    args: tuple
    kwargs: dict[str, Any]
    kinds: tuple[Kind, ...]
    live: Callable[..., Live] | None
    key: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.key = _digest(self.request, _query(self.request))

    def answer(self) -> HttpResponse:
        present = getattr(self.request, "kept_read", None) or self._read(self.request)
        if present is None:
            return self._draw()
        now = clock.now()
        page = shelf.get(self.key)
        if page and page.is_true(present.versions, now):
            return _response(self.request, page, present.fragments)
        turn = shelf.turn(self.key)
        is_mine = turn.acquire(timeout=_PATIENCE)
        try:
            page = shelf.get(self.key)
            if page and page.is_true(present.versions, now):
                return _response(self.request, page, present.fragments)
            return self._draw_and_keep(present)
        finally:
            if is_mine:
                turn.release()

    @property
    def _read(self) -> Read:
        live, kinds, args, kwargs = self.live, self.kinds, self.args, self.kwargs
        if live is None:
            return lambda request: Live(of_kinds(versions_of(request), kinds), {})

        def read(request: HttpRequest) -> Live | None:
            try:
                return live(request, *args, **kwargs)
            except (Http404, Moved):  # the view says it, where all middleware hears it
                return None

        return read

    def _draw(self) -> HttpResponse:
        return self.view(self.request, *self.args, **self.kwargs)

    def _draw_and_keep(self, live: Live) -> HttpResponse:
        if self.live:
            self.request.kept_live = live  # type: ignore[attr-defined]
        response = self._draw()
        if response.status_code != 200 or not _can_be_kept(self.request, response):
            return response
        page = _Page.of(response, live.versions, self._read)
        shelf.put(self.key, page, page.bytes)
        drawn = dict(_LIVE.findall(response.content.decode()))
        # As objects those that were spliced in, which may be compressed already.
        fragments = {name: live.fragments[name] if live.fragments.get(name) == text else text
                     for name, text in drawn.items()}  # fmt: skip
        response = _response(self.request, page, fragments)
        if response.status_code == page.status:
            response.kept_as = self.key, page  # type: ignore[attr-defined]
        return response


def _query(request: HttpRequest) -> str:
    query: str = request.META.get("QUERY_STRING", "")
    return query


def _digest(request: HttpRequest, key: Any) -> bytes:
    """The address, the reader's language and look, and what else there is: as a digest, since an address may be longer
    than its page.
    """
    known = request.get_host(), request.is_secure(), request.method == "POST", request.path, key, get_language()
    return blake2b(repr((*known, Look.of(request).words)).encode(errors="backslashreplace"), digest_size=16).digest()


def _is_anybodys(request: HttpRequest, known: frozenset[str]) -> bool:
    """Return whether the answer may depend on nothing but the address, the language and the look."""
    return _is_nobodys(request) and known.issuperset(request.GET)


def _is_nobodys(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and _PERSONAL.isdisjoint(request.COOKIES)
        and _UNKNOWN.isdisjoint(request.META)
    )


def _can_be_kept(request: HttpRequest, response: HttpResponse, *, with_token: bool = False) -> bool:
    session = getattr(request, "session", None)
    return (
        not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and "no-store" not in response.headers.get("Cache-Control", "")
        and not (session is not None and session.modified)
        and (with_token or "CSRF_COOKIE_NEEDS_UPDATE" not in request.META)
        and not hasattr(request, "_csp_nonce")
    )


def _answer(request: HttpRequest, page: _Page, fragments: Mapping[str, str]) -> HttpResponse:
    joined, is_packed = page.joined(fragments), bool(_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))
    response = _Answer(page.headers, joined.gzip() if is_packed else joined.plain(), page.status)
    response.headers["ETag"] = joined.etag
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    if not page.is_whole:
        patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    return response


class _Answer(HttpResponse):
    """A response with a copy of headers that were checked and encoded before."""

    def __init__(self, headers: ResponseHeaders, content: bytes, status: int) -> None:
        super().__init__(content, content_type=headers["Content-Type"], status=status)
        self.headers._store = dict(headers._store)


def _response(request: HttpRequest, page: _Page, fragments: Mapping[str, str]) -> HttpResponse:
    response = _answer(request, page, fragments)
    response.headers["Cache-Control"] = "private, no-cache"
    etag = response.headers["ETag"]
    if "HTTP_IF_NONE_MATCH" in request.META:
        return get_conditional_response(request, etag=etag, response=response) or response
    return response
