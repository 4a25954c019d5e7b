"""How an enterprise comes to the portal: an organizer opens its cabinet and invites whom it will belong to."""

from accelerator.base.accounts.models import User
from accelerator.base.common.i18n import I18nText
from accelerator.base.common.slugs import free_slug
from accelerator.base.common.transactions import atomic
from regions.enterprises.models import Enterprise, Role
from regions.enterprises.services.people import invite
from regions.models import Region


@atomic
def open_enterprise(*, name: I18nText, region: Region, industry: str, owner_email: str, opened_by: User) -> Enterprise:
    """Make the enterprise, a draft that nobody sees, and send its future owner the link into its cabinet."""
    enterprise = Enterprise(
        name=name, region=region, industry=industry, slug=free_slug(Enterprise, name.in_language("ru"))
    )
    enterprise.set_derived()
    enterprise.save()
    invite(enterprise=enterprise, email=owner_email, role=Role.OWNER, invited_by=opened_by)
    return enterprise
