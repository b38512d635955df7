"""The one settings file; what changes between places comes from the environment (see `environment.py`)."""

from __future__ import annotations

import secrets
from pathlib import Path

from .environment import boolean, database, default_home, directories, networks, one_of, read, words

BASE = Path(__file__).resolve().parent.parent
MINGA_MODE = read("MINGA_MODE", one_of("demo", "production", "test"), "demo")
MINGA_HOME = read("MINGA_HOME", Path, default_home())
MINGA_KEYS = read("MINGA_KEYS", Path, MINGA_HOME / "keys" / "keys.json")
MINGA_KEYS_COMMAND = read("MINGA_KEYS_COMMAND", str, "")
MINGA_FILES = MINGA_HOME / "files"
MINGA_COPIES_TO = read("MINGA_COPIES_TO", str, "")  # the second place of copies: a folder on another disk or machine
MINGA_COPIES_DAYS = read("MINGA_COPIES_DAYS", int, 30)
# heads of the audit's chain: best on another disk or machine; the address is the data-protection delegate's
MINGA_AUDIT_HEADS = read("MINGA_AUDIT_HEADS", Path, MINGA_HOME / "audit-heads")
MINGA_AUDIT_EMAIL = read("MINGA_AUDIT_EMAIL", str, "")
MINGA_PUBLIC_URL = read("MINGA_PUBLIC_URL", str, "http://localhost:8000")
DEMO_MODE = MINGA_MODE == "demo"


def _secret_key() -> str:
    path = MINGA_HOME / "keys" / "secret_key"
    if MINGA_MODE == "production":
        return read("MINGA_SECRET_KEY", str, path.read_text() if path.exists() else None)
    return path.read_text() if path.exists() else secrets.token_urlsafe(48)


SECRET_KEY = _secret_key()
DEBUG = read("MINGA_DEBUG", boolean, False)
ALLOWED_HOSTS = read("MINGA_ALLOWED_HOSTS", words, ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = [MINGA_PUBLIC_URL] if MINGA_PUBLIC_URL.startswith("https://") else []

AREAS = [
    "audit",
    "territory",
    "organisations",
    "programmes",
    "access",
    "exports",
    "people",
    "messaging",
    "screening",
    "prioritisation",
    "referrals",
    "training",
    "attendance",
    "certification",
    "outreach",
    "feedback",
    "privacy",
    "monitoring",
    "portal",
    "demo",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "minga.ui",
    "minga.config",
    *(f"minga.{area}" for area in AREAS if (BASE / area / "apps.py").exists()),
]
MIDDLEWARE = [
    "minga.access.headers.SafetyHeaders",
    "minga.access.proxies.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages on thin links; it pads them at random against BREACH
    "minga.access.limiting.LimitMiddleware",
    "minga.access.middleware.ScopeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "minga.access.middleware.GuardMiddleware",
]
ROOT_URLCONF = "minga.config.urls"
WSGI_APPLICATION = "minga.config.wsgi.application"

# --- database: `default` serves as the application role, `owner` migrates; both are the same PostgreSQL
_APP = read("DATABASE_APP_URL", database, database("postgresql:///minga"))
_OWNER = read("DATABASE_URL", database, database("postgresql:///minga"))
DATABASES = {
    "default": {**_APP, "CONN_MAX_AGE": 0, "DISABLE_SERVER_SIDE_CURSORS": True},
    "owner": {**_OWNER, "TEST": {"DEPENDENCIES": []}},
}
if read("MINGA_POOL", boolean, False):
    DATABASES["default"]["OPTIONS"] = {
        **_APP["OPTIONS"],
        # There are more connections than threads, so nobody waits but for a database that is away. Short, because a try
        # to connect belongs to the request that began it, and the pool's own pauses between tries double.
        "pool": {"min_size": 1, "max_size": 8, "timeout": 3, "reconnect_timeout": 2},
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- templates: the loaders are named, since in the wrong order cotton renders raw tags with status 200
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "minga.ui.context.page",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "minga.ui.templatetags.minga",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "minga.ui.drawing.Renderer"
COTTON_DIR = "cotton"
COTTON_SNAKE_CASED_NAMES = True
COTTON_ISOLATE_BY_DEFAULT = True

# --- language, time
UI_NAVIGATION = "minga.portal.navigation.links"
UI_ACCOUNT_LINKS = "minga.portal.navigation.account_links"
UI_SEARCH_URL = "minga.portal.navigation.search_url"
UI_STAFF_ALERT = "minga.config.backup.banner.alert"
UI_STAFF_NOTICE = "minga.portal.navigation.staff_notice"
UI_FUND_VISIBILITY = "minga.portal.navigation.fund_visibility"

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "America/Guayaquil"
USE_TZ = True
USE_I18N = True

# --- static files, served by the application itself
STATIC_URL = "/static/"
STATIC_ROOT = MINGA_HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MINGA_FILES},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MINGA_MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- accounts
AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["minga.access.backend.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "minga.access.passwords.GuessablePasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # ours are shared by all processes: minga/access/limits.py
ACCOUNT_LOGIN_TIMEOUT = 600
ACCOUNT_ADAPTER = "minga.access.adapter.NoSignup"
LOGIN_URL = "/entrar/"
LOGIN_REDIRECT_URL = "/inicio/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
SECOND_FACTOR_REQUIRED = not DEMO_MODE
MINGA_DIRECTORIES = read("MINGA_DIRECTORIES", directories, [])
SESSION_ENGINE = "minga.access.session_store"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "minga.access.views.entry.csrf_failure"

# --- transport: production is HTTPS only, spoken by a proxy that is believed only when it is named here
MINGA_TRUSTED_PROXIES = read("MINGA_TRUSTED_PROXIES", networks, ["127.0.0.1", "::1"])
if MINGA_TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if MINGA_MODE == "production":
    SECURE_SSL_REDIRECT = read("MINGA_SSL_REDIRECT", boolean, True)
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    # the browser takes a cookie of these names from this host over HTTPS only, for no other host (ASVS 3.3.3)
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- mail: a real SMTP server, or none (then e-mail is not offered as a channel)
EMAIL_HOST = read("MINGA_SMTP_HOST", str, "")
EMAIL_PORT = read("MINGA_SMTP_PORT", int, 25)
EMAIL_HOST_USER = read("MINGA_SMTP_USER", str, "")
EMAIL_HOST_PASSWORD = read("MINGA_SMTP_PASSWORD", str, "")
EMAIL_USE_TLS = read("MINGA_SMTP_TLS", boolean, False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = read("MINGA_MAIL_FROM", str, "minga@localhost")

# --- files sent by people: asked of clamd (unix:/run/clamav/clamd.ctl or tcp:host:3310) when one is named
MINGA_CLAMD = read("MINGA_CLAMD", str, "")
# --- other servers: only these are asked, and only those of the second list may be in this network
MINGA_OUTGOING_HOSTS = read("MINGA_OUTGOING_HOSTS", words, [])
MINGA_OUTGOING_PRIVATE_HOSTS = read("MINGA_OUTGOING_PRIVATE_HOSTS", words, [])
MINGA_OUTGOING_CA = read("MINGA_OUTGOING_CA", str, "")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
