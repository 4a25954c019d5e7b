"""The throw-away cluster that the whole suite stands on."""

import pytest
from django.db import connection
from django.db.utils import ProgrammingError


@pytest.mark.django_db
def test_database_knows_russian_letters_and_words() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lower('ЁЛКА'), to_tsvector('russian', 'экскурсии на заводе') @@ plainto_tsquery('russian', 'заводы'),"
            " similarity('завод', 'завот') > 0.3, unaccent('Ёж')"
        )
        assert cursor.fetchone() == ("ёлка", True, True, "Еж")


@pytest.mark.django_db
def test_application_role_owns_nothing_and_cannot_change_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM pg_class WHERE relowner = current_user::regrole GROUP BY 1")
        assert cursor.fetchall() == []
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("CREATE TABLE mine (id int)")
