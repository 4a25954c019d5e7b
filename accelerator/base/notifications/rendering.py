"""From three templates to one mail: subject, text and HTML, in the active language, with links that lead back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.template import Context
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.translation import get_language

logger = structlog.get_logger(__name__)

_THREE_LINE_ENDS = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail, or one of its own pictures, which the HTML part shows as `cid:` and its name."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class Mail:
    """What is sent: both parts say the same.

    `unsubscribe` is the address that stops mails of this kind at a POST, without a sign-in (RFC 8058). `left_out` names
    files that could not be made: the text says that they are missing, and staff see it. `pictures` travel with the
    HTML part that shows them, so that reading it asks no server for anything.
    """

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    reply_to: str = ""
    unsubscribe: str = ""
    left_out: tuple[str, ...] = ()
    pictures: tuple[Attachment, ...] = ()


class Files(NamedTuple):
    """What goes with a mail, and the names of what could not be made."""

    attachments: tuple[Attachment, ...]
    left_out: tuple[str, ...] = ()


def render_mail(
    template_base: str,
    context: dict[str, Any],
    *,
    attachments: tuple[Attachment, ...] = (),
    reply_to: str = "",
    unsubscribe: str = "",
    left_out: tuple[str, ...] = (),
    pictures: tuple[Attachment, ...] = (),
) -> Mail:
    """The mail of `<base>.subject.txt`, `<base>.txt` and `<base>.html`, in the active language.

    The parts extend `mail/base.txt` and `mail/base.html`; `{% load mail %}` brings paragraphs, facts and buttons for
    the HTML part, and `absolute` for addresses. Text parts are not escaped, the HTML part is.
    """
    language = get_language() or settings.LANGUAGE_CODE
    subject = " ".join(_render(f"{template_base}.subject.txt", context, autoescape=False).split())
    values = {
        **context,
        "left_out": left_out,
        "subject": subject,
        "language": language,
        "portal_name": settings.PORTAL_NAME.get(language, settings.PORTAL_NAME[settings.LANGUAGE_CODE]),
        "portal_home": absolute_url("/" if language == settings.LANGUAGE_CODE else f"/{language}/"),
    }
    text = _render(f"{template_base}.txt", values, autoescape=False)
    html = _render(f"{template_base}.html", values, autoescape=True)
    return Mail(
        subject=subject,
        text=_THREE_LINE_ENDS.sub("\n\n", "\n".join(line.rstrip() for line in text.splitlines())).strip() + "\n",
        html="\n".join(line for line in (line.strip() for line in html.splitlines()) if line) + "\n",
        attachments=attachments,
        reply_to=reply_to,
        unsubscribe=unsubscribe,
        left_out=left_out,
        pictures=pictures,
    )


def make_files(*makers: tuple[str | Promise, Callable[[], Attachment]]) -> Files:
    """Make what goes with a mail, each file under its name for readers; one that fails is left out, not the mail.

    A database that is away fails the whole, since it will be back.
    """
    made, left_out = [], []
    for name, make in makers:
        try:
            made.append(make())
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("attachment_not_made", file=str(name))
            left_out.append(str(name))
    return Files(tuple(made), tuple(left_out))


def absolute_url(path: str) -> str:
    """A path of the portal as an address that works from a mail.

    `reverse()` and `get_absolute_url()` put the active language's prefix in front, and a message is composed in its
    reader's language; so a path made while composing leads to the page in that language.
    """
    return settings.BASE_URL + path


def _render(name: str, context: dict[str, Any], *, autoescape: bool) -> str:
    # The engine's own template, since Django's wrapper always escapes and a text part must not be.
    template = get_template(name).template  # type: ignore[attr-defined]
    return str(template.render(Context(context, autoescape=autoescape)))
