"""Column types that Django lacks."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _


class LocalDateTimeField(models.Field):
    """A wall-clock date and time without a zone, such as «15 December, 10:00»; the site keeps the zone."""

    description = _("Local date and time")

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 - as Django calls it
        return "timestamp without time zone"

    def get_internal_type(self) -> str:
        return "LocalDateTimeField"

    def to_python(self, value: Any) -> datetime | None:
        if value is None or isinstance(value, datetime):
            if value is not None and value.tzinfo is not None:
                raise ValidationError(_("A local time must not have a time zone."), code="aware")
            return value
        parsed = parse_datetime(str(value))
        if parsed is None or parsed.tzinfo is not None:
            raise ValidationError(_("Enter a date and a time."), code="invalid")
        return parsed

    def get_prep_value(self, value: Any) -> datetime | None:
        return self.to_python(super().get_prep_value(value))

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value.isoformat())  # type: ignore[attr-defined]
