"""An enterprise is opened whole, or not at all."""

import pytest

from accelerator.base.common.i18n import I18nText
from regions.enterprises.models import Enterprise, Invitation
from regions.enterprises.services import opening
from tests.base.accounts.outbox import last_mail
from tests.factories.accounts import UserFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


def test_opened_enterprise_is_a_draft_and_its_owner_is_invited():
    organizer, region = UserFactory(organizer=True), RegionFactory()

    opened = opening.open_enterprise(
        name=I18nText({"ru": "Берёзовский завод"}), region=region, industry="metal",
        owner_email="director@example.org", opened_by=organizer,
    )  # fmt: skip

    found, invitation = Enterprise.objects.get(pk=opened.pk), Invitation.objects.get()
    assert (found.slug, found.sort_name, found.status) == ("berezovskiy-zavod", "березовский завод", "draft")
    assert (found.region, found.industry) == (region, "metal")
    assert (invitation.enterprise, invitation.role, invitation.invited_by) == (opened, "owner", organizer)
    assert last_mail("director@example.org").body["subject"]
