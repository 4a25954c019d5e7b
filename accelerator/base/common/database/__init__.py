"""The database engine of web processes: Django's own for PostgreSQL, with a deadline for every wait."""
