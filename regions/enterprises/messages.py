"""What enterprises write."""

from django.utils.translation import gettext_lazy as _

from accelerator.base.accounts.messages import stored_mail
from accelerator.base.notifications.hooks import message
from regions.enterprises.services.people import INVITATION

# The row holds the mail whole, with the link that stands nowhere else; a second one does no harm.
message(INVITATION, label=_("invitation"), resend_if_unknown=True)(stored_mail)
