"""A real SMTP server that keeps what it takes and misbehaves on demand."""

from __future__ import annotations

import asyncio
import email
import email.policy
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, cast

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

CLOSE = "close"  # the connection ends without a word
STALL = "stall"  # no answer ever comes


@dataclass(frozen=True)
class Taken:
    """One mail that the server said it had taken, or had taken in when it fell silent."""

    sender: str
    recipient: str
    mail: EmailMessage

    @property
    def message_id(self) -> str:
        return str(self.mail["Message-ID"])


@dataclass
class PostOffice:
    """`answers` maps a step (connect, mail, rcpt, data, content) to a reply line, CLOSE or STALL.

    `data` answers the command, `content` what was sent after it. `per_recipient` holds answers to single addresses.
    """

    answers: dict[str, str] = field(default_factory=dict)
    per_recipient: dict[str, str] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def open(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._loop = asyncio.new_event_loop()
        self._silence = asyncio.Event()
        self._open: set[asyncio.BaseTransport] = set()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)

    def close(self) -> None:
        """Refuse connections from now on, and end those there are."""

        async def end() -> None:
            self._server.close()
            for transport in list(self._open):
                cast(asyncio.Transport, transport).abort()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
            await asyncio.sleep(0)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def counted(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(taken.message_id for taken in self.taken)

    def to(self, recipient: str) -> list[EmailMessage]:
        """What was taken for an address, oldest first."""
        return [taken.mail for taken in self.taken if taken.recipient == recipient]

    def _serve(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        start = self._loop.create_server(
            lambda: _Clerk(self, loop=self._loop), "127.0.0.1", self.port, reuse_address=True
        )
        self._server = self._loop.run_until_complete(start)
        self.port = self._server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()

    async def _answer(self, clerk: SMTP, step: str, recipient: str = "") -> str | None:
        """The reply that the script wants at this step, or None for the usual one."""
        answer = self.per_recipient.get(recipient) or self.answers.get(step)
        if answer == STALL:
            await self._silence.wait()
        if answer == CLOSE:
            clerk.transport.abort()
            raise ConnectionResetError
        return answer


class _Clerk(SMTP):
    """One connection."""

    def __init__(self, office: PostOffice, **kwargs: Any) -> None:
        self.office = office
        super().__init__(_Desk(office), hostname="post.test", enable_SMTPUTF8=False, **kwargs)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.office.connections += 1
        self.office._open.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.office._open.discard(self.transport)
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        if answer := await self.office._answer(self, "connect"):
            await self.push(answer)
            self.transport.close()
            return
        await super()._handle_client()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd finds commands by this name
        if answer := await self.office._answer(self, "data"):
            await self.push(answer)
            return
        await super().smtp_DATA(arg)


class _Desk:
    """aiosmtpd's hooks."""

    def __init__(self, office: PostOffice) -> None:
        self.office = office

    async def handle_MAIL(  # noqa: N802
        self, clerk: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await self.office._answer(clerk, "mail"):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, clerk: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await self.office._answer(clerk, "rcpt", address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, clerk: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.office.answers.get("content", "250 2.0.0 taken")
        if answer in (CLOSE, STALL) or answer.startswith("2"):
            mail = email.message_from_bytes(cast(bytes, envelope.content), policy=email.policy.default)
            self.office.taken += [
                Taken(str(envelope.mail_from), recipient, cast(EmailMessage, mail)) for recipient in envelope.rcpt_tos
            ]
        return await self.office._answer(clerk, "content") or answer


@pytest.fixture
def post_office(settings: Any) -> Iterator[PostOffice]:
    """A server of the test's own, to which this process's settings point."""
    office = PostOffice()
    office.open()
    settings.EMAIL_BACKEND = "accelerator.base.notifications.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    settings.EMAIL_TIMEOUT = settings.EMAIL_ANSWER_TIMEOUT = 2
    yield office
    office.close()
