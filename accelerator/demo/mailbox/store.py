"""Mails as files: each as it came through SMTP, named by the moment it came."""

import base64
import email
import email.policy
import itertools
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import cast

from django.conf import settings

KEPT = 2000
ENVELOPE_TO = "X-Envelope-To"
_CID = re.compile(r"cid:([^\"'<>\s]+)")
_KEY = re.compile(r"\d{20}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Attached:
    """A file that came with a mail."""

    name: str
    media_type: str
    content: bytes


class Letter:
    """One mail of the box; its parts are read when asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.key = path.stem

    @property
    def came_at(self) -> datetime:
        return datetime.fromtimestamp(int(self.key[:20]) / 1_000_000_000, UTC)

    @cached_property
    def raw(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def headers(self) -> EmailMessage:
        """Without the body, for lists."""
        with self.path.open("rb") as file:
            head = b"".join(itertools.takewhile(lambda line: line not in (b"\r\n", b"\n"), file))
        return _parsed(head)

    @cached_property
    def mail(self) -> EmailMessage:
        return _parsed(self.raw)

    @property
    def recipient(self) -> str:
        """Who it was handed over for, whatever its To says."""
        return str(self.headers[ENVELOPE_TO] or self.headers["To"] or "")

    @property
    def subject(self) -> str:
        return str(self.headers["Subject"] or "")

    @property
    def text(self) -> str:
        part = self.mail.get_body(("plain",))
        return str(part.get_content()) if part is not None else ""

    @property
    def html(self) -> str:
        """The HTML part, with the pictures that travel beside it (RFC 2392) in it."""
        part = self.mail.get_body(("html",))
        html = str(part.get_content()) if part is not None else ""
        return _CID.sub(lambda found: self._pictures.get(found[1], found[0]), html)

    @cached_property
    def _pictures(self) -> dict[str, str]:
        return {
            name.strip("<>"): f"data:{part.get_content_type()};base64,{base64.b64encode(part.get_content()).decode()}"
            for part in self.mail.walk()
            if (name := str(part["Content-ID"] or "")) and part.get_content_maintype() == "image"
        }

    @cached_property
    def files(self) -> list[Attached]:
        return [
            Attached(
                part.get_filename() or f"{number}",
                part.get_content_type(),
                cast(bytes, part.get_payload(decode=True) or b""),
            )
            for number, part in enumerate(self.mail.iter_attachments(), start=1)
        ]


def _parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def folder() -> Path:
    """Where the demo keeps its mail, beside its other data."""
    return Path(settings.LOCAL) / "demo" / "mail"


def letters(recipient: str = "") -> list[Letter]:
    """The box, newest first; only mails to addresses that hold these letters, if given."""
    wanted = recipient.strip().lower()
    found = [Letter(path) for path in sorted(folder().glob("*.eml"), reverse=True) if _KEY.fullmatch(path.stem)]
    return [letter for letter in found if wanted in letter.recipient.lower()] if wanted else found


def letter_of(key: str) -> Letter | None:
    """The mail with this key, if the box has it."""
    path = folder() / f"{key}.eml"
    return Letter(path) if _KEY.fullmatch(key) and path.is_file() else None


def keep(content: bytes, recipients: list[str], came_at: datetime) -> str:
    """Put a mail into the box, whole or not at all, and let the oldest go when it is full; returns the key."""
    box = folder()
    box.mkdir(parents=True, exist_ok=True)
    key = f"{int(came_at.timestamp() * 1_000_000) * 1000:020d}-{secrets.token_hex(4)}"
    half = box / f".{key}.part"
    half.write_bytes(f"{ENVELOPE_TO}: {', '.join(recipients)}\r\n".encode() + content)
    half.replace(box / f"{key}.eml")
    for old in sorted(box.glob("*.eml"), reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)
    return key
