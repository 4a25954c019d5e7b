"""What the portal answers to the hooks of the apps below."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accelerator.base.accounts.desk import DeskSection
from accelerator.base.accounts.hooks import desk_sections, landing
from accelerator.base.accounts.models import User
from accelerator.base.accounts.permissions import is_organizer
from accelerator.base.common.hooks import share_cards
from accelerator.portal.sharing.pages import find_page_card, find_region_card, find_text_card

share_cards("page")(find_page_card)
share_cards("region")(find_region_card)
share_cards("text")(find_text_card)


@landing(order=10)
def land_at_desk(user: User) -> str | None:
    """Organizers come to their desk first, also those who work at an enterprise."""
    return reverse("portal:organizer") if is_organizer(user) else None


@desk_sections(order=50)
def pages() -> tuple[DeskSection, ...]:
    what = _("About the portal, contacts, help, terms, and pages of your own.")
    return (DeskSection("portal:desk_pages", _("Pages"), "file-text", what),)
