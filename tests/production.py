"""What an operator sets, with invented values of the right shape: no .internal is on the internet."""

import base64

ENVIRONMENT = {
    "PORTAL_MODE": "production",
    "BASE_URL": "https://tours.portal.internal",
    "ALLOWED_HOSTS": "tours.portal.internal",
    "SECRET_KEY": "only for tests, and yet as long as a key has to be: " + "0123456789" * 2,
    "IDENTITY_KEYS": "tests:" + base64.b64encode(b"32 bytes that seal nobody's data").decode(),
    "DATABASE_URL": "postgres://portal_app:pa55word@database.invalid:5432/portal",
    "REDIS_URL": "redis://valkey.invalid:6379/1",
    "ERASURE_LEDGER": "/var/lib/portal/ledger/erasures.jsonl",
    "EMAIL_URL": "smtps://user:pa55word@mail.portal.internal:465",
    "OPERATOR_NAME_RU": "ООО «Оператор»",
    "OPERATOR_NAME_EN": "Operator LLC",
    "OPERATOR_ADDRESS_RU": "101000, Москва, ул. Испытательная, д. 1",
    "OPERATOR_ADDRESS_EN": "1 Ispytatelnaya St, Moscow 101000",
    "PRIVACY_EMAIL": "privacy@tours.portal.internal",
    "DEFAULT_FROM_EMAIL": "Проходная <post@tours.portal.internal>",
}
