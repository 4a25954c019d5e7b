"""Where a request comes from: whatever stands in the headers, an address that the database takes, or none."""

import pytest
from django.test import RequestFactory

from accelerator.base.accounts.adapters import AccountAdapter
from accelerator.base.accounts.models import Consent, ConsentText
from accelerator.base.common.network import acting_for, client_ip, client_network, current_network, network_key
from tests.factories.accounts import UserFactory

ADDRESSES = {
    "203.0.113.7": "203.0.113.7",
    " 203.0.113.7 ": "203.0.113.7",
    "1.2.3.4:5555": "1.2.3.4",
    "2001:db8::1": "2001:db8::1",
    "[2001:db8::1]": "2001:db8::1",
    "[2001:db8::1]:443": "2001:db8::1",
    '"[2001:db8::1]:443"': "2001:db8::1",
    "2001:DB8:0::1": "2001:db8::1",
    "fe80::1%eth0": "fe80::1",
    "[fe80::1%25eth0]:443": "fe80::1",
    "::ffff:203.0.113.7": "203.0.113.7",
    "[::ffff:203.0.113.7]:80": "203.0.113.7",
}
GARBAGE = [
    "unknown", "_hidden", "evil.example", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4:", "1.2.3.4:port",
    "[2001:db8::1", "2001:db8::1]", "[]", "[]:443", "%", "%eth0", "1.2.3.4/24", "2001:db8::g", "12345", "\x00",
    "1.2.3.4\x00",
    "1.2.3.4' OR 1=1", "١.٢.٣.٤", "x" * 5000,
]  # fmt: skip


@pytest.fixture(params=["forwarded", "direct"])
def asked_from(request, settings, rf: RequestFactory):
    """A request whose client's address is said by a trusted proxy, or by the connection."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1 if request.param == "forwarded" else 0

    def ask(address: str):
        if request.param == "forwarded":
            return rf.get("/", headers={"x-forwarded-for": f"198.51.100.9, {address}"}, REMOTE_ADDR="10.0.0.1")
        return rf.get("/", REMOTE_ADDR=address)

    return ask


def stored(address: str | None) -> str | None:
    """What a consent keeps of it."""
    text = ConsentText.objects.create(kind=ConsentText.Kind.PERSONAL_DATA, version=999)
    consent = Consent.objects.create(
        text=text, user=UserFactory(), ip_address=address, given_at="2026-08-12T09:00Z", language="ru"
    )
    consent.refresh_from_db()
    return consent.ip_address


@pytest.mark.django_db
@pytest.mark.parametrize(("sent", "meant"), ADDRESSES.items())
def test_every_spelling_of_an_address_is_stored_as_one(asked_from, sent: str, meant: str) -> None:
    assert stored(client_ip(asked_from(sent))) == meant


@pytest.mark.django_db
@pytest.mark.parametrize("sent", GARBAGE, ids=range(len(GARBAGE)))
def test_what_is_no_address_is_none_and_one_network(asked_from, sent: str) -> None:
    request = asked_from(sent)

    assert client_ip(request) is None
    assert stored(client_ip(request)) is None
    assert client_network(request) == "unknown"
    assert AccountAdapter().get_client_ip(request) == "0.0.0.0"  # noqa: S104


def test_what_a_client_wrote_before_the_proxies_does_not_count(settings, rf: RequestFactory) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    request = rf.get("/", headers={"x-forwarded-for": "6.6.6.6, 203.0.113.7, 10.0.0.2"}, REMOTE_ADDR="10.0.0.1")

    assert client_ip(request) == "203.0.113.7"


@pytest.mark.parametrize(
    ("header", "meant"),
    [("203.0.113.7, 10.0.0.2", "203.0.113.7"), ("203.0.113.7", "10.0.0.1"), ("", "10.0.0.1")],
)
def test_header_that_fewer_proxies_wrote_does_not_count(settings, rf: RequestFactory, header: str, meant: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    assert client_ip(rf.get("/", headers={"x-forwarded-for": header}, REMOTE_ADDR="10.0.0.1")) == meant


def test_empty_part_of_a_header_is_no_proxys(settings, rf: RequestFactory) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    request = rf.get("/", headers={"x-forwarded-for": "203.0.113.7, , 10.0.0.2,"}, REMOTE_ADDR="10.0.0.1")

    assert client_ip(request) == "203.0.113.7"


@pytest.mark.parametrize(
    ("sent", "network"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        ("2001:db8:0:42ff:1::1", "2001:db8:0:4200::/56"),
        ("::ffff:203.0.113.7", "203.0.113.7/32"),
    ],
)
def test_network_is_the_address_or_what_a_home_is_given(asked_from, sent: str, network: str) -> None:
    assert client_network(asked_from(sent)) == network


def test_networks_are_as_wide_as_settings_say(settings, asked_from) -> None:
    settings.NETWORK_PREFIX_IPV4, settings.NETWORK_PREFIX_IPV6 = 24, 64

    assert client_network(asked_from("203.0.113.7")) == "203.0.113.0/24"
    assert client_network(asked_from("2001:db8:0:42ff:1::1")) == "2001:db8:0:42ff::/64"


def test_key_of_a_network_is_one_for_the_network_and_holds_no_address(settings, rf: RequestFactory) -> None:
    neighbours = [rf.get("/", REMOTE_ADDR=address) for address in ("2001:db8::1", "2001:db8::2", "2001:db8::1")]
    others = [rf.get("/", REMOTE_ADDR=address) for address in ("203.0.113.7", "203.0.113.8", "")]
    again = neighbours.pop()  # a request remembers its key
    keys = [network_key(request) for request in neighbours + others]

    assert keys[0] == keys[1]
    assert len(set(keys)) == 4
    settings.SECRET_KEY = "another key, with which nobody finds the address by trying all of them"
    assert network_key(again) not in keys


def test_network_is_named_while_its_request_is_answered_and_no_longer() -> None:
    with acting_for("one"):
        with pytest.raises(ZeroDivisionError), acting_for("another"):
            assert current_network() == "another"
            raise ZeroDivisionError
        assert current_network() == "one"
    assert current_network() == ""
