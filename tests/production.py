"""What an operator sets, with values of the right shape and nobody behind them."""

import base64

ENVIRONMENT = {
    "PORTAL_MODE": "production",
    "BASE_URL": "https://tours.example.org",
    "ALLOWED_HOSTS": "tours.example.org",
    "SECRET_KEY": "only for tests, and yet as long as a key has to be: " + "0123456789" * 2,
    "IDENTITY_KEYS": "tests:" + base64.b64encode(b"32 bytes that seal nobody's data").decode(),
    "DATABASE_URL": "postgres://portal_app:secret@database.invalid:5432/portal",
    "REDIS_URL": "redis://valkey.invalid:6379/1",
    "EMAIL_URL": "smtps://user:secret@mail.invalid:465",
    "DEFAULT_FROM_EMAIL": "Проходная <post@tours.example.org>",
}
