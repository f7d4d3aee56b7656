"""All settings, read from the environment. Unsafe ones refuse to start; see the refusals at the end."""

import os
import re
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from assessment.allauth_settings import *  # noqa: F403  # a part of these settings: the names allauth reads
from assessment.allauth_settings import single_sign_on
from assessment.db.address import parse_database_url, parse_read_url
from assessment.db.deadline import DEADLINE, DeadlineConnection, check_connection, resume_pool
from assessment.environment import read_number, read_secret, read_switch
from assessment.settings_checks import mail_server, refuse_unsafe

BASE = Path(__file__).resolve().parent.parent
VAR = BASE / "var"

# Where it runs -----------------------------------------------------------------------------------
LOCAL = read_switch("LOCAL", (VAR / "local").exists())
DEBUG = read_switch("DEBUG", False)
COLLECTED = read_switch("COLLECTED", not LOCAL)
SECRET_KEY = read_secret("SECRET_KEY", VAR / "secret" if LOCAL else None)
PORT = read_number("PORT", 8000, least=1, most=65_535)
PUBLIC_URL = (os.environ.get("PUBLIC_URL") or (f"http://localhost:{PORT}" if LOCAL else "")).rstrip("/")
HOSTS = os.environ.get("ALLOWED_HOSTS") or ("localhost,127.0.0.1,[::1]" if LOCAL else "")
ALLOWED_HOSTS = [host.strip() for host in HOSTS.split(",") if host.strip()]
TRUSTED_PROXIES = (
    read_number("TRUSTED_PROXIES", 0, most=100) if LOCAL or os.environ.get("TRUSTED_PROXIES") else None
)
WEB_THREADS = read_number("WEB_THREADS", 64, most=1000)
TWO_PERSON_PUBLISH = read_switch("TWO_PERSON_PUBLISH", False)
MAIL_FROM = os.environ.get("MAIL_FROM") or "Architect or Artefact <hello@localhost>"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT") or f"mailto:{parseaddr(MAIL_FROM)[1]}"
RETENTION_INACTIVE_MONTHS = read_number(
    "RETENTION_INACTIVE_MONTHS", 0, most=1200
)  # 0: accounts stay until erased

# The site ----------------------------------------------------------------------------------------
ROOT_URLCONF = "assessment.urls"
WSGI_APPLICATION = "assessment.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
INSTALLED_APPS = [
    "assessment.accounts",
    "assessment.questionnaire",
    "assessment.attempts",
    "assessment.practice",
    "assessment.commitments",
    "assessment.results",
    "assessment.privacy",
    "assessment.calendar_audit",
    "assessment.workshop",
    "assessment.teams",
    "assessment.organisations",
    "assessment.sharing",
    "assessment.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_tasks_db",
    "assessment.accounts.apps.StaffSiteConfig",
    "assessment.db.apps.DatabaseConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "assessment.middleware.FirstMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "assessment.middleware.GZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "assessment.accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "assessment.accounts.sessions.SessionMiddleware",
    "assessment.accounts.middleware.ErasedMeanwhileMiddleware",
    "assessment.accounts.middleware.LanguageMiddleware",
    "assessment.accounts.middleware.TimeZoneMiddleware",
    "assessment.accounts.middleware.TypedWordsMiddleware",
    "assessment.accounts.middleware.InvalidFormMiddleware",
    "assessment.accounts.middleware.WiderNetworkLimitMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates", BASE / "node_modules/lucide-static/icons"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"glossary": "assessment.results.glossary"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "assessment.accounts.middleware.site_context",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# The database ------------------------------------------------------------------------------------
SERVER_LIMITS = {  # seconds, kept by the server
    "statement_timeout": read_number("DATABASE_STATEMENT_TIMEOUT", 3),
    "lock_timeout": read_number("DATABASE_LOCK_TIMEOUT", 2),
    "idle_in_transaction_session_timeout": read_number("DATABASE_IDLE_IN_TRANSACTION_SESSION_TIMEOUT", 10),
}
TIMEOUTS = {f"DATABASE_{name.upper()}": seconds for name, seconds in SERVER_LIMITS.items()} | {
    "DATABASE_CONNECT_TIMEOUT": read_number("DATABASE_CONNECT_TIMEOUT", 2),
    "DATABASE_POOL_TIMEOUT": read_number("DATABASE_POOL_TIMEOUT", 2),
    "DATABASE_DEADLINE": DEADLINE,
}
DATABASE_URL = read_secret("DATABASE_URL")
DATABASE_POOLER = (os.environ.get("DATABASE_POOLER") or "").strip().lower()
# A pooler in transaction mode takes no options, and the role has the limits: manage.py database_role.
LIMITED = {"options": " ".join(f"-c {name}={seconds}s" for name, seconds in SERVER_LIMITS.items())}
if DATABASE_URL or not LOCAL:
    PLACE = parse_database_url(DATABASE_URL)
else:
    from assessment.db.embedded import ensure  # absent from the production image

    PLACE = {**ensure(VAR / "postgres"), "OPTIONS": {}}
POOL: dict[str, Any] = {
    "min_size": 1,
    "max_size": 8,
    "max_waiting": max(1, WEB_THREADS - 10),
    "timeout": TIMEOUTS["DATABASE_POOL_TIMEOUT"],
    "reconnect_timeout": 1,  # then the next request tries at once, instead of a pause that grows
    "reconnect_failed": resume_pool,
    "connection_class": DeadlineConnection,
    "check": check_connection,
}
OPTIONS = {
    "connect_timeout": TIMEOUTS["DATABASE_CONNECT_TIMEOUT"],
    **({} if DATABASE_POOLER else LIMITED),
    "pool": POOL,
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "assessment.db.backend",
        **PLACE,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": bool(DATABASE_POOLER),
        "OPTIONS": {**PLACE["OPTIONS"], **OPTIONS},
    }
}
STANDBY_POOL: dict[str, Any] = {
    "min_size": 0,  # it may be away for days: nothing asks for it but a read
    "max_size": 2,
    "timeout": min(1, TIMEOUTS["DATABASE_POOL_TIMEOUT"]),
    "reconnect_timeout": 0,
    "connection_class": DeadlineConnection,
    "check": check_connection,
}
DATABASE_READ_URL = (os.environ.get("DATABASE_READ_URL") or "").strip()
if DATABASE_READ_URL:  # standby.py alone reads there
    STANDBY = parse_read_url(DATABASE_READ_URL, PLACE)
    STANDBY["OPTIONS"] = {**STANDBY["OPTIONS"], **OPTIONS, "pool": STANDBY_POOL}
    DATABASES["standby"] = {**DATABASES["default"], **STANDBY, "TEST": {"MIRROR": "default"}}
CACHES = {
    "default": {
        "BACKEND": "assessment.db.cache.DatabaseCache",
        "LOCATION": "rate_limits",
        "OPTIONS": {"MAX_ENTRIES": 200_000},  # above it counters are dropped; Django's 300 is soon filled
    },
    "template_fragments": {  # {% cache %}: each process keeps its own
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    },
}
AT_ONCE, QUEUED = "django.tasks.backends.immediate.ImmediateBackend", "django_tasks_db.DatabaseBackend"
TASKS = {"default": {"BACKEND": AT_ONCE if LOCAL else QUEUED}}
AFTER_SIGN_IN = ["assessment.attempts.claiming.claim_after_sign_in"]  # told the request and its response
AFTER_CHANGE_OF_ADDRESS = ["assessment.sharing.actions.follow_account"]  # told the old address and the new
AFTER_SUBMISSION = ["assessment.teams.tasks.draw_for"]  # tasks, told whose result is new
SMTP = mail_server(read_secret("MAIL_URL"))
MAILER = "django.core.mail.backends"
MAILERS: dict[str, Any] = {"default": {"BACKEND": f"{MAILER}.smtp.EmailBackend", "OPTIONS": SMTP}}
if LOCAL:
    MAILERS = {"default": {"BACKEND": f"{MAILER}.console.EmailBackend"}}

# People, sessions, cookies -----------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["assessment.accounts.backend.ByPassword"]
PASSWORD_HASHERS = ["assessment.accounts.hashing.Argon2Hasher"]
VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "assessment.accounts.passwords.KnownPasswords"},
    {"NAME": "assessment.accounts.passwords.NearWords"},
]
OIDC_ISSUER = (os.environ.get("OIDC_ISSUER") or "").rstrip("/")  # an organisation's own sign-in
OIDC_CLIENT_ID = os.environ.get("OIDC_CLIENT_ID") or ""
OIDC_DOMAINS = [
    domain for domain in re.split(r"[,\s]+", (os.environ.get("OIDC_DOMAINS") or "").lower()) if domain
]
OIDC_NAME = os.environ.get("OIDC_NAME") or "single sign-on"
OIDC_CLIENT_SECRET = read_secret("OIDC_CLIENT_SECRET") if OIDC_ISSUER else ""  # its file may be empty then
SOCIALACCOUNT_PROVIDERS = single_sign_on(OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, name=OIDC_NAME)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL  # what else allauth is told: allauth_settings.py
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_ENGINE = "assessment.accounts.backend"  # where its SessionStore is
SESSION_COOKIE_AGE = 90 * 24 * 3600  # without an account; accounts/sessions.py shortens signed-in ones
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE, LANGUAGE_COOKIE_AGE = "Lax", 365 * 24 * 3600
BROWSER_COOKIE_NAME, LINK_COOKIE_NAME = "browser", "link"  # attempts/holder.py
ACCOUNT_COOKIE_NAME = "account"  # accounts/form_pages.py
if not LOCAL:
    BROWSER_COOKIE_NAME, LINK_COOKIE_NAME = "__Host-browser", "__Host-link"
    ACCOUNT_COOKIE_NAME = "__Host-account"
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
CSRF_FAILURE_VIEW = "assessment.errors.csrf_failure"

# What the browser may do -------------------------------------------------------------------------
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if LOCAL else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
NOWHERE = ["default-src", "base-uri", "object-src", "frame-ancestors"]
HERE = ["connect-src", "font-src", "form-action", "script-src"]
SECURE_CSP: dict[str, list[str]] = {name: [CSP.NONE] for name in NOWHERE}
SECURE_CSP |= {name: [CSP.SELF] for name in HERE}
if OIDC_ISSUER:  # a form of ours leads there
    SECURE_CSP["form-action"] = [CSP.SELF, "/".join(OIDC_ISSUER.split("/")[:3])]
SECURE_CSP["img-src"] = [CSP.SELF, "data:"]
# The hash of the empty string: plotly adds one empty style element.
SECURE_CSP["style-src"] = [CSP.SELF, "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
LARGER_BODIES = {  # bytes; the proxy's locations say at least as much
    "calendar_audit:upload": 21 * 1024 * 1024,
    "admin:questionnaire_edition_import": 2_621_440,
    "admin:questionnaire_edition_spreadsheet": 2_621_440,
    "admin:questionnaire_edition_translation_file": 2_621_440,
}
FILE_UPLOAD_MAX_MEMORY_SIZE = max(LARGER_BODIES.values())
READ_AND_DROPPED = 64 * 1024 * 1024  # up to here the calendar's own page says that its file is too large
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # never the disk

# Language, time, static files, log ---------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]  # each by its own name
LOCALE_PATHS, FORMAT_MODULE_PATH = [BASE / "locale"], "assessment.accounts.formats"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = BASE / "staticroot"
STATICFILES_DIRS = [BASE / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "assessment.static_files.NpmFiles",
]
NODE_MODULES, TRIMMED_FILES = BASE / "node_modules", BASE / "var" / "trimmed"
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
HASHED = "assessment.static_files.HashedFiles"
STORAGES = {"staticfiles": {"BACKEND": HASHED if COLLECTED else PLAIN}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not COLLECTED
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
AUDIT_FOLDER = os.environ.get("AUDIT_FOLDER") or ""
AUDIT_FILES = (
    {"audit_files": {"class": "assessment.audit_log.DailyFileHandler", "folder": AUDIT_FOLDER}}
    if AUDIT_FOLDER
    else {}
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {
        # Its format, the message alone, is logging's default.
        "audit": {
            "class": "assessment.audit_log.ConsoleHandler",
            "quiet": bool(LOCAL or AUDIT_FOLDER),  # else the terminal would be the only place
        },
        "faults": {"class": "assessment.audit_log.ExceptionHandler", "level": "ERROR"},
        **AUDIT_FILES,
    },
    "loggers": {
        "audit": {"handlers": ["audit", *AUDIT_FILES], "level": "INFO", "propagate": False},
        "django.tasks": {"handlers": ["faults"]},
        "django_tasks_db": {"handlers": ["faults"]},
    },
}

refuse_unsafe(globals())
