"""Reads whose SQL is made once per process from a QuerySet, and run as prepared statements into plain named tuples.

Building and compiling a QuerySet costs more than most of these statements take in the database, and planning an
unprepared statement often more than running it. A prepared read keeps both:

    class Start(NamedTuple):
        uuid: UUID
        starts_at: datetime
        tour__title: I18nText

    @prepared(Start, tour=BigIntegerField(), now=DateTimeField())
    def starts_of(the: Any) -> QuerySet:
        return Slot.objects.filter(tour=the.tour).upcoming(the.now).by_start()

    starts_of(tour=tour.pk, now=clock.now())  # → list[Start]

A read that services change or lock (`select_for_update`), or whose rows need their models' rules, names the model
instead of a named tuple and returns instances, with what the QuerySet selects beside them.

The rule stays a verb of the QuerySet; only its values are handed in at each call. Everything else in the QuerySet
becomes a constant of the statement: so a moment or a day must be a parameter, and one that is not is refused. What
changes the text itself (a language, the filters in use) is a variant: a positional argument, and the function gets it.

Sources: Django's `QuerySet.query.get_compiler` and psycopg's `Cursor.execute(prepare=True)`. The settings ask
PostgreSQL for generic plans (`plan_cache_mode`), so values do not change how a statement runs.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Expression,
    Field,
    ForeignKey,
    ForeignObject,
    IntegerField,
    JSONField,
    Lookup,
    Model,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import JSONObject
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError
from django.utils.functional import Promise
from psycopg import ClientCursor
from psycopg.adapt import AdaptersMap
from psycopg.types.datetime import TimestamptzLoader

Row = TypeVar("Row", bound=tuple | Model)
KEPT_BY_CONNECTION = 500  # statements, each up to three times: psycopg counts a parameter that may be NULL twice
_MOST_VARIANTS = 500
_MARK = re.compile(r"%%|%s")
_NAMED_MARK = re.compile(r"%%|%\((\w+)\)s")
_FORGET: list[Callable[[], None]] = []


class Param(Expression):
    """A value that is handed in at each call; usable wherever a QuerySet takes an expression."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, _compiler: Any, connection: Any) -> tuple[str, Any]:
        return f"%s::{self.output_field.db_type(connection)}", [_Placeholder(self.name)]


class _Placeholder(NamedTuple):
    name: str


@Field.register_lookup
@ForeignObject.register_lookup
class EqualsAny(Lookup):
    """`filter(tour__any=the.tours)`: equal to one of an array, whatever its length; `__in` needs a text for each."""

    lookup_name = "any"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = compiler.compile(self.rhs)
        return f"{left} = ANY({right})", [*left_params, *right_params]


def array_of(values: Any, field: Field) -> Any:
    """Return what `__any` compares with: an array of these values, or a parameter that stands for one as it is."""
    return values if isinstance(values, Expression) else Value(list(values), ArrayField(field))


class _Statement(NamedTuple):
    """A text with named placeholders, the columns that need Django's converters, and what is made of a row."""

    text: str
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]
    make: Callable[[Sequence[Any]], Any]
    locks: bool


class Prepared(Generic[Row]):
    """A read that is called with values for its parameters and returns a list of rows."""

    def __init__(self, row: type[Row], build: Callable[..., QuerySet], parameters: dict[str, Field]) -> None:
        self._row = row
        self._build = build
        self._parameters = SimpleNamespace(**{name: Param(name, field) for name, field in parameters.items()})
        self._statements: dict[tuple, _Statement] = {}
        self.__doc__ = build.__doc__
        self.__wrapped__ = build
        _FORGET.append(self._statements.clear)

    def __call__(self, *variant: Any, **values: Any) -> list[Row]:
        """Return the rows, in the QuerySet's order."""
        statement = self._statements.get(variant) or self._prepare(variant)
        if statement.locks and not connection.in_atomic_block:
            raise TransactionManagementError("A prepared read that locks rows needs a transaction.")
        rows = run(statement.text, values)
        if statement.converters:
            return [statement.make(_converted(row, statement.converters)) for row in rows]
        return [statement.make(row) for row in rows]

    def one(self, *variant: Any, **values: Any) -> Row | None:
        """Return the first row; None if there is none."""
        return next(iter(self(*variant, **values)), None)

    def _prepare(self, variant: tuple) -> _Statement:
        rows = self._build(self._parameters, *variant)
        if not issubclass(self._row, Model):
            rows = rows.values_list(*self._row._fields)  # type: ignore[attr-defined]
        compiler = rows.query.get_compiler(connection=connection)
        text, params = compiler.as_sql()
        expressions = [expression for expression, _sql, _alias in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(expressions)
        made = _Statement(
            _named(text, params),
            [(at, tuple(steps), expression) for at, (steps, expression) in converters.items()],
            _instances(compiler) if issubclass(self._row, Model) else self._row._make,  # type: ignore[attr-defined]
            rows.query.select_for_update,
        )
        if len(self._statements) >= _MOST_VARIANTS:
            self._statements.clear()
        self._statements[variant] = made
        return made


def prepared(row: type[Row], **parameters: Field) -> Callable[[Callable[..., QuerySet]], Prepared[Row]]:
    """Make a function that returns a QuerySet into a prepared read; the fields of `row` are the columns read.

    With a model for `row` they are the QuerySet's own, and the rows are instances.
    """

    def make(build: Callable[..., QuerySet]) -> Prepared[Row]:
        return Prepared(row, build, parameters)

    return make


def text_once(make: Callable[..., str]) -> Callable[..., str]:
    """Keep the text that a function makes of its arguments, as `cache` does, until `forget_texts`."""
    kept = cache(make)
    _FORGET.append(kept.cache_clear)
    return kept


def forget_texts() -> None:
    """Have every text made again at its next use: for tests that change what texts are made of."""
    for forget in _FORGET:
        forget()


def text_of(rows: QuerySet) -> str:
    """Return the SQL of a QuerySet with its parameters named, as a part of a larger text for `run`.

    The columns come in the order of its `values_list`; those that need Django's converters are the caller's business.
    """
    return _named(*rows.query.get_compiler(connection=connection).as_sql())


def run(text: str, values: dict[str, Any]) -> list[tuple]:
    """Run a statement with named placeholders (`%(name)s`), prepared; return its rows as tuples."""
    database: Any = connections[DEFAULT_DB_ALIAS]  # which `connection` looks up at each use
    database.ensure_connection()
    with database.wrap_database_errors:
        raw = _Cursor(database.connection)
    with database._prepare_cursor(raw) as cursor:  # as BaseDatabaseWrapper.cursor does
        query, names = _numbered(text)
        cursor.execute(query, [_plain(values[name]) for name in names])
        # Not `description`, which makes an object of each column.
        return cursor.fetchall() if raw.pgresult and raw.pgresult.nfields else []


@lru_cache(maxsize=2 * _MOST_VARIANTS)
def _numbered(text: str) -> tuple[str, Sequence[str]]:
    """The text with `$1` for the first name and so on, and the names: psycopg reads long texts anew at each use."""
    names: dict[str, int] = {}

    def number(mark: re.Match[str]) -> str:
        return f"${names.setdefault(mark[1], len(names) + 1)}" if mark[1] else "%"

    return _NAMED_MARK.sub(number, text), list(names)


class Beside:
    """Rows that another statement reads beside each of its own, as one column: what would be a statement of its own.

        _CATEGORIES = Beside(VisitorCategory)
        slots.annotate(offered=_CATEGORIES.column(VisitorCategory.objects.filter(tour=OuterRef("tour")).offered()))
        _CATEGORIES.made(slot.offered)  # → list[VisitorCategory]

    `related` are relations of the model whose rows come along.
    """

    def __init__(self, model: type[Model], *related: str) -> None:
        self._model = model
        self._related = {name: Beside(model._meta.get_field(name).related_model) for name in related}  # type: ignore[arg-type]
        self._fields: list[Any] = list(model._meta.concrete_fields)
        self._readers = [_reader(field) for field in self._fields]

    def column(self, rows: QuerySet) -> ArraySubquery:
        """Return the rows in their order as a column; `made` makes instances of its value."""
        return ArraySubquery(rows.values(beside=self._object("")))

    def made(self, column: Sequence[dict[str, Any]]) -> list[Any]:
        """Return instances of what the column holds."""
        return [self._instance(values) for values in column]

    def _object(self, path: str) -> JSONObject:
        own = {field.attname: f"{path}{field.attname}" for field in self._fields}
        return JSONObject(**own, **{name: beside._object(f"{path}{name}__") for name, beside in self._related.items()})

    def _instance(self, values: dict[str, Any]) -> Model | None:
        if values[self._fields[0].attname] is None:  # a relation that leads nowhere
            return None
        names = [field.attname for field in self._fields]
        columns = [
            read(values[name]) if read and values[name] is not None else values[name]
            for name, read in zip(names, self._readers, strict=True)
        ]
        made = self._model.from_db(connection.alias, names, columns)
        for name, beside in self._related.items():
            made._state.fields_cache[name] = beside._instance(values[name])
        return made


def _reader(field: Field) -> Callable[[Any], Any] | None:
    """What makes a field's value of how JSON writes it; texts in languages are made of what is loaded anyway."""
    if isinstance(field, _SAME_IN_JSON):
        return None
    kinds: dict[type[Field], Callable[[Any], Any]] = {
        UUIDField: UUID, DateTimeField: datetime.fromisoformat, DateField: date.fromisoformat,
    }  # fmt: skip
    return next((read for kind, read in kinds.items() if isinstance(field, kind)), field.to_python)


_SAME_IN_JSON = (BooleanField, CharField, ForeignKey, IntegerField, JSONField, TextField)


def insert(rows: Sequence[Model], *returning: str, ignore_conflicts: bool = False) -> list[tuple]:
    """Insert new rows of one model by one prepared statement; return these columns of those that were written.

    As `bulk_create`, which it spares the making of the text: no signals, and the instances stay without their keys.
    The rows go as one value, so that their number changes no text; columns of bytes cannot.
    """
    fields = _written(type(rows[0]))
    values = [{field.column: field.pre_save(row, add=True) for field in fields} for row in rows]
    return run(
        _insertion(type(rows[0]), returning, ignore_conflicts),
        {"rows": json.dumps(values, ensure_ascii=False, default=_as_json)},
    )


@text_once
def _insertion(model: type[Model], returning: Sequence[str], ignore_conflicts: bool) -> str:
    table, columns = model._meta.db_table, ", ".join(field.column for field in _written(model))
    rows = f"SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %(rows)s::jsonb)"  # noqa: S608
    conflict = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    read = f" RETURNING {', '.join(returning)}" if returning else ""
    return f"INSERT INTO {table} ({columns}) {rows}{conflict}{read}"


@cache
def _written(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _as_json(value: Any) -> str:
    if isinstance(value, UUID | date | Decimal | Promise):
        return str(value)
    raise TypeError(f"{value!r} cannot be written as JSON.")


class _Text(NamedTuple):
    query: bytes


_ADAPTERS: "WeakKeyDictionary[psycopg.Connection[Any], AdaptersMap]" = WeakKeyDictionary()


class _Cursor(psycopg.RawCursor[Any]):
    """A cursor of psycopg's own: Django's binds on the client and cannot prepare, and reads moments in Python."""

    @property
    def adapters(self) -> AdaptersMap:
        if (found := _ADAPTERS.get(self._conn)) is None:
            found = _ADAPTERS[self._conn] = AdaptersMap(self._conn.adapters)
            found.register_loader("timestamptz", TimestamptzLoader)
        return found

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__(connection)
        if connection.prepared_max != KEPT_BY_CONNECTION:
            connection.prepared_max = KEPT_BY_CONNECTION

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        try:
            return super().execute(query, params, prepare=True, **options)
        finally:
            self._query: Any = _Text(str(query).encode())  # which Django's log of queries reads


def _plain(value: Any) -> Any:
    """Numbers as text: psycopg would give a small and a large one different types, hence different statements."""
    if isinstance(value, int):
        return value if value is True or value is False else str(value)
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _named(text: str, params: Iterable[Any]) -> str:
    """The compiled text with constants written out and the rest named, as psycopg's cursor takes it."""
    remaining = iter(params)
    connection.ensure_connection()  # this may be the process's first statement
    literals: ClientCursor[Any] = ClientCursor(connection.connection)

    def name(mark: re.Match[str]) -> str:
        if mark[0] == "%%":
            return "%%"
        value = next(remaining)
        if isinstance(value, _Placeholder):
            return f"%({value.name})s"
        if isinstance(value, date):
            raise ValueError(f"A moment or a day ({value}) became a constant of a prepared read; make it a parameter.")
        return literals.mogrify("%s", [value]).replace("%", "%%")

    return _MARK.sub(name, text)


def _instances(compiler: Any) -> Callable[[Sequence[Any]], Model]:
    """What makes an instance of a row, as Django's ModelIterable does."""
    model, fields = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    columns = slice(fields[0], fields[-1] + 1)
    names = [selected[0].target.attname for selected in compiler.select[columns]]
    populators: Any = get_related_populators
    related = populators(compiler.klass_info, compiler.select, connection.alias)
    annotations = tuple(compiler.annotation_col_map.items())

    def make(row: Sequence[Any]) -> Model:
        made: Model = model.from_db(connection.alias, names, row[columns])
        for populator in related:
            populator.populate(row, made)
        for name, at in annotations:
            setattr(made, name, row[at])
        return made

    return make


def _converted(row: tuple, converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]) -> list[Any]:
    values = list(row)
    for at, steps, expression in converters:
        for step in steps:
            values[at] = step(values[at], expression, connection)
    return values
