"""Who holds places before anybody is named: a browser, an account, and the network they come from."""

from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Holder:
    """Keyed hashes of a browser and of its network, and the account; what is not known is empty and limits nobody."""

    browser: str = ""
    network: str = ""
    user: Any = None

    def owns(self, order: Any) -> bool:
        """Whether the order is this browser's or account's, as OrderQuerySet.unconfirmed_of has it."""
        is_browsers = bool(self.browser) and order.held_by == self.browser
        return is_browsers or (self.user is not None and order.user_id == self.user.pk)

    def lock(self) -> None:
        """Let no other transaction of this browser or account hold places meanwhile; the first lock of all."""
        names = sorted(name for name in (self.browser, f"user:{self.user.pk}" if self.user else "") if name)
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"booking.holder:{name}"])


NOBODY = Holder()  # what a command or a task does for nobody in particular
