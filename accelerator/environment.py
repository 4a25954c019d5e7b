"""Reading settings from the environment: every missing or odd value becomes a sentence that says what to set.

Standard library and django-environ only; nothing of ours, since settings are made with it.
"""

from collections.abc import Callable, Mapping
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


class Environment:
    """Typed reads of the environment that collect what is wrong, so that an operator sees all of it at once."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._env = environ.Env()
        self._env.ENVIRON = dict(values)
        self.problems: list[str] = []

    def has(self, name: str) -> bool:
        """Whether the variable is set to anything but blanks."""
        return bool(self._env.ENVIRON.get(name, "").strip())

    def text(self, name: str, default: str = "") -> str:
        return self._env.ENVIRON.get(name, "").strip() or default

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.text(name).lower()
        if not value:
            return default
        if value not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
            self.refuse(name, f"is “{value}”; set it to true or false")
        return value in {"1", "true", "yes", "on"}

    def number(self, name: str, default: int, *, least: int = 0) -> int:
        value = self.text(name)
        if not value:
            return default
        if not value.isdecimal() or int(value) < least:
            self.refuse(name, f"is “{value}”; set it to a whole number from {least}")
            return default
        return int(value)

    def words(self, name: str) -> list[str]:
        """A comma-separated list."""
        return [word.strip() for word in self.text(name).split(",") if word.strip()]

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in choices:
            self.refuse(name, f"is “{value}”; set it to one of: {', '.join(choices)}")
            return default
        return value

    def needed(self, name: str, example: str) -> str:
        """A value without which the portal does not start."""
        value = self.text(name)
        if not value:
            self.refuse(name, f"is missing; set it, for example to {example}")
        return value

    def parsed(self, name: str, value: str, parse: Callable[[str], dict[str, Any]], example: str) -> dict[str, Any]:
        """A URL taken apart by one of django-environ's parsers."""
        try:
            return parse(value)
        except Exception as error:  # noqa: BLE001 - the parsers raise many kinds, and each means the same to an operator
            self.refuse(name, f"cannot be read ({error}); set it like {example}")
            return {}

    def refuse(self, name: str, why: str) -> None:
        self.problems.append(f"{name} {why}.")

    def stop_if_wrong(self) -> None:
        """Raises ImproperlyConfigured with one sentence for each problem."""
        if self.problems:
            raise ImproperlyConfigured(" ".join(self.problems))
