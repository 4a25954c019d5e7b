"""From three templates to one mail, in the active language, and from that to the e-mail that a mail server gets."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import parseaddr
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, SafeMIMEMultipart
from django.db import InterfaceError, OperationalError
from django.template import Context
from django.template.loader import get_template
from django.utils.functional import Promise

from accelerator.base.common.i18n import active_language, portal_name

logger = structlog.get_logger(__name__)

_THREE_LINE_ENDS = re.compile(r"\n{3,}")
_QUOTED_PRINTABLE = Charset("utf-8")
_QUOTED_PRINTABLE.body_encoding = QP


@dataclass(frozen=True)
class Attachment:
    """A file attached to a mail, or a picture embedded in it, which the HTML part shows as `cid:` and its name."""

    name: str
    content: bytes
    media_type: str

    def part(self, disposition: str = "attachment") -> MIMEBase:
        """The file as a MIME part, byte for byte, with every parameter of its media type."""
        part = MIMEBase("application", "octet-stream")
        part.replace_header("Content-Type", self.media_type)
        part.set_payload(self.content)
        encode_base64(part)
        part.add_header("Content-Disposition", disposition, filename=self.name)
        if disposition == "inline":
            part.add_header("Content-ID", f"<{self.name}>")
        return part


@dataclass(frozen=True)
class Mail:
    """What is sent; the text and the HTML part say the same.

    `unsubscribe` is the address that stops mails of this kind at a POST, without a sign-in (RFC 8058). `left_out` names
    files that could not be made: the text says that they are missing, and staff see it. `pictures` travel with the
    HTML part that shows them, so that reading it asks no server for anything.
    """

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    unsubscribe: str = ""
    left_out: tuple[str, ...] = ()
    pictures: tuple[Attachment, ...] = ()

    def as_email(self, *, to: str, language: str, uuid: UUID) -> EmailMultiAlternatives:
        """The mail as it is handed to a server; every try of a message has one Message-ID, so that readers can tell."""
        headers = {
            "Message-ID": f"<{uuid}@{urlsplit(settings.BASE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": language,
        }
        if self.unsubscribe:
            headers |= {
                "List-Unsubscribe": f"<{self.unsubscribe}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            }
        subject = " ".join(self.subject.split())
        email = _Email(subject, self.text, _sender_in(language), [to], headers=headers)
        email.encoding = _QUOTED_PRINTABLE
        if self.html:
            email.attach_alternative(self.html, "text/html")
            email.pictures = [picture.part("inline") for picture in self.pictures]
        for attachment in self.attachments:
            email.attach(attachment.part())
        return email


class _Email(EmailMultiAlternatives):
    """A mail whose HTML part shows embedded pictures (multipart/related, RFC 2387), which Django does not support.

    They stand beside both parts, and files around it all: programs that show the text list the files alone.
    """

    pictures: Sequence[MIMEBase] = ()

    def _create_alternatives(self, msg: MIMEBase) -> MIMEBase:
        parts: MIMEBase = super()._create_alternatives(msg)  # type: ignore[misc]
        if not self.pictures:
            return parts
        whole = SafeMIMEMultipart("related", encoding=self.encoding, type=parts.get_content_type())
        for part in (parts, *self.pictures):
            whole.attach(part)
        return whole


class Files(NamedTuple):
    """The files of a mail, and the names of those that could not be made."""

    attachments: tuple[Attachment, ...]
    left_out: tuple[str, ...] = ()


def render_mail(
    template_base: str,
    context: dict[str, Any],
    *,
    attachments: tuple[Attachment, ...] = (),
    unsubscribe: str = "",
    left_out: tuple[str, ...] = (),
    pictures: tuple[Attachment, ...] = (),
) -> Mail:
    """The mail of `<base>.subject.txt`, `<base>.txt` and `<base>.html`, in the active language.

    The parts extend `mail/base.txt` and `mail/base.html`; `{% load mail %}` brings paragraphs, facts and buttons for
    the HTML part, and `absolute` for addresses. Text parts are not escaped, the HTML part is. Several empty lines of a
    text part become one, so that a statement between paragraphs can stand on a line by itself.
    """
    language = active_language()
    subject = " ".join(_render(f"{template_base}.subject.txt", context, autoescape=False).split())
    values = {
        **context,
        "left_out": left_out,
        "subject": subject,
        "language": language,
        "portal_name": portal_name(language),
        "portal_home": absolute_url("/" if language == settings.LANGUAGE_CODE else f"/{language}/"),
    }
    text = _render(f"{template_base}.txt", values, autoescape=False)
    html = _render(f"{template_base}.html", values, autoescape=True)
    return Mail(
        subject=subject,
        text=_THREE_LINE_ENDS.sub("\n\n", "\n".join(line.rstrip() for line in text.splitlines())).strip() + "\n",
        html="\n".join(line for line in (line.strip() for line in html.splitlines()) if line) + "\n",
        attachments=attachments,
        unsubscribe=unsubscribe,
        left_out=left_out,
        pictures=pictures,
    )


def make_files(*makers: tuple[str | Promise, Callable[[], Attachment]]) -> Files:
    """Make the files of a mail, given with their names for readers; one that fails is left out and named.

    While the database is unavailable the whole mail fails, to be tried again.
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


def _sender_in(language: str) -> str:
    """DEFAULT_FROM_EMAIL, under the portal's name in this language where it bears the portal's name."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    is_portal = name == portal_name(settings.LANGUAGE_CODE)
    return f'"{portal_name(language)}" <{address}>' if is_portal else settings.DEFAULT_FROM_EMAIL


def _render(name: str, context: dict[str, Any], *, autoescape: bool) -> str:
    # The engine's own template, since Django's wrapper always escapes and a text part must not be.
    template = get_template(name).template  # type: ignore[attr-defined]
    return str(template.render(Context(context, autoescape=autoescape)))
