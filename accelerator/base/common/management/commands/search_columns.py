"""manage.py search_columns: rebuild the search columns for the languages of the settings."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, models, transaction

COLUMNS = ("search", "search_title")


class Command(BaseCommand):
    """Run it as the database's owner after MORE_LANGUAGES has changed; it locks each table while rewriting it."""

    help = "Rebuild the search columns in all languages of the settings."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        with connection.schema_editor() as editor:
            for model in apps.get_models():
                for field in model._meta.concrete_fields:
                    if isinstance(field, models.GeneratedField) and field.name in COLUMNS:
                        expression, values = field.generated_sql(connection)
                        table, column = (editor.quote_name(str(name)) for name in (model._meta.db_table, field.column))
                        written = expression % tuple(map(editor.quote_value, values))
                        editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET EXPRESSION AS ({written})", None)
                        self.stdout.write(f"{model._meta.db_table}.{field.column}")
