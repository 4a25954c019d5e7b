"""Where a request comes from: the client's address, and the network that limits count it by.

Limits count a single IPv4 address: it may stand for a carrier's thousand phones or a whole office already, and with a
wider prefix one bot would lock out 255 neighbours. Of an IPv6 address they count the /56, which a home or small office
is given; by /64 one customer would be 256 networks, by address 2^72.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

UNKNOWN = "unknown"  # the network of all requests without a valid address: they share one
_WITH_PORT = re.compile(r"\[([^\]]*)\](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}")
_SALT = "accelerator.base.common.network"
_KEY = "_network_key"


def client_ip(request: HttpRequest) -> str | None:
    """Return the client's address, or None if it is not valid.

    Only forwarded addresses that our own proxies (TRUSTED_PROXIES) added count.
    """
    address = _client_address(request)
    return str(address) if address else None


def client_network(request: HttpRequest) -> str:
    """Return the network that limits count the client by, such as “203.0.113.7/32” or “2001:db8:0:4200::/56”."""
    address = _client_address(request)
    if address is None:
        return UNKNOWN
    prefix = settings.NETWORK_PREFIX_IPV4 if address.version == 4 else settings.NETWORK_PREFIX_IPV6
    return str(ip_network((address, prefix), strict=False))


def network_key(request: HttpRequest) -> str:
    """Return the client's network as a keyed hash, which is the same for one network and reveals no address."""
    known: str | None = getattr(request, _KEY, None)
    if known is None:
        known = salted_hmac(_SALT, client_network(request), algorithm="sha256").hexdigest()[:32]
        setattr(request, _KEY, known)
    return known


_current: ContextVar[str] = ContextVar("network", default="")


@contextmanager
def acting_for(network: str) -> Iterator[None]:
    """Set the network whose request is being answered, for what services store with a change."""
    token = _current.set(network)
    try:
        yield
    finally:
        _current.reset(token)


def current_network() -> str:
    """Return the key of the network whose request is being answered; empty outside a request."""
    return _current.get()


def _client_address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return _parse_address(forwarded[-proxies])
    return _parse_address(request.META.get("REMOTE_ADDR") or "")


def _parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Parse an address as proxies write it: with a port, in brackets or quotes, with a zone, or IPv4 in IPv6."""
    text = text.strip().strip('"')
    if found := _WITH_PORT.fullmatch(text):
        text = found[1] or found[2] or ""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
