"""What rooms above have to say when an enterprise or a site changes; each signs in from AppConfig.ready."""

from collections.abc import Callable

from accelerator.base.common.holders import Holder
from regions.enterprises.models import Enterprise, Site

_site_holders: list[Callable[[Site], list[Holder]]] = []
_hidden_with: list[Callable[[Enterprise], list[str]]] = []
_zone_foreseers: list[Callable[[Site, str], list[str]]] = []
_zone_followers: list[Callable[[Site], object]] = []


def tell_what_hides(sentences: Callable[[Enterprise], list[str]]) -> None:
    """Signs in with sentences on what goes out of the public's sight together with the enterprise."""
    _hidden_with.append(sentences)


def hidden_with(enterprise: Enterprise) -> list[str]:
    """What the public will not see any more once the enterprise is a draft, a sentence each."""
    return [sentence for sentences in _hidden_with for sentence in sentences(enterprise)]


def tell_what_holds(holders: Callable[[Site], list[Holder]]) -> None:
    """Signs in with what refers to a site, and keeps it from being removed."""
    _site_holders.append(holders)


def site_holders(site: Site) -> list[Holder]:
    """What of the rooms above refers to the site."""
    return [holder for holders in _site_holders for holder in holders(site)]


def watch_zones(*, foresee: Callable[[Site, str], list[str]], follow: Callable[[Site], object]) -> None:
    """Signs in to say what another time zone of a site would change, and to change it in the same transaction."""
    _zone_foreseers.append(foresee)
    _zone_followers.append(follow)


def foresee_zone(site: Site, timezone: str) -> list[str]:
    """What this time zone would change for people, a sentence each; nothing if nobody is concerned."""
    return [sentence for foresee in _zone_foreseers for sentence in foresee(site, timezone)]


def follow_zone(site: Site) -> None:
    """Let everything that stands on the site's clock follow it."""
    for follow in _zone_followers:
        follow(site)
