"""How a device is called, from what its browser says of itself."""

from django.utils.translation import gettext as _

# The first that is found counts: nearly every browser calls itself Chrome and Safari too.
_BROWSERS = (
    ("YaBrowser", "Yandex"), ("Edg/", "Edge"), ("EdgA/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def device_name(user_agent: str) -> str:
    """“Firefox, Windows”, as far as the browser tells; the same on the page of devices and in mails."""
    named = (next((name for mark, name in marks if mark in user_agent), "") for marks in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in named if name) or _("Unknown browser")
