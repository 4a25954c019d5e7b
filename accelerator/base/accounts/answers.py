"""What accounts answer to the hooks of common."""

from accelerator.base.accounts.second_steps import sealed_second_steps
from accelerator.base.accounts.services import ACCOUNT_DELETED, remove_person_again
from accelerator.base.common.hooks import erasure_replays, sealed_rows

erasure_replays(ACCOUNT_DELETED)(remove_person_again)
sealed_rows(order=10)(sealed_second_steps)
