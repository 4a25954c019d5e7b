"""SMTP in steps: Django's backend keeps the connection, this adds handing over one mail and knowing how far it came.

`sendmail()` reports every lost connection alike. The outbox has to tell a mail that surely was not taken from one that
may have been, and has to write down that it is about to send before the server can have the content.
"""

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from socket import socket
from typing import cast

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as DjangoBackend
from django.core.mail.message import sanitize_address

READY_FOR_CONTENT = 354
CLOSING = 421
_ENHANCED_CODE = re.compile(rb"\A([245]\.\d{1,3}\.\d{1,3})\b")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class NotHandedOver(Exception):
    """A mail that the server did not (or may not) have taken.

    `why` names step and reply codes only: the server's words often repeat the address.
    """

    def __init__(self, why: str, *, connection_lost: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.connection_lost = connection_lost


class ServerAway(NotHandedOver):
    """There is no connection to be had; the mail has no part in it."""


class RefusedForNow(NotHandedOver):
    """The server surely does not have the mail, and another try can succeed."""


class RefusedForGood(NotHandedOver):
    """The server will not take this mail to this address."""


class Unclear(NotHandedOver):
    """The content went out and no answer came back: the server may have the mail."""


class EmailBackend(DjangoBackend):
    """Django's SMTP backend, with the door that the outbox uses."""

    def dial(self) -> None:
        """Have a connection, greeted and signed in. Raises ServerAway."""
        try:
            self.open()
            self._smtp.ehlo_or_helo_if_needed()
        except OSError as problem:  # refused, timed out, TLS; and every SMTPException is one
            self.drop()
            code = getattr(problem, "smtp_code", "")
            raise ServerAway(f"connect {code or type(problem).__name__}", connection_lost=True) from problem

    def hand_over(self, mail: EmailMessage, *, about_to_send: Callable[[], bool]) -> bool:
        """Send one mail to its one recipient; True once the server has taken responsibility for it.

        `about_to_send` is called right before DATA, when the server has accepted sender and recipient. If it answers
        False, the mail is left and False returned. Raises RefusedForNow, RefusedForGood or Unclear.
        """
        smtp = self._smtp
        encoding = mail.encoding or settings.DEFAULT_CHARSET
        sender = sanitize_address(mail.from_email, encoding)
        (recipient,) = (sanitize_address(address, encoding) for address in mail.recipients())
        content = mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # of Django's own message classes
        size = [f"size={len(content)}"] if smtp.has_extn("size") else []

        self._expect("mail", 250, lambda: smtp.mail(sender, size))
        self._expect("rcpt", 250, lambda: smtp.rcpt(recipient))
        if not about_to_send():
            with suppress(smtplib.SMTPException):
                smtp.rset()
            return False
        self._expect("data", READY_FOR_CONTENT, lambda: smtp.docmd("data"))
        self._send_content(content)
        return True

    def hang_up(self) -> None:
        """End the connection politely, whatever state it is in."""
        with suppress(OSError):
            self.close()

    def drop(self) -> None:
        """Close the socket without a word: a server that stalled would keep us waiting for its goodbye."""
        half_open: smtplib.SMTP | None = self._partial_connection  # type: ignore[has-type]
        for connection in (half_open, self.connection):
            if connection is not None:
                connection.close()
        self._partial_connection = self.connection = None

    @property
    def _smtp(self) -> smtplib.SMTP:
        """The connection, which dial() has made."""
        return cast(smtplib.SMTP, self.connection)

    def _expect(self, step: str, wanted: int, ask: Callable[[], tuple[int, bytes]]) -> None:
        """One command before the content: whatever goes wrong here, the server does not have the mail."""
        try:
            code, words = ask()
        except smtplib.SMTPResponseException as problem:
            code, words = problem.smtp_code, b""
        except OSError as problem:
            self.drop()
            raise RefusedForNow(f"{step} connection lost", connection_lost=True) from problem
        if code == wanted or (step == "rcpt" and code == 251):
            return
        self._refuse(step, code, words)

    def _send_content(self, content: bytes) -> None:
        smtp = self._smtp
        stuffed = _LEADING_DOT.sub(b"..", content)
        end = b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n"
        line = cast(socket, smtp.sock)
        try:
            # A server may look for spam before it answers; hanging up early would leave the mail's fate unknown.
            line.settimeout(settings.EMAIL_ANSWER_TIMEOUT)
            smtp.send(stuffed + end)
            code, words = smtp.getreply()
        except OSError as problem:
            self.drop()
            raise Unclear("content connection lost", connection_lost=True) from problem
        line.settimeout(self.timeout)
        if code != 250:
            self._refuse("content", code, words)

    def _refuse(self, step: str, code: int, words: bytes) -> None:
        enhanced = _ENHANCED_CODE.match(words)
        why = f"{step} {code}" + (f" {enhanced[1].decode()}" if enhanced else "")
        lost = code == CLOSING or self._smtp.sock is None
        if lost:
            self.drop()
        else:
            with suppress(smtplib.SMTPException):
                self._smtp.rset()
        if 500 <= code < 600 and (step != "mail" or code == 552):
            # A refused sender (other than for the mail's size) is our own set-up: no mail is given up for that.
            raise RefusedForGood(why, connection_lost=lost)
        if 400 <= code < 600 or step != "content":
            raise RefusedForNow(why, connection_lost=lost)
        raise Unclear(why, connection_lost=lost)


class OtherBackend:
    """Any other backend of Django's (memory, a file): it takes a mail or raises, and cannot say how far it came."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self._backend = backend

    def dial(self) -> None:
        try:
            self._backend.open()
        except OSError as problem:
            raise ServerAway(f"connect {type(problem).__name__}", connection_lost=True) from problem

    def hand_over(self, mail: EmailMessage, *, about_to_send: Callable[[], bool]) -> bool:
        if not about_to_send():
            return False
        try:
            return bool(self._backend.send_messages([mail]))
        except Exception as problem:
            raise Unclear(f"backend {type(problem).__name__}", connection_lost=True) from problem

    def hang_up(self) -> None:
        with suppress(OSError):
            self._backend.close()


Courier = EmailBackend | OtherBackend


def courier() -> Courier:
    """Whoever carries mails away, by the settings."""
    backend = get_connection()
    return backend if isinstance(backend, EmailBackend) else OtherBackend(backend)
