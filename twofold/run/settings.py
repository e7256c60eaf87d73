"""Django's settings, all of them derived from `TWOFOLD_*` (see `twofold settings`)."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.messages import ERROR, INFO, SUCCESS, WARNING
from psycopg.conninfo import conninfo_to_dict

from twofold.run.config import config

_config = config()

BASE_URL = _config.base_url
DATA = _config.data
DEBUG = _config.debug
SECRET_KEY = _config.key()
SECRET_KEY_FALLBACKS = list(_config.old_secret_keys)
ALLOWED_HOSTS = _config.allowed_hosts
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "twofold.run.views.not_of_this_visit"
ROOT_URLCONF = "twofold.run.urls"
CLICKHOUSE_URL = _config.clickhouse_url
CLICKHOUSE_CLUSTER = _config.clickhouse_cluster
UPLOAD_LIMIT = _config.upload_limit
FILE_UPLOAD_HANDLERS = ["twofold.run.uploads.IntoMemory", "twofold.run.uploads.IntoPostgres"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 11_000_000
AUDIT_FILE = _config.audit_file
AUDIT_WEBHOOK = _config.audit_webhook
AUDIT_WEBHOOK_SECRET = _config.audit_webhook_secret
ADMIN_MODE_MINUTES = _config.admin_mode_minutes
ACTING_MINUTES = _config.acting_minutes
ACTING_LETTERS = _config.acting_letters
API_RATE = _config.api_rate
API_MAX_BODY = _config.api_max_body
TRACKING_MAX_BODY = _config.tracking_max_body
TRACKING_MAX_EVENT = _config.tracking_max_event
TRACKING_MAX_QUEUED = _config.tracking_max_queued
TRACKING_BATCH_MS = _config.tracking_batch_ms
TRACKING_REPEAT_DAYS = _config.tracking_repeat_days

INSTALLED_APPS = [
    "twofold.core",
    "twofold.look",
    "twofold.directory",
    "twofold.access",
    "twofold.events",
    "twofold.console",
    "twofold.portal",
    "twofold.run",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.apple",
    "allauth.socialaccount.providers.facebook",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.microsoft",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_cotton.apps.SimpleAppConfig",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "twofold.run.middleware.SafetyHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "twofold.run.middleware.KnowNobody",
    "twofold.run.middleware.OneTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "twofold.run.speaking.SpeakTheirLanguage",
    "allauth.account.middleware.AccountMiddleware",
    "twofold.run.middleware.SayWhy",
    "twofold.run.middleware.NoteSessions",
    "twofold.run.middleware.ActAsWhoSignedIn",
    "twofold.run.uploads.SayTooLarge",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "twofold.portal.here.here",
                "twofold.portal.languages.languages",
                "twofold.run.demo.notice.demo",
            ],
            "builtins": ["django_cotton.templatetags.cotton", "twofold.look.templatetags.look"],
        },
    }
]


# Of a process: one for each thread that answers pages or the API, and some for tracking and what flows.
MOST_CONNECTIONS = 40


def _database(role: str) -> dict[str, Any]:
    """A connection that logs in as the URL says and acts as `role`; the owner's role is its own."""
    dsn = {key: str(value) for key, value in conninfo_to_dict(_config.database_url or "").items()}
    options: dict[str, Any] = {"application_name": f"twofold {role}", "connect_timeout": 5}
    if role != "owner":
        options |= {"options": f"-c role={role}", "pool": {"min_size": 1, "max_size": MOST_CONNECTIONS, "timeout": 10}}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": dsn.pop("dbname", "twofold"),
        "USER": dsn.pop("user", ""),
        "PASSWORD": dsn.pop("password", ""),
        "HOST": dsn.pop("host", ""),
        "PORT": dsn.pop("port", ""),
        "OPTIONS": {**dsn, **options},
    }


DATABASES = {"default": _database("twofold_app"), "owner": _database("owner")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "directory.Person"
AUTHENTICATION_BACKENDS = ["twofold.access.backends.Backend"]
PASSWORD_HASHERS = [  # the first one hashes; the others only check what came from elsewhere
    "twofold.access.passwords.Argon2",
    "django.contrib.auth.hashers.BCryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "twofold.access.passwords.foreign.Pbkdf2",
    "twofold.access.passwords.foreign.Scrypt",
    "twofold.access.passwords.foreign.FirebaseScrypt",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "twofold.access.passwords.strength.Strong"},
    {"NAME": "twofold.access.passwords.strength.NotBreached"},
]
BREACHED_PASSWORDS_URL = _config.breached_passwords_url or ""
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "console:home"
ACCOUNT_ADAPTER = "twofold.access.adapters.account.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # anybody may say it of anybody: one signs in by an address that was proven
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_PREVENT_ENUMERATION = "strict"  # an address that somebody has begins the same sign-up as any other
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "twofold.access.adapters.asking.SignUpQuestions"
ACCOUNT_FORMS = {
    "confirm_email_verification_code": "twofold.access.adapters.forms.ConfirmAddress",
    "login": "twofold.access.adapters.forms.SignIn",
    "reset_password": "twofold.access.adapters.forms.ResetPassword",
    "signup": "twofold.access.adapters.forms.SignUp",
}
HEADLESS_CLIENTS = ("browser",)
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
LOGIN_STAGES = [
    "allauth.account.stages.LoginByCodeStage",
    "twofold.access.adapters.stages.ProofStage",
    "twofold.access.adapters.stages.OneRecordStage",
    "twofold.access.adapters.mfa.SecondStep",
    "twofold.access.adapters.stages.TermsStage",
    "twofold.access.adapters.stages.QuestionsStage",
    "twofold.access.adapters.invited.InvitedStage",
    "twofold.access.adapters.waiting.WaitingStage",
]
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {  # beneath them a soft limit asks for a proof of work (access.adapters.challenges)
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key,30/h/key",
    "signup": "20/m/ip",
    "request_login_code": "20/m/ip,4/m/key,12/h/key,40/d/key",
    "reset_password": "20/m/ip,4/m/key,12/h/key",
    "confirm_email": "1/10s/key,12/h/key",
    "reauthenticate": "10/10m/user",
    "step_up_code": "5/h/user",
    "second_step": "5/5m/key,30/d/key",
    "manage_email": "5/h/user",
    "manage_phone": "5/h/user,10/d/user",
    "phone_code": "10/m/ip,60/h/ip,3/10m/key,10/d/key",
}
ACCOUNT_SESSION_REMEMBER = None  # asked for on the page
SESSION_ENGINE = "twofold.access.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SOCIALACCOUNT_ADAPTER = "twofold.access.adapters.elsewhere.Elsewhere"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"provider_class": "twofold.access.adapters.elsewhere.OpenID"}}
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
MFA_ADAPTER = "twofold.access.adapters.mfa.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]  # passkeys are ours (access.passkeys)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _config.behind_proxy else None

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

CACHES = {
    "default": {
        "BACKEND": "twofold.core.cache.PostgresCache",
        "LOCATION": "core_cache",
    }
}

MESSAGE_TAGS = {INFO: "", SUCCESS: "good", WARNING: "warn", ERROR: "bad"}

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"/look/build/.+-[0-9A-Z]{8}\.\w+$"  # named after their content
if _config.mail_url:
    _mail = urlsplit(_config.mail_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or (465 if _mail.scheme == "smtps" else 25)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp" and bool(_mail.username)
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = _config.data / "mail"
DEFAULT_FROM_EMAIL = _config.mail_from

SMS_URL = _config.sms_url or ""
SMS_PER_DAY = _config.sms_per_day

LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "twofold.run.formats"
LANGUAGES = [  # of pages and letters for customers; a site offers those it wants (twofold.portal.languages)
    ("en", "English"),
    ("de", "German"),
    ("fr", "French"),
    ("es", "Spanish"),
    ("nl", "Dutch"),
    ("ru", "Russian"),
]
USE_TZ = True
TIME_ZONE = "UTC"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
LOGGING_CONFIG = None
