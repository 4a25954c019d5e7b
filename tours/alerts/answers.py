"""What date alerts answer to the hooks of the apps below."""

from accelerator.base.accounts.hooks import email_verified, own_data
from accelerator.base.common.hooks import erasure_replays
from tours.alerts import services
from tours.alerts.own_data import alerts_of

email_verified(order=20)(services.claim_alerts_by_email)
own_data(order=30)(alerts_of)
erasure_replays(services.STOPPED)(services.stop_again)
erasure_replays(services.ERASED)(services.erase_again)
