"""Settings: one file, everything from the environment. docs/operations.md explains each variable.

PORTAL_MODE is `demo` (a checkout that starts its own services), `test`, `build` (an image being built: no secret is
needed, and nothing is served) or `production`, the default wherever there is a DATABASE_URL. There a missing value
stops the start.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host
from django.utils.translation import gettext_lazy as _

from accelerator import error_reports
from accelerator.environment import Environment, origin_of
from accelerator.media import media_storage
from accelerator.serving.configuration import DEFAULTS as WEB_DEFAULTS
from accelerator.sign_in import sign_in

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

MODE = env.choice(
    "PORTAL_MODE", ("demo", "test", "build", "production"), default="production" if env.has("DATABASE_URL") else "demo"
)
PRODUCTION = env.production = MODE == "production"
DEMO = MODE == "demo"
DEBUG = env.flag("DEBUG") and not PRODUCTION
LOCAL = Path(env.text("PORTAL_LOCAL", str(BASE_DIR / ".local")))
if not (PRODUCTION or env.has("DATABASE_URL")):
    # The services that a checkout starts itself; an image has neither them nor this package.
    from accelerator.embedded.addresses import UnsafeFolder, addresses

    try:
        env.assume(addresses(LOCAL).environment)
    except UnsafeFolder as problem:
        raise ImproperlyConfigured(str(problem)) from problem

# The portal's name and address, and who runs it
PORTAL_NAME = {"ru": env.text("PORTAL_NAME_RU", "Проходная"), "en": env.text("PORTAL_NAME_EN", "Prokhodnaya")}
BASE_URL = env.origin("BASE_URL", "https://tours.example.org", default=f"http://127.0.0.1:{env.text('PORT', '8000')}")

# Who answers for people's data: named in every consent, on the privacy page and in security.txt.
OPERATOR_NAME = {
    "ru": env.needed("OPERATOR_NAME_RU", "АНО «Промышленный туризм»", default="АНО «Проходная» (вымышленный оператор)"),
    "en": env.needed("OPERATOR_NAME_EN", "Industrial Tourism ANO", default="Prokhodnaya ANO (an invented operator)"),
}
OPERATOR_ADDRESS = {
    "ru": env.needed(
        "OPERATOR_ADDRESS_RU", "101000, Москва, ул. Примерная, д. 1", default="адреса нет, это демонстрация"
    ),
    "en": env.needed(
        "OPERATOR_ADDRESS_EN", "1 Primernaya St, Moscow 101000", default="no address: this is a demonstration"
    ),
}
# Further languages (docs/operations.md, "Add a language"); what has no text in one of them is shown in English.
MORE_LANGUAGES = [code for code in env.words("MORE_LANGUAGES") if env.known_language("MORE_LANGUAGES", code)]
for name, texts in {
    "PORTAL_NAME": PORTAL_NAME, "OPERATOR_NAME": OPERATOR_NAME, "OPERATOR_ADDRESS": OPERATOR_ADDRESS,
}.items():  # fmt: skip
    texts.update({code: env.in_language(code, name) or texts["en"] for code in MORE_LANGUAGES})
OPERATOR_INN, OPERATOR_REGISTER = env.text("OPERATOR_INN"), env.text("OPERATOR_REGISTER")
PRIVACY_EMAIL = env.mailbox("PRIVACY_EMAIL", "privacy@tours.example.org", default="privacy@example.org")
SECURITY_EMAIL = (
    env.mailbox("SECURITY_EMAIL", "security@tours.example.org", default="")
    if env.has("SECURITY_EMAIL")
    else PRIVACY_EMAIL
)

_public = "the-demo-and-the-tests-have-no-secrets-worth-a-better-key"
SECRET_KEY = env.secret("SECRET_KEY", default=_public)
SECRET_KEY_FALLBACKS = env.former_secrets("SECRET_KEY_FALLBACKS", public=_public)
# Keys of identity data, newest first (see common.encryption)
IDENTITY_KEYS = env.keys(
    "IDENTITY_KEYS",
    "a name, a colon and 32 random bytes in base64",
    default="demo:ZGVtby1rZXktZGVtby1rZXktZGVtby1rZXktZGVtbyE=",
)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "tours.example.org", default="localhost,127.0.0.1,[::1],testserver")
if PRODUCTION and BASE_URL and ALLOWED_HOSTS and not validate_host(urlsplit(BASE_URL).hostname or "", ALLOWED_HOSTS):
    env.refuse("ALLOWED_HOSTS", "does not name the host of BASE_URL, to which every link in a letter leads; add it")

INSTALLED_APPS = [
    "accelerator.portal",
    "accelerator.seasons",
    "accelerator.forum",
    "tours.catalogue",
    "tours.gate",
    "tours.schedule",
    "tours.planner",
    "tours.booking",
    "tours.alerts",
    "tours.favourites",
    "tours.routes",
    "tours",
    "regions.enterprises",
    "regions",
    "accelerator.base.accounts",
    "accelerator.base.notifications",
    "accelerator.base.search",
    "accelerator.base.common",
    "accelerator.base.accounts.back_office.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "accelerator.base.common.staticfiles.PortalStaticFilesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.vk",
    "allauth.socialaccount.providers.yandex",
    "csp",
    "django_htmx",
    "django_structlog",
    "phonenumber_field",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "accelerator.base.common.middleware.PlainRequestMiddleware",
    "accelerator.base.common.middleware.HealthFirstMiddleware",
    "accelerator.base.common.middleware.PrivatePagesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "accelerator.base.common.middleware.LanguageMiddleware",
    # Below are those that a kept page needs nothing more of; their headers are kept with it.
    "accelerator.base.common.middleware.KeptPagesMiddleware",
    # Django pads each compressed answer by a random length, so that secrets cannot be guessed by size (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "accelerator.base.common.middleware.ContentPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "accelerator.base.common.security_log.SecurityLogMiddleware",  # above CSRF, whose refusals it records
    "django.middleware.csrf.CsrfViewMiddleware",
    "accelerator.base.accounts.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accelerator.base.accounts.middleware.AccountPagesMiddleware",
    "accelerator.base.common.middleware.NetworkMiddleware",
    "accelerator.base.common.middleware.RefusalMiddleware",
    "accelerator.base.common.middleware.MovedMiddleware",
]

ROOT_URLCONF = "accelerator.urls"
WSGI_APPLICATION = "accelerator.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "accelerator.base.common.templatetags.portal",
                "regions.enterprises.templatetags.covers",
                "tours.templatetags.places",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accelerator.base.common.context_processors.portal",
            ],
        },
    }
]

if DEMO:
    # Only this names the demo: elsewhere none of its pages, commands and files exist.
    INSTALLED_APPS.insert(0, "accelerator.demo")
    ROOT_URLCONF = "accelerator.demo.urls"
    TEMPLATES[0]["OPTIONS"]["context_processors"].append("accelerator.demo.context_processors.notice")

# Data. PostgreSQL is the only truth; the application's role owns nothing, migrations run with the owner's address.
WEB_PROCESS = env.flag("PORTAL_WEB")
# gunicorn reads these too (accelerator.serving.configuration), but only here is an odd one refused with a sentence.
WEB = {name: env.number(name, default, least=least) for name, (default, least) in WEB_DEFAULTS.items()}
WEB_THREADS = WEB["WEB_THREADS"]
database = env.database("DATABASE_URL", "postgres://portal_app:secret@db:5432/portal", default="")
# Memory of each web process for public pages as they were last drawn (common.kept).
KEPT_PAGES_MB = env.number("KEPT_PAGES_MB", 64, least=0)
REDIS_URL = env.valkey(
    "REDIS_URL",
    env.needed("REDIS_URL", "redis://valkey:6379/1", default=""),
    ("redis", "rediss", "unix"),
    "redis://valkey:6379/1",
)
# Seconds: how long a request waits for a connection, and how long the pool tries to reconnect a lost one.
DATABASE_POOL = {
    "min_size": 2,
    "max_size": env.number("DATABASE_POOL", 16, least=2),
    "timeout": 3,
    "reconnect_timeout": 3,
}
DATABASES = {
    "default": {
        **database,
        # Deadlines of the client's own for each answer, and short queues at locked rows.
        **({"ENGINE": "accelerator.base.common.database"} if WEB_PROCESS else {}),
        "ATOMIC_REQUESTS": False,
        "CONN_HEALTH_CHECKS": True,
        # A pool in web processes only: Celery's prefork children close theirs at every task.
        "CONN_MAX_AGE": 0 if WEB_PROCESS else 60,
        "OPTIONS": {
            "connect_timeout": 3,
            # A server that vanished is noticed by whatever waits for it, workers included.
            "keepalives_idle": 15,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 15_000,
            **database.get("OPTIONS", {}),  # such as sslmode
            # common.prepared: only what asks for it is prepared, and planned once whatever the values.
            "prepare_threshold": 5,
            # Below the client's deadline, so that a healthy server reports the timeout itself.
            "options": "-c plan_cache_mode=force_generic_plan "
            + (
                "-c statement_timeout=4s -c lock_timeout=2s -c idle_in_transaction_session_timeout=10s"
                if WEB_PROCESS
                else "-c lock_timeout=10s"
            ),
            **({"pool": DATABASE_POOL} if WEB_PROCESS else {}),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        # Falls back to a table of PostgreSQL while Valkey is away, so that rate limits are never open.
        "BACKEND": "accelerator.base.common.cache.ResilientCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": env.text("CACHE_PREFIX", "portal"),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    },
    # Parts of the page's frame that are the same for everyone, kept as long as the process lives.
    "process": {"BACKEND": f"django.core.cache.backends.{'dummy.DummyCache' if DEBUG else 'locmem.LocMemCache'}"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Sessions of members of an enterprise, organizers and the back office (accelerator.base.accounts.staff_sessions)
STAFF_SESSION_IDLE = timedelta(hours=env.number("STAFF_SESSION_IDLE_HOURS", 12, least=1, most=14 * 24))
# After this time organizers' and owners' desks require a second step; None is never, the demo's default.
SECOND_STEP_GRACE = (
    None
    if DEMO and not env.has("SECOND_STEP_GRACE_DAYS")
    else timedelta(days=env.number("SECOND_STEP_GRACE_DAYS", 14, most=365))
)

CELERY_BROKER_URL = env.valkey(
    "CELERY_BROKER_URL",
    env.text("CELERY_BROKER_URL", REDIS_URL),
    ("redis", "rediss", "redis+socket"),
    "redis://valkey:6379/0",
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = CELERY_EVENT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = CELERY_RESULT_ACCEPT_CONTENT = ["json"]
# A task is acknowledged when it is done, and runs again when its process dies; it claims its rows, so that is safe.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# No soft limit: its exception can land inside psycopg's commit, which leaves unknown what was committed.
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_DEFAULT_QUEUE = env.text("CELERY_QUEUE", "portal")
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A task goes on when the broker is lost: ended in the middle, it would leave unknown whether a mail was sent.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_CONNECTION_RETRY = CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CHANNEL_ERROR_RETRY = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # an hour without a broker ends by itself
CELERY_BROKER_CONNECTION_TIMEOUT = 2
# Longer than any task may run. Set in three places, since the shortest among those that share a broker counts.
CELERY_VISIBILITY_TIMEOUT = 600
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": CELERY_VISIBILITY_TIMEOUT}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
    "socket_connect_timeout": 1,
    # A page only notifies a worker (common.wakeup) and must not wait for a broker that hangs; a worker's timeout also
    # covers its waiting for tasks.
    "socket_timeout": 1 if WEB_PROCESS else 10,
    "socket_keepalive": True,
    "max_retries": 0,  # for publishers; workers and beat reconnect by the settings above
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "accelerator.beat:SteadyScheduler"
# Beat only wakes workers: a missed or repeated task changes nothing, since each claims rows of PostgreSQL. A task that
# was not started before the next one is dropped, so that a broker without a worker does not fill up. None is rarer than
# hourly: a container's beat starts counting again with every restart, and a daily task might never run.
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for name, task, seconds in (
        ("deliver-due-messages", "notifications.deliver_due", env.number("MESSAGES_INTERVAL_SECONDS", 10, least=1)),
        ("write-erasures", "common.write_erasures", 60),
        ("purge-message-bodies", "notifications.purge_bodies", 3600),
        ("tidy-lapsed-holds", "booking.tidy_lapsed_holds", 60),
        ("renew-outlooks", "booking.renew_outlooks", 60),
        ("write-about-dates", "alerts.write_about_dates", 60),
        ("make-missing-renditions", "enterprises.make_missing_renditions", 60),
        ("sweep-photo-files", "enterprises.sweep_photo_files", 3600),
        ("sweep-share-images", "portal.sweep_share_images", 3600),
        ("erase-expired-personal-data", "booking.erase_expired_personal_data", 3600),
        ("erase-identities", "booking.erase_identities", 3600),
        ("erase-needs", "booking.erase_needs", 3600),
        ("erase-overdue-alerts", "alerts.erase_overdue_alerts", 3600),
        ("delete-expired-sessions", "accounts.delete_expired_sessions", 3600),
        ("purge-audit", "common.purge_audit", 3600),
    )
}

# Mail: only the outbox sends it (accelerator.base.notifications).
mail = env.mail(
    "EMAIL_URL",
    "smtps://user:secret@mail.example.org:465",
    default="smtp://127.0.0.1:2525",
    plain_relay="EMAIL_PLAIN_RELAY",
)
EMAIL_BACKEND = "accelerator.base.notifications.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = mail
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 10, least=1)
# After the content a server may take its time to check for spam.
EMAIL_ANSWER_TIMEOUT = env.number("EMAIL_ANSWER_TIMEOUT", 30, least=1)
# How the outbox is emptied (accelerator.base.notifications.delivery)
MESSAGES_BUDGET = timedelta(seconds=env.number("MESSAGES_BUDGET_SECONDS", 15, least=1))
MESSAGES_STALE_CLAIM = timedelta(seconds=env.number("MESSAGES_STALE_CLAIM_SECONDS", 60, least=1))
MESSAGES_STALE_SENDING = timedelta(seconds=env.number("MESSAGES_STALE_SENDING_SECONDS", 180, least=1))
MESSAGES_UNCOMPOSED_RETRY = timedelta(minutes=env.number("MESSAGES_UNCOMPOSED_MINUTES", 60, least=1))
# How many letters leave within a window; what exceeds it is joined in one later letter.
MESSAGES_WINDOW = timedelta(minutes=env.number("MESSAGES_WINDOW_MINUTES", 60, least=1))
MESSAGES_PER_RECIPIENT = env.number("MESSAGES_PER_RECIPIENT", 6, least=1)
MESSAGES_PER_TOPIC = env.number("MESSAGES_PER_TOPIC", 4, least=1)
MESSAGES_PER_NETWORK = env.number("MESSAGES_PER_NETWORK", 60, least=1)
MESSAGES_PAUSE_FACTOR = 0 if MODE == "test" else 1  # scales the pause after a mail server was unreachable
DEFAULT_FROM_EMAIL = env.sender(
    "DEFAULT_FROM_EMAIL", "Проходная <post@tours.example.org>", default="Проходная <post@example.org>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Languages: Russian at the root, the others under their codes.
LANGUAGE_CODE = "ru"
LANGUAGES = [
    ("ru", _("Russian")),
    ("en", _("English")),
    *((code, LANG_INFO[code]["name_local"]) for code in MORE_LANGUAGES),
]
LOCALE_PATHS = [*map(Path, env.words("MORE_LOCALES")), BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Moscow"
PHONENUMBER_DEFAULT_REGION = "RU"

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    *(["django.contrib.auth.hashers.MD5PasswordHasher"] if MODE == "test" else []),  # fast
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "booking:mine"
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
# Not _SUPPORTS_CHANGE: allauth offers the change only for a new account, which reveals whether one exists.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
# How often one may try to sign in (base.accounts.guard); these replace allauth's limits for the same pages.
WRONG_PASSWORDS_PER_PERSON_AND_NETWORK = env.rate("WRONG_PASSWORDS_PER_PERSON_AND_NETWORK", "5/5m")
WRONG_PASSWORDS_PER_NETWORK = env.rate("WRONG_PASSWORDS_PER_NETWORK", "30/10m")
WRONG_PASSWORDS_PER_PERSON = env.rate("WRONG_PASSWORDS_PER_PERSON", "50/1h")
WRONG_SECOND_STEPS_PER_PERSON = env.rate("WRONG_SECOND_STEPS_PER_PERSON", "5/5m")
ACCOUNT_LETTERS_PER_PERSON_AND_NETWORK = env.rate("ACCOUNT_LETTERS_PER_PERSON_AND_NETWORK", "5/15m")
ACCOUNT_LETTERS_PER_NETWORK = env.rate("ACCOUNT_LETTERS_PER_NETWORK", "60/15m")
ACCOUNT_LETTERS_PER_PERSON = env.rate("ACCOUNT_LETTERS_PER_PERSON", "20/1h")
ACCOUNT_LETTERS_UNDER_PRESSURE = env.rate("ACCOUNT_LETTERS_UNDER_PRESSURE", "1/15m")
ACCOUNT_RATE_LIMITS = dict.fromkeys(("login", "login_failed", "request_login_code", "reset_password", "confirm_email"))
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # a passkey cannot be guessed: only work is limited
ACCOUNT_ADAPTER = "accelerator.base.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "accelerator.base.accounts.adapters.SocialAccountAdapter"
_forms = "accelerator.base.accounts.forms"
ACCOUNT_FORMS = {
    "login": f"{_forms}.LoginForm",
    "signup": f"{_forms}.SignupForm",
    "add_email": f"{_forms}.AddEmailForm",
    "change_password": f"{_forms}.ChangePasswordForm",
    "set_password": f"{_forms}.SetPasswordForm",
    "reset_password": f"{_forms}.ResetPasswordForm",
    "reset_password_from_key": f"{_forms}.ResetPasswordKeyForm",
    "reauthenticate": f"{_forms}.ReauthenticateForm",
    "request_login_code": f"{_forms}.RequestLoginCodeForm",
    "confirm_login_code": f"{_forms}.ConfirmLoginCodeForm",
    "confirm_email_verification_code": f"{_forms}.ConfirmEmailVerificationCodeForm",
}
SOCIALACCOUNT_FORMS = {"signup": f"{_forms}.SocialSignupForm"}
MFA_FORMS = {
    "authenticate": f"{_forms}.AuthenticateForm",
    "authenticate_webauthn": f"{_forms}.AuthenticatePasskeyForm",
    "reauthenticate": f"{_forms}.SecondStepReauthenticateForm",
    "reauthenticate_webauthn": f"{_forms}.ReauthenticatePasskeyForm",
    "activate_totp": f"{_forms}.ActivateTOTPForm",
    "add_webauthn": f"{_forms}.AddWebAuthnForm",
    "edit_webauthn": f"{_forms}.EditWebAuthnForm",
}
MFA_ADAPTER = "accelerator.base.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False  # seven queries a page, only to know when a session was last used
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)
# What limits count as one network (common.network says why)
NETWORK_PREFIX_IPV4 = env.number("NETWORK_PREFIX_IPV4", 32, least=8, most=32)
NETWORK_PREFIX_IPV6 = ALLAUTH_RATE_LIMIT_IPV6_PREFIX = env.number("NETWORK_PREFIX_IPV6", 56, least=16, most=128)
others = sign_in(env)
SOCIALACCOUNT_PROVIDERS = others.providers

# Files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(LOCAL / "static" if DEMO else BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(LOCAL / "media")))
# Outside the database, since a restore brings back what was erased (accelerator.base.common.erasures)
ERASURE_LEDGER = Path(
    env.needed("ERASURE_LEDGER", "/var/lib/portal/ledger/erasures.jsonl", default=str(LOCAL / "erasures.jsonl"))
)
_as_they_lie = DEBUG or MODE == "test"  # static files are looked for when asked, and not collected
STORAGES = {
    "default": media_storage(env),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _as_they_lie
        else "accelerator.base.common.staticfiles.PortalStaticStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = _as_they_lie
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # half the files to compress; every address comes from {% static %}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
PHOTO_MAX_BYTES = 20 * 1024 * 1024
PHOTOS_AT_ONCE_BYTES = 24 * 1024 * 1024  # several in one form: the 25 MB that worker and proxy accept, less the form
UPLOAD_MAX_BYTES = PHOTO_MAX_BYTES  # any file in any form
FILE_UPLOAD_HANDLERS = [
    "accelerator.base.common.media.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FORM_RENDERER = "accelerator.base.common.forms.FormRenderer"
INSTALLED_APPS.append("django.forms")

# Map tiles: none by default, so that no third party is contacted.
TILE_URL = env.web_address("TILE_URL", "https://tiles.example.org/{z}/{x}/{y}.png", holds=("{z}", "{x}", "y}"))
TILE_ATTRIBUTION = env.text("TILE_ATTRIBUTION")

# What browsers may load, send and do on our pages: nothing of others, unless named above
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *filter(None, [origin_of(TILE_URL)])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *others.origins],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
_features = (
    "accelerometer", "autoplay", "display-capture", "encrypted-media", "gyroscope", "magnetometer",
    "microphone", "midi", "payment", "usb", "xr-spatial-tracking",
)  # fmt: skip
# The camera scans tickets at the gate; the catalogue finds what is near, when asked to; the others are for passkeys.
_allowed_features = ("camera", "geolocation", "publickey-credentials-get", "publickey-credentials-create")
PERMISSIONS_POLICY = {**{name: [] for name in _features}, **dict.fromkeys(_allowed_features, "self")}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "accelerator.portal.views.csrf.csrf_failure"
LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if PRODUCTION else ("session", "csrf")
DEVICE_COOKIE_NAME = "__Host-device" if PRODUCTION else "device"
HOLDER_COOKIE_NAME = "__Host-browser" if PRODUCTION else "browser"  # of those who hold or have booked places
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if env.flag("TRUST_FORWARDED_PROTO"):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [BASE_URL]

# Holds
HOLD_MINUTES = env.number("HOLD_MINUTES", 10, least=1)
# What may be held without being booked (tours.booking.services.allowances); a single order is always allowed.
HOLD_SEATS_PER_BROWSER = env.number("HOLD_SEATS_PER_BROWSER", 60, least=1)
HOLDS_PER_BROWSER = env.rate("HOLDS_PER_BROWSER", "20/1h")
HOLD_SEATS_PER_NETWORK = env.number("HOLD_SEATS_PER_NETWORK", 120, least=1)
HOLDS_PER_NETWORK = env.rate("HOLDS_PER_NETWORK", "30/1h")
HOLD_NETWORK_PERCENT = env.number("HOLD_NETWORK_PERCENT", 25, least=1, most=100)
HOLD_NETWORK_SEATS = env.number("HOLD_NETWORK_SEATS", 6, least=1)
# When a hold needs proof of work or waiting, and how much.
HOLD_EASY_SEATS = env.number("HOLD_EASY_SEATS", 4)
HOLD_CROWD = env.number("HOLD_CROWD", 3, least=1)
HOLD_CROWD_MOST = env.number("HOLD_CROWD_MOST", 20, least=1)

# How long the way between two tours of a visitor's own route takes, by each kind of transport: the distance as the crow
# flies, times a factor for the bends of the road, at a speed.
WAY_SPEEDS = {
    "car": env.number("WAY_CAR_KMH", 50, least=1),
    "transit": env.number("WAY_TRANSIT_KMH", 30, least=1),
    "walk": env.number("WAY_WALK_KMH", 4, least=1),
}
WAY_BENDS = {
    "car": env.number("WAY_CAR_PERCENT", 130, least=100),
    "transit": env.number("WAY_TRANSIT_PERCENT", 140, least=100),
    "walk": env.number("WAY_WALK_PERCENT", 125, least=100),
}
WAY_START_MINUTES = {
    "car": env.number("WAY_CAR_START_MINUTES", 10),
    "transit": env.number("WAY_TRANSIT_START_MINUTES", 15),
    "walk": env.number("WAY_WALK_START_MINUTES", 0),
}
WAY_UNKNOWN_MINUTES = env.number("WAY_UNKNOWN_MINUTES", 90)
HOLD_PROOF_HASHES = env.number("HOLD_PROOF_HASHES", 400_000, least=16)
HOLD_PROOF_WAIT_SECONDS = env.number("HOLD_PROOF_WAIT_SECONDS", 20)

# How often an email about a tour's dates may be asked for (tours.alerts): from one network, and for one address
DATE_ALERTS_PER_NETWORK = env.rate("DATE_ALERTS_PER_NETWORK", "20/1h")
DATE_ALERTS_PER_ADDRESS = env.rate("DATE_ALERTS_PER_ADDRESS", "10/1d")

# Logs: JSON lines in production, readable lines elsewhere; ids, never personal data
LOG_LEVEL = env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO" if PRODUCTION else "WARNING")
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "accelerator.base.common.logs.line_formatter", "as_json": PRODUCTION}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Kept whatever LOG_LEVEL is (common.security_log)
        "security": {"handlers": ["console"], "level": "WARNING" if MODE == "test" else "INFO", "propagate": False},
        "django": {"handlers": []},  # or Django's own handler would print every line twice
        "django.request": {"level": "ERROR"},  # a refused request has its line from structlog's middleware already
        # These add handlers that do not hide secret links, unless they find one.
        **{
            name: {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False}
            for name in ("django.server", "gunicorn.error", "gunicorn.access", "celery.task")
        },
    },
}

# Monitoring, off unless set (docs/operations.md, "Optional: S3, Sentry, Prometheus")
METRICS_TOKEN = env.text("METRICS_TOKEN")
SENTRY_DSN = error_reports.address(env)

env.stop_if_wrong()
if SENTRY_DSN:
    error_reports.start(SENTRY_DSN, environment=env.text("SENTRY_ENVIRONMENT", MODE))
