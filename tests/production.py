"""What an operator sets, with values of the right shape and nobody behind them: no .internal is on the internet."""

import base64

ENVIRONMENT = {
    "PORTAL_MODE": "production",
    "BASE_URL": "https://tours.portal.internal",
    "ALLOWED_HOSTS": "tours.portal.internal",
    "SECRET_KEY": "only for tests, and yet as long as a key has to be: " + "0123456789" * 2,
    "IDENTITY_KEYS": "tests:" + base64.b64encode(b"32 bytes that seal nobody's data").decode(),
    "DATABASE_URL": "postgres://portal_app:pa55word@database.invalid:5432/portal",
    "REDIS_URL": "redis://valkey.invalid:6379/1",
    "EMAIL_URL": "smtps://user:pa55word@mail.portal.internal:465",
    "DEFAULT_FROM_EMAIL": "Проходная <post@tours.portal.internal>",
}
