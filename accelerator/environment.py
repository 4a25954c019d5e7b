"""Reading settings from the environment: every missing or invalid value becomes a sentence that says what to set.

It imports the standard library, Django and psycopg only, since settings are made with it. No sentence repeats a value
that may be, or hold, a secret.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from psycopg import Error
from psycopg.conninfo import conninfo_to_dict

_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]+\]"
_ALLOWED_HOST = re.compile(rf"\.?(?:{_HOST})", re.IGNORECASE)  # .example.org stands for every name under it
_ORIGIN = re.compile(rf"https?://(?:{_HOST})(?::\d+)?", re.IGNORECASE)
_RATE = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DATABASE_PARTS = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
_SOCKETS = ("unix", "redis+socket")
# Reserved names (RFC 2606, RFC 6761): a value under one of them was copied from an example.
_EXAMPLE_HOST = re.compile(r"(?:.*\.)?(?:example\.(?:com|net|org)|example|invalid|test)", re.IGNORECASE)
_EXAMPLE_PASSWORD = "secret"  # noqa: S105 - the one in our examples
SECRET_LENGTH = 50
_FEWEST_SIGNS = 8  # different characters; a random key of this length never has so few
# May stand in a file instead (NAME_FILE) of the environment, which every child process can read.
SECRETS = (
    "SECRET_KEY", "SECRET_KEY_FALLBACKS", "IDENTITY_KEYS", "DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL",
    "EMAIL_URL", "S3_SECRET_KEY", "METRICS_TOKEN", "SENTRY_DSN", "VK_SECRET", "YANDEX_SECRET", "OIDC_SECRET",
)  # fmt: skip


class MailServer(NamedTuple):
    host: str
    port: int
    tls: bool
    starttls: bool
    user: str
    password: str


class Rate(NamedTuple):
    """At most so many within so many seconds."""

    most: int
    seconds: int


class Environment:
    """Typed reads of the environment that collect all problems, so that an operator sees them at once.

    In production a needed value has no default, and web addresses begin with https://.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)
        self.production = False
        self.problems: list[str] = []
        for name in SECRETS:
            self._read_file_of(name)

    def _read_file_of(self, name: str) -> None:
        """Read a secret from the file named by NAME_FILE, as container engines provide secrets."""
        file = self._values.get(f"{name}_FILE", "").strip()
        if not file:
            return
        if self.has(name):
            self.refuse(name, f"is set beside {name}_FILE; leave one of them out")
            return
        try:
            self._values[name] = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as problem:
            self.refuse(f"{name}_FILE", f"cannot be read ({type(problem).__name__}); set it to a file of text")

    def assume(self, values: Mapping[str, str]) -> None:
        """Use these values for variables that are not set."""
        self._values.update({name: value for name, value in values.items() if not self.has(name)})

    def has(self, name: str) -> bool:
        """Return whether the variable is set to anything but blanks."""
        return bool(self._values.get(name, "").strip())

    def text(self, name: str, default: str = "") -> str:
        return self._values.get(name, "").strip() or default

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.text(name).lower()
        if not value:
            return default
        if value not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
            self.refuse(name, f"is “{value}”; set it to true or false")
        return value in {"1", "true", "yes", "on"}

    def number(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        value = self.text(name)
        if not value:
            return default
        if not value.isdecimal() or int(value) < least or (most is not None and int(value) > most):
            upto = "" if most is None else f" to {most}"
            self.refuse(name, f"is “{value}”; set it to a whole number from {least}{upto}")
            return default
        return int(value)

    def rate(self, name: str, default: str) -> Rate:
        """Return a limit such as “30/1h”: how many, a slash, and within what time (a number and s, m, h or d)."""
        value = self.text(name, default)
        found = _RATE.fullmatch(value)
        if not found:
            self.refuse(
                name, f"is “{value}”; set it like {default}: how many, a slash, and within what time (s, m, h, d)"
            )
            return self.rate("", default)
        return Rate(int(found[1]), int(found[2]) * _SECONDS[found[3]])

    def words(self, name: str) -> list[str]:
        """Return a comma-separated list."""
        return _split_words(self.text(name))

    def known_language(self, name: str, code: str) -> bool:
        """Return whether Django knows the language; refuse one that it does not."""
        if not LANG_INFO.get(code, {}).get("name_local"):
            self.refuse(name, f"holds “{code}”; set it to codes such as zh-hans or de, separated by commas")
            return False
        return True

    def in_language(self, code: str, name: str) -> str:
        """Return the variable of this name in a language, such as PORTAL_NAME_ZH_HANS."""
        return self.text(f"{name}_{code.replace('-', '_').upper()}")

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in choices:
            self.refuse(name, f"is “{value}”; set it to one of: {', '.join(choices)}")
            return default
        return value

    def needed(self, name: str, example: str, default: str) -> str:
        """Return a value without which production does not start; elsewhere it has a default, which is public."""
        value = self.text(name, "" if self.production else default)
        if not value:
            self.refuse(name, f"is missing; set it, for example to {example}")
        elif self.production and value == default:
            self.refuse(name, f"is the demo's, which is public in the source code; set it to {example}")
            return ""
        return value

    def together(self, *names: str) -> bool:
        """Return whether all of them are set; refuse some without the others."""
        missing = [name for name in names if not self.has(name)]
        if 0 < len(missing) < len(names):
            given = next(name for name in names if self.has(name))
            for name in missing:
                self.refuse(name, f"is missing; {given} is set, and one is of no use without the other")
        return not missing

    def secret(self, name: str, default: str) -> str:
        """Return a needed signing key; refuse one that is short or repetitive."""
        value = self.needed(name, f"{SECRET_LENGTH} or more random characters", default)
        self._refuse_weak(name, [value])
        return value

    def former_secrets(self, name: str, public: str) -> list[str]:
        """Return old secrets that are still accepted during a change; refuse the public one."""
        values = self.words(name)
        if self.production and public in values:
            self.refuse(name, "holds the demo's key, which is public in the source code; take it out")
        self._refuse_weak(name, values)
        return values

    def _refuse_weak(self, name: str, values: Sequence[str]) -> None:
        if not self.production:
            return
        if any(0 < len(value) < SECRET_LENGTH for value in values):
            self.refuse(
                name, f"is shorter than {SECRET_LENGTH} characters; set it to {SECRET_LENGTH} or more random ones"
            )
        elif any(_is_repetitive(value) for value in values):
            self.refuse(name, f"repeats itself and can be guessed; set it to {SECRET_LENGTH} or more random characters")

    def origin(self, name: str, example: str, default: str) -> str:
        """Return a needed web address of a host alone, without a slash at its end."""
        value = self.needed(name, example, default).rstrip("/")
        if value and not _ORIGIN.fullmatch(value):
            self.refuse(name, f"is not a web address of a host alone; set it like {example}")
            return ""
        self._refuse_plain(name, value)
        self._refuse_example(name, urlsplit(value).hostname)
        return value

    def web_address(self, name: str, example: str, *, holds: Sequence[str] = ()) -> str:
        """Return a web address, if any; its host is literal, since the Content-Security-Policy names it."""
        value = self.text(name)
        if value and not (origin_of(value) and all(word in value for word in holds)):
            self.refuse(name, f"cannot be used as a web address; set it like {example}")
        self._refuse_plain(name, value)
        return value

    def _refuse_plain(self, name: str, value: str) -> None:
        if self.production and value.lower().startswith("http://"):
            self.refuse(name, "must start with https:// in production")

    def _refuse_example(self, name: str, host: str | None) -> None:
        if self.production and host and _EXAMPLE_HOST.fullmatch(host.rstrip(".")):
            self.refuse(name, f"leads to {host}, a name that exists in examples only; set it to a host of yours")

    def hosts(self, name: str, example: str, default: str) -> list[str]:
        """Return needed host names and addresses as browsers send them; `*` is accepted outside production."""
        found = _split_words(self.needed(name, example, default))
        for host in found:
            if not (_ALLOWED_HOST.fullmatch(host) or (host == "*" and not self.production)):
                self.refuse(
                    name,
                    f"holds “{host}”; set it to names of hosts alone, separated by commas, like {example} "
                    "(a Cyrillic one as xn--…)",
                )
        return found

    def keys(self, name: str, example: str, default: str) -> list[str]:
        """Return needed encryption keys: each a name, a colon and 32 random bytes in base64, with unique names."""
        found = _split_words(self.needed(name, example, default))
        if not all(_key_bytes(entry) for entry in found):
            self.refuse(name, f"contains something other than keys separated by commas; set it to {example}")
        elif len({entry.partition(":")[0] for entry in found}) < len(found):
            self.refuse(name, "holds two keys of one name; give each its own name")
        elif self.production and {*map(_key_bytes, found)} & {*map(_key_bytes, _split_words(default))}:
            self.refuse(name, f"holds the demo's key, which is public in the source code; set {example}")
        elif self.production and any(_is_repetitive(_key_bytes(entry)) for entry in found):
            self.refuse(name, f"holds a key that repeats itself and can be guessed; set {example}")
        return found

    def mailbox(self, name: str, example: str, default: str) -> str:
        """Return a needed e-mail address without a name."""
        value = self.sender(name, example, default)
        if value and parseaddr(value)[1] != value:
            self.refuse(name, f"is “{value}”; set it to an address alone, like {example}")
        return value

    def sender(self, name: str, example: str, default: str) -> str:
        """Return a needed e-mail address, with or without a name before it."""
        value = self.needed(name, example, default)
        try:
            if value:
                validate_email(parseaddr(value)[1])
                self._refuse_example(name, parseaddr(value)[1].rpartition("@")[2])
        except ValidationError:
            self.refuse(name, f"is “{value}”; set it like {example}")
        return value

    def valkey(self, name: str, value: str, schemes: Sequence[str], example: str) -> str:
        """Return the value, the address of a Valkey with one of these schemes."""
        if value and not _leads_somewhere(value, schemes):
            self._refuse_address(name, "a Valkey", example)
            return ""
        return value

    def database(self, name: str, example: str, default: str) -> dict[str, Any]:
        """Return the needed address of a PostgreSQL database as Django's settings."""
        value = self.needed(name, example, default)
        given = _conninfo(value)
        found = {name: given.pop(part, "") for name, part in _DATABASE_PARTS.items()}
        if value and not all(found[part] for part in ("HOST", "NAME", "USER")):
            self._refuse_address(name, "a PostgreSQL database (no other kind will do)", example)
        self._refuse_example_password(name, found["PASSWORD"])
        return {"ENGINE": "django.db.backends.postgresql", **found, "OPTIONS": given}

    def _refuse_example_password(self, name: str, password: str | None) -> None:
        if self.production and password == _EXAMPLE_PASSWORD:
            self.refuse(name, "has the password from the examples; give that role its own password")

    def mail(self, name: str, example: str, default: str, *, plain_relay: str) -> MailServer:
        """Return the needed address of a mail server; without TLS only if the variable `plain_relay` allows it."""
        value = self.needed(name, example, default)
        parts = _split(value) or urlsplit("")
        host = (parts.hostname or "") if parts.scheme in ("smtp", "smtps", "smtp+tls", "smtp+ssl") else ""
        password = unquote(parts.password or "")
        if value and not host:
            self._refuse_address(name, "an SMTP server", example)
        # smtps:// is TLS from the first byte; STARTTLS, which an attacker can strip, is smtp+tls://.
        tls = value.startswith(("smtps://", "smtp+ssl://"))
        starttls = value.startswith("smtp+tls://")
        if self.production and host:
            if not (tls or starttls or self.flag(plain_relay)):
                self.refuse(
                    name,
                    "sends codes and personal data without TLS; set it like "
                    f"{example}, or set {plain_relay} to true for a relay on this machine or in its private network",
                )
            self._refuse_example(name, host)
            self._refuse_example_password(name, password)
        return MailServer(
            host=host,
            port=parts.port or (465 if tls else 587 if starttls else 25),
            tls=tls,
            starttls=starttls,
            user=unquote(parts.username or ""),
            password=password,
        )

    def _refuse_address(self, name: str, what: str, example: str) -> None:
        self.refuse(
            name, f"is not the address of {what}; set it like {example} (in a password, @ is %40, / is %2F, : is %3A)"
        )

    def refuse(self, name: str, why: str) -> None:
        self.problems.append(f"{name} {why}.")

    def stop_if_wrong(self) -> None:
        """Raise ImproperlyConfigured with one sentence for each problem."""
        if self.problems:
            raise ImproperlyConfigured(" ".join(self.problems))


def origin_of(address: str) -> str:
    """Return scheme and host of a web address for a Content-Security-Policy; empty if the host is not literal."""
    found = "/".join(address.split("/")[:3])
    return found if _ORIGIN.fullmatch(found) else ""


def _split_words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _key_bytes(entry: str) -> bytes:
    """Return the 32 bytes of an entry `name:base64`; empty for anything else."""
    name, _colon, encoded = entry.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError:
        return b""
    return key if name and len(key) == 32 else b""


def _is_repetitive(secret: str | bytes) -> bool:
    """Return whether it has few different characters, or repeats a shorter piece."""
    size = len(secret)
    again = (secret[piece:] == secret[: size - piece] for piece in range(1, size // 2 + 1))
    return size > 0 and (len(set(secret)) < _FEWEST_SIGNS or any(again))


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises when it is no number
    except ValueError:
        return None
    return parts


def _leads_somewhere(url: str, schemes: Sequence[str]) -> bool:
    parts = _split(url)
    if parts is None or parts.scheme not in schemes:
        return False
    return bool(parts.path if parts.scheme in _SOCKETS else parts.hostname)


def _conninfo(url: str) -> dict[str, Any]:
    """Return the parts of a database's address as libpq reads them; empty when it cannot."""
    try:
        return dict(conninfo_to_dict(url)) if url.startswith(("postgres://", "postgresql://")) else {}
    except Error:
        return {}
