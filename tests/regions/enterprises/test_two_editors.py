"""Two people write an enterprise's profile or one of its sites at once: the second sees both, and loses nothing."""

import pytest
from django.urls import reverse

from regions.enterprises.models import Enterprise, Site
from tests.editors import differences, opened, saved_on_top
from tests.factories.enterprises import SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(membership):
    enterprise = membership.enterprise
    site = SiteFactory(enterprise=enterprise)
    return {
        "profile": reverse("enterprises:profile", args=[enterprise.slug]),
        "site": reverse("enterprises:site", args=[enterprise.slug, site.uuid]),
    }


@pytest.mark.parametrize(("page", "model"), [("profile", Enterprise), ("site", Site)])
def test_second_editor_sees_both_and_can_save_on_top(client, addresses, page, model):
    address = addresses[page]
    seen = opened(client, address)

    assert client.post(address, {**seen, "name_ru": "Первое"}).status_code == 302
    response = client.post(address, {**seen, "name_ru": "Второе"})

    assert response.status_code == 409
    ((theirs, yours),) = differences(response).values()
    assert ("Первое" in theirs, "Второе" in yours) == (True, True)
    assert model.objects.get().name["ru"] == "Первое"
    assert saved_on_top(client, address, response).status_code == 302
    assert model.objects.get().name["ru"] == "Второе"


@pytest.mark.parametrize("page", ["profile", "site"])
def test_save_that_changes_nothing_refuses_nobody(client, addresses, page):
    seen = opened(client, addresses[page])

    assert client.post(addresses[page], seen).status_code == 302
    assert client.post(addresses[page], {**seen, "name_ru": "Второе"}).status_code == 302


def test_profile_sent_to_the_address_that_somebody_else_has_changed_arrives(client, addresses):
    seen = opened(client, addresses["profile"])
    client.post(addresses["profile"], {**seen, "slug": "novoe"})

    response = client.post(addresses["profile"], {**seen, "summary_ru": "Льём колокола"}, follow=True)

    assert response.redirect_chain == [(reverse("enterprises:profile", args=["novoe"]), 307)]
    assert (response.status_code, "Льём колокола" in response.content.decode()) == (409, True)


def test_another_zone_is_confirmed_again_after_another_editors_change(client, addresses):
    seen = opened(client, addresses["site"])
    client.post(addresses["site"], {**seen, "name_ru": "Первое"})

    response = client.post(addresses["site"], {**seen, "name_ru": "Второе", "zone_confirmed": "on"})

    assert len(differences(response)) == 1
    assert not response.context["form"]["zone_confirmed"].value()
