"""Database constraints for which Django has no class."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.backends.ddl_references import Statement, Table

_KEY = "FOREIGN KEY (%(columns)s) REFERENCES %(target)s (%(target_columns)s) DEFERRABLE INITIALLY DEFERRED"


class CompositeForeignKey(models.BaseConstraint):
    """A foreign key over several columns, so that rows of two enterprises can never be joined.

    `fields` of this model refer to `to_fields` of `to`, which need a UNIQUE constraint there. Only the database checks
    it: no form offers another enterprise's rows, so a violation is a defect of a service.
    """

    def __init__(self, *, fields: list[str], to: str, to_fields: list[str], name: str) -> None:
        super().__init__(name=name)
        self.fields, self.to, self.to_fields = fields, to, to_fields

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Return its SQL inside CREATE TABLE; the target's table must exist already."""
        return str(self._statement(model, schema_editor, "CONSTRAINT %(name)s " + _KEY))

    def create_sql(self, model: Any, schema_editor: Any) -> Statement:  # type: ignore[override]  # as Django's own do
        return self._statement(model, schema_editor, "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s " + _KEY)

    def _statement(self, model: Any, schema_editor: Any, template: str) -> Statement:
        quote = schema_editor.quote_name
        target = self._target(model)
        return Statement(
            template,
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            columns=", ".join(quote(model._meta.get_field(name).column) for name in self.fields),
            target=Table(target._meta.db_table, quote),
            target_columns=", ".join(quote(target._meta.get_field(name).column) for name in self.to_fields),  # type: ignore[union-attr]
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Statement:  # type: ignore[override]  # as Django's own do
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: Any = None) -> None:
        """Leave the check to the database."""

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        return (
            f"{type(self).__module__}.{type(self).__name__}",
            (),
            {"fields": self.fields, "to": self.to, "to_fields": self.to_fields, "name": self.name},
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CompositeForeignKey) and self.deconstruct() == other.deconstruct()

    __hash__ = models.BaseConstraint.__hash__

    def _target(self, model: type[models.Model]) -> type[models.Model]:
        registry = model._meta.apps or apps
        return registry.get_model(self.to)
