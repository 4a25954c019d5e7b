"""How one reader wants the pages to look: the theme, and the panel for weak eyesight. Kept in a cookie alone."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

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
    """One valid choice of each kind; the first of its kind is the default and leaves no mark on the page."""

    theme: str = "auto"
    size: str = "normal"
    contrast: str = "normal"
    spacing: str = "normal"
    images: str = "on"

    @classmethod
    def chosen(cls, values: Mapping[str, str]) -> "Look":
        """The look these values ask for; what is missing or unknown stays as usual."""
        return cls(**{kind: values[kind] for kind, known in CHOICES.items() if values.get(kind) in known})

    @classmethod
    def of(cls, request: HttpRequest) -> "Look":
        """The look this browser has chosen before."""
        pairs = (pair.partition(":") for pair in request.COOKIES.get(COOKIE, "")[:200].split("_"))
        return cls.chosen({kind: value for kind, _, value in pairs})

    @property
    def marks(self) -> dict[str, str]:
        """What differs from the default: the `data-…` attributes of <html>."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name)) != field.default}

    def remember(self, response: HttpResponse) -> None:
        """Keep the choice in the browser for a year, or forget it when all is as usual."""
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
