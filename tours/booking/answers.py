"""What bookings answer to the hooks of the apps below."""

from accelerator.base.accounts.hooks import email_verified, own_data
from accelerator.base.common.hooks import erasure_replays, sealed_rows
from tours.booking.own_data import orders_of
from tours.booking.services import replays
from tours.booking.services.claims import claim_orders_by_email
from tours.booking.services.erasure import CONSENT_WITHDRAWN, PEOPLE_FORGOTTEN
from tours.booking.services.identities import IDENTITY_ERASED, sealed_identities
from tours.booking.services.people import VISITOR_REMOVED, VISITOR_REPLACED
from tours.booking.services.reminders import REMINDERS_STOPPED, REMINDERS_WANTED

email_verified(order=10)(claim_orders_by_email)
own_data(order=10)(orders_of)
sealed_rows(order=20)(sealed_identities)
erasure_replays(CONSENT_WITHDRAWN)(replays.withdraw_again)
erasure_replays(PEOPLE_FORGOTTEN)(replays.forget_again)
erasure_replays(VISITOR_REMOVED)(replays.remove_again)
erasure_replays(VISITOR_REPLACED)(replays.replace_again)
erasure_replays(IDENTITY_ERASED)(replays.erase_identity_again)
erasure_replays(REMINDERS_STOPPED)(replays.stop_again)
erasure_replays(REMINDERS_WANTED)(replays.want_again)
