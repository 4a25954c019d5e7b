"""Dataclasses to plain JSON and back, according to their annotations."""

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from accelerator.base.common.i18n import I18nText, as_text

T = TypeVar("T")
# Fields of these types are taken as JSON has them.
_PLAIN = (str, int, str | None, int | None)
# How a value of each type is read; a class with any further type is refused when it is first decoded.
_READERS: dict[Any, Callable[[Any], Any]] = {
    str: str,
    int: int,
    date: date.fromisoformat,
    time: time.fromisoformat,
    Decimal: lambda number: Decimal(str(number)),
    I18nText: lambda text: I18nText(text) if isinstance(text, dict) else as_text(text),
    ZoneInfo: ZoneInfo,
}


def encode(value: Any) -> Any:
    """Return what json.dumps takes: dataclasses as objects, tuples as arrays, dates and times in ISO 8601."""
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, ZoneInfo):
        return value.key
    if is_dataclass(value):
        return {item.name: encode(getattr(value, item.name)) for item in fields(value)}
    return value


def decode(kind: type[T], data: Any) -> T:
    """Return `data` as an instance of the dataclass; instances pass unchanged.

    A missing field gets its default; raise KeyError if it has none.
    """
    hashable: Any = kind
    decoded: T = _reader(hashable)(data)
    return decoded


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    if is_dataclass(kind):
        return _object_reader(kind)
    if get_origin(kind) is UnionType:
        (some,) = (_reader(one) for one in get_args(kind) if one is not NoneType)
        return lambda data: None if data is None else some(data)
    if get_origin(kind) is tuple:
        item = _reader(get_args(kind)[0])
        return lambda data: tuple(map(item, data))
    return _READERS[kind]


def _object_reader(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    names = {item.name for item in fields(kind)}
    plain = {name for name in names if hints[name] in _PLAIN}
    readers = [(name, _reader(hints[name])) for name in names - plain]
    defaults = {item.name: item for item in fields(kind) if (item.default, item.default_factory) != (MISSING, MISSING)}

    def read_object(data: Any) -> Any:
        if isinstance(data, kind):
            return data
        made = object.__new__(kind)
        values = made.__dict__  # a frozen class's __init__ takes a call for each field, and a programme has thousands
        for name in plain:
            values[name] = data[name] if name in data or name not in defaults else _default(defaults[name])
        for name, read in readers:
            values[name] = read(data[name]) if name in data or name not in defaults else _default(defaults[name])
        return made

    return read_object


def _default(item: Field) -> Any:
    return item.default if item.default_factory is MISSING else item.default_factory()
