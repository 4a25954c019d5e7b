"""SMTP in two calls: `offer` asks whether the server accepts the mail, `deliver` sends it.

`sendmail()` reports every lost connection alike. The outbox must distinguish a mail that was certainly not accepted
from one that may have been, so it commits `sending` between the two calls, before the server can have the content.
"""

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from socket import socket
from typing import Any, cast

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend as DjangoBackend
from django.core.mail.message import sanitize_address

CLOSING = 421
_ACCEPTED = {"mail": (250,), "rcpt": (250, 251), "data": (354,), "content": (250,)}
_ENHANCED_CODE = re.compile(rb"\A([245]\.\d{1,3}\.\d{1,3})\b")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class DeliveryError(Exception):
    """A mail that the server did not, or may not have, accepted.

    `why` names step and reply codes only: the server's texts often repeat the address.
    """

    def __init__(self, why: str, *, connection_lost: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.connection_lost = connection_lost


class ServerUnavailable(DeliveryError):
    """No connection to the mail server, whatever the mail."""


class TemporaryRefusal(DeliveryError):
    """The server certainly does not have the mail, and another try can succeed."""


class PermanentRefusal(DeliveryError):
    """The server will not take this mail to this address."""


class DeliveryUnknown(DeliveryError):
    """The content went out and no answer came back: the server may have the mail."""


class EmailBackend(DjangoBackend):
    """Django's SMTP backend, with the two calls of the outbox."""

    _content = b""  # of the mail that was offered
    _in_transaction = False  # MAIL was sent, and the mail neither accepted nor withdrawn

    def connect(self) -> None:
        """Open the connection, unless it is open. Raises ServerUnavailable."""
        if self.connection is not None:
            return
        try:
            self.open()
            self._smtp.ehlo_or_helo_if_needed()
        except OSError as problem:  # refused, timed out, TLS; and every SMTPException is one
            self._drop()
            code = getattr(problem, "smtp_code", "")
            raise ServerUnavailable(f"connect {code or type(problem).__name__}", connection_lost=True) from problem
        self._in_transaction = False

    def offer(self, mail: EmailMessage) -> None:
        """Have the server accept sender and recipient, without content. Raises Temporary- or PermanentRefusal."""
        encoding = mail.encoding or settings.DEFAULT_CHARSET
        sender = sanitize_address(mail.from_email, encoding)
        (recipient,) = (sanitize_address(address, encoding) for address in mail.recipients())
        self._content = mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's message classes
        size = [f"size={len(self._content)}"] if self._smtp.has_extn("size") else []

        if self._in_transaction:  # the mail before this one was refused, or not sent
            with suppress(smtplib.SMTPException):
                self._smtp.rset()
        self._in_transaction = True
        self._command("mail", self._smtp.mail, sender, size)
        self._command("rcpt", self._smtp.rcpt, recipient)

    def deliver(self) -> None:
        """Send the mail that was offered; returns once the server has taken responsibility for it.

        Raises DeliveryUnknown where the content went out and no answer came, Temporary- or PermanentRefusal.
        """
        self._command("data", self._smtp.docmd, "data")
        stuffed = _LEADING_DOT.sub(b"..", self._content)
        end = b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n"
        line = cast(socket, self._smtp.sock)
        try:
            # A server may look for spam before it answers; hanging up early would leave the mail's fate unknown.
            line.settimeout(settings.EMAIL_ANSWER_TIMEOUT)
            self._smtp.send(stuffed + end)
            code, text = self._smtp.getreply()
        except OSError as problem:
            self._drop()
            raise DeliveryUnknown("content connection lost", connection_lost=True) from problem
        line.settimeout(self.timeout)
        self._check_reply("content", code, text)
        self._in_transaction = False

    def disconnect(self) -> None:
        """Close the connection, whatever state it is in."""
        with suppress(OSError):
            self.close()

    @property
    def _smtp(self) -> smtplib.SMTP:
        """The connection, which connect() has made."""
        return cast(smtplib.SMTP, self.connection)

    def _command(self, step: str, command: Callable[..., tuple[int, bytes]], *arguments: Any) -> None:
        """Send one command before the content: whatever goes wrong here, the server does not have the mail."""
        try:
            code, text = command(*arguments)
        except smtplib.SMTPResponseException as problem:
            code, text = problem.smtp_code, b""
        except OSError as problem:
            self._drop()
            raise TemporaryRefusal(f"{step} connection lost", connection_lost=True) from problem
        self._check_reply(step, code, text)

    def _check_reply(self, step: str, code: int, text: bytes) -> None:
        """Raise the DeliveryError that a refusing reply means at this step."""
        if code in _ACCEPTED[step]:
            return
        enhanced = _ENHANCED_CODE.match(text)
        why = f"{step} {code}" + (f" {enhanced[1].decode()}" if enhanced else "")
        lost = code == CLOSING or self._smtp.sock is None
        if lost:
            self._drop()
        if 500 <= code < 600 and (step != "mail" or code == 552):
            # A refused sender (other than for the mail's size) is our own set-up: no mail is given up for that.
            raise PermanentRefusal(why, connection_lost=lost)
        if 400 <= code < 600 or step != "content":
            raise TemporaryRefusal(why, connection_lost=lost)
        raise DeliveryUnknown(why, connection_lost=lost)

    def _drop(self) -> None:
        """Close the socket without QUIT: a stalled server would keep us waiting for its reply."""
        half_open: smtplib.SMTP | None = self._partial_connection  # type: ignore[has-type]
        for connection in (half_open, self.connection):
            if connection is not None:
                connection.close()
        self._partial_connection = self.connection = None
