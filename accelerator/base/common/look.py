"""How a reader wants the pages to look: theme and low-vision settings, kept in a cookie alone."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property, lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "look"
COOKIE_AGE = 365 * 24 * 3600
CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("auto", "light", "dark"),
    "size": ("normal", "large", "huge"),
    "contrast": ("normal", "high"),
    "spacing": ("normal", "wide"),
    "images": ("on", "off"),
}


@dataclass(frozen=True)
class Look:
    """One valid choice of each kind; the first of its kind is the default and sets no attribute."""

    theme: str = "auto"
    size: str = "normal"
    contrast: str = "normal"
    spacing: str = "normal"
    images: str = "on"

    @classmethod
    def chosen(cls, values: Mapping[str, str]) -> "Look":
        """Return the look for these values; what is missing or unknown gets the default."""
        return cls(**{kind: values[kind] for kind, known in CHOICES.items() if values.get(kind) in known})

    @classmethod
    def of(cls, request: HttpRequest) -> "Look":
        """Return the look that this browser has chosen."""
        return _read(request.COOKIES.get(COOKIE, "")[:200])

    @cached_property
    def words(self) -> str:
        """The choices as a text: the same for two looks only if they are the same."""
        return repr(self)

    @property
    def marks(self) -> dict[str, str]:
        """Return what differs from the default, for the `data-…` attributes of <html>."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name)) != field.default}

    def remember(self, response: HttpResponse) -> None:
        """Set the cookie for a year, or delete it if everything is default."""
        if not self.marks:
            response.delete_cookie(COOKIE, samesite="Lax")
            return
        value = "_".join(f"{kind}:{choice}" for kind, choice in asdict(self).items())
        response.set_cookie(
            COOKIE,
            value,
            max_age=COOKIE_AGE,
            samesite="Lax",
            httponly=True,
            secure=not settings.DEBUG and settings.PRODUCTION,
        )


@lru_cache(maxsize=1000)
def _read(cookie: str) -> Look:
    pairs = (pair.partition(":") for pair in cookie.split("_"))
    return Look.chosen({kind: value for kind, _, value in pairs})
