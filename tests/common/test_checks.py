from django.core.checks import run_checks


def test_database_knows_cyrillic(db):
    assert [problem for problem in run_checks(databases=["default"]) if problem.id == "common.E001"] == []
