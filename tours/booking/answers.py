"""What bookings answer to the hooks of the apps below."""

from accelerator.base.accounts.hooks import email_verified, own_data
from accelerator.base.common.hooks import erasure_replays, sealed_rows
from tours.booking.own_data import orders_of
from tours.booking.services import erasure
from tours.booking.services.identities import IDENTITY_ERASED, sealed_identities
from tours.booking.services.people import VISITOR_REMOVED, VISITOR_REPLACED, claim_orders_by_email
from tours.booking.services.reminders import REMINDERS_STOPPED, REMINDERS_WANTED

email_verified(order=10)(claim_orders_by_email)
own_data(order=10)(orders_of)
sealed_rows(order=20)(sealed_identities)
erasure_replays(erasure.CONSENT_WITHDRAWN)(erasure.withdraw_again)
erasure_replays(erasure.PEOPLE_ERASED)(erasure.erase_again)
erasure_replays(VISITOR_REMOVED)(erasure.remove_again)
erasure_replays(VISITOR_REPLACED)(erasure.erase_replaced_again)
erasure_replays(IDENTITY_ERASED)(erasure.erase_identity_again)
erasure_replays(REMINDERS_STOPPED)(erasure.stop_reminders_again)
erasure_replays(REMINDERS_WANTED)(erasure.start_reminders_again)
