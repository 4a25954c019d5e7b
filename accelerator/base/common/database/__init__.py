"""The database engine of web processes: Django's own for PostgreSQL, with an end to every wait."""
