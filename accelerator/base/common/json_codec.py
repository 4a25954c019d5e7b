"""Dataclasses to plain JSON and back, according to their annotations."""

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from accelerator.base.common.i18n import I18nText, as_text

T = TypeVar("T")
# How a value of each plain type is read; a class with any other type is refused when it is first decoded.
_READERS: dict[Any, Callable[[Any], Any]] = {
    str: str,
    int: int,
    date: date.fromisoformat,
    time: time.fromisoformat,
    Decimal: lambda number: Decimal(str(number)),
    I18nText: as_text,
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
        hints = get_type_hints(kind)
        readers = {item.name: _reader(hints[item.name]) for item in fields(kind)}
        optional = {item.name for item in fields(kind) if (item.default, item.default_factory) != (MISSING, MISSING)}
        make: Any = kind

        def read_object(data: Any) -> Any:
            if isinstance(data, make):
                return data
            present = {name: read for name, read in readers.items() if name in data or name not in optional}
            return make(**{name: read(data[name]) for name, read in present.items()})

        return read_object
    if get_origin(kind) is UnionType:
        (some,) = (_reader(one) for one in get_args(kind) if one is not NoneType)
        return lambda data: None if data is None else some(data)
    if get_origin(kind) is tuple:
        item = _reader(get_args(kind)[0])
        return lambda data: tuple(map(item, data))
    return _READERS[kind]
