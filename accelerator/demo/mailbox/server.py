"""The demo's mail server: takes everything, delivers nothing, keeps it for the pages."""

import asyncio
import signal
from collections.abc import Callable

from aiosmtpd.smtp import SMTP, Envelope, Session

from accelerator.base.common import clock
from accelerator.demo.mailbox import store

LARGEST = 10 * 1024 * 1024


class Keeper:
    """aiosmtpd's handler: each mail becomes a file before the sender is told that it was taken."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        content = envelope.original_content or b""
        try:
            await asyncio.to_thread(store.keep, content, envelope.rcpt_tos, clock.now())
        except OSError:
            return "452 4.3.1 The box cannot be written"
        return "250 2.0.0 Kept"


def serve(host: str, port: int, *, ready: Callable[[int], None]) -> None:
    """Take mails until SIGTERM or SIGINT; `ready` hears the port. Raises OSError when the port is taken."""
    asyncio.run(_serve(host, port, ready))


async def _serve(host: str, port: int, ready: Callable[[int], None]) -> None:
    loop = asyncio.get_running_loop()
    end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    keeper = Keeper()
    server = await loop.create_server(
        lambda: SMTP(keeper, hostname="mailbox.demo", data_size_limit=LARGEST, loop=loop), host, port
    )
    async with server:
        ready(server.sockets[0].getsockname()[1])
        await end.wait()
