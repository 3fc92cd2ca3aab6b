"""Settings of the whole province. Options come from `options.py`; there are no per-environment modules."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from tinhso.web.messages import locale_paths

from .options import home, option, words, yes_no
from .places import embedded_url

PACKAGE = Path(__file__).resolve().parent.parent

HOME = option("TINHSO_HOME", Path, home, "Folder that holds the database, files and keys of this province.")
DEMO = option("TINHSO_DEMO", yes_no, False, "Show demo accounts, demo messages and the demo bank.")
DEBUG = option("TINHSO_DEBUG", yes_no, False, "Developer's mode: detailed error pages, templates reread.")
PUBLIC_URL = option("TINHSO_PUBLIC_URL", str, "http://localhost:8000", "The address people use; printed in QR codes.")
BANK_URL = option("TINHSO_BANK_URL", str, "http://localhost:8001", "Address of the bank (or its stand-in).")
BANK_BIN = option(
    "TINHSO_BANK_BIN", str, "970403", "BIN of the bank that collects; default: the VietQR specification's example."
)
BANK_ACCOUNT = option(
    "TINHSO_BANK_ACCOUNT", str, "0011012345678", "Account that collects; default: the specification's example."
)
BANK_OWNER = option("TINHSO_BANK_OWNER", str, "KHO BAC MAU TINH KHANH HOA (minh hoa)", "Name of the account's owner.")
PLATFORM_URL = option("TINHSO_PLATFORM_URL", str, "", "Address of the payment platform; empty: not offered.")
PLATFORM_PARTNER = option("TINHSO_PLATFORM_PARTNER", str, "TINH-MAU", "Our partner code at the payment platform.")
PAYMENTS_AGENCY = option(
    "TINHSO_PAYMENTS_AGENCY",
    str,
    "ttpvhcc-tinh",
    "Code of the agency whose cashiers reconcile the collecting accounts.",
)
ALLOWED_HOSTS = option("TINHSO_HOSTS", words, ["*"], "Host names that this server answers to.")
DATABASE_URL = option("DATABASE_URL", str, "", "postgresql:// address of an external database; empty: embedded.")
SMS_URL = option("TINHSO_SMS_URL", str, "", "Address of the SMS gateway (connectors/sms); empty: no text messages.")
SMS_ACCENTS = option(
    "TINHSO_SMS_ACCENTS", yes_no, False, "Text messages with Vietnamese marks: 70 instead of 160 characters each."
)
SMTP_HOST = option("TINHSO_SMTP_HOST", str, "", "SMTP server for e-mail; empty: none (the demo keeps mails as files).")
SMTP_PORT = option("TINHSO_SMTP_PORT", int, 587, "Port of the SMTP server.")
SMTP_USER = option("TINHSO_SMTP_USER", str, "", "Account at the SMTP server; empty: none.")
SMTP_PASSWORD = option("TINHSO_SMTP_PASSWORD", str, "", "Password at the SMTP server.")
SMTP_SECURITY = option("TINHSO_SMTP_SECURITY", str, "starttls", "starttls, tls (from the start) or none.")
MAIL_FROM = option("TINHSO_MAIL_FROM", str, "", "Sender of e-mail; empty: no-reply at the host of TINHSO_PUBLIC_URL.")
PUSH_HOSTS = option(
    "TINHSO_PUSH_HOSTS",
    words,
    ["fcm.googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com"],
    "Push services of browsers that notices may go to.",
)
OPERATOR_AGENCY = option(
    "TINHSO_OPERATOR", str, "so-khoa-hoc-va-cong-nghe", "Code of the agency whose administrators run the platform."
)
OIDC_ISSUER = option("TINHSO_OIDC_ISSUER", str, "", "OpenID Connect issuer for sign-in; empty: none.")
OIDC_CLIENT_ID = option("TINHSO_OIDC_CLIENT_ID", str, "", "Client id at the OpenID Connect issuer.")
OIDC_CLIENT_SECRET = option("TINHSO_OIDC_CLIENT_SECRET", str, "", "Client secret at the OpenID Connect issuer.")
OIDC_NAME = option("TINHSO_OIDC_NAME", str, "VNeID", "What people call the issuer; shown on the sign-in page.")
OIDC_CLAIMS = option(
    "TINHSO_OIDC_CLAIMS", words, [], "The issuer's own names of claims, e.g. personal_id=cccd,birth_date=dob."
)
OIDC_ACR = option("TINHSO_OIDC_ACR", words, ["LoA1", "LoA2"], "The issuer's words for identity levels 1 and 2 (acr).")
OIDC_OFFICIALS = option("TINHSO_OIDC_OFFICIALS", yes_no, False, "Officials may sign in through the issuer too.")
PORTAL_URL = option("TINHSO_PORTAL_URL", str, "", "Address of the national portal (or its stand-in); empty: asleep.")
PORTAL_USER = option("TINHSO_PORTAL_USER", str, "", "The province's account at the national portal.")
PORTAL_PASSWORD = option("TINHSO_PORTAL_PASSWORD", str, "", "Its password.")
PORTAL_DSTCODE = option(
    "TINHSO_PORTAL_DSTCODE", str, "", "Code of the portal on the sharing platform (header dstcode)."
)
PORTAL_UNIT = option("TINHSO_PORTAL_UNIT", str, "H32", "The province's own code in messages to the portal (madonvi).")
PORTAL_SUBJECTS = option(
    "TINHSO_PORTAL_SUBJECTS",
    words,
    ["1", "2", "2"],
    "LoaiDoiTuong of a person, an enterprise, a household business; the 2026 adapter uses 0,1,2.",
)


def _secret_key() -> str:
    """The installation's own key, made on first use and readable by its owner only."""
    file: Path = HOME / "keys" / "secret-key"
    try:
        if kept := file.read_text().strip():
            return kept
    except OSError:
        pass
    key = secrets.token_urlsafe(48)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(key)
    except OSError:
        pass  # nowhere to keep it: the key lives as long as this process
    return key


SECRET_KEY = option(
    "TINHSO_SECRET_KEY", str, _secret_key, "Signs sessions and links; kept in TINHSO_HOME if not given."
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "tinhso.kernel.search",
    "tinhso.kernel.trail",
    "tinhso.kernel.outbox",
    "tinhso.kernel.clock",
    "tinhso.kernel.files",
    "tinhso.web",
    "tinhso.blocks.units",
    "tinhso.blocks.people",
    "tinhso.blocks.registers",
    "tinhso.blocks.documents",
    "tinhso.blocks.notices",
    "tinhso.blocks.payments",
    "tinhso.blocks.cases",
    "tinhso.blocks.services",
    "tinhso.blocks.queueing",
    "tinhso.blocks.exchange",
    "tinhso.blocks.indicators",
    "tinhso.connectors.national_portal",
    "tinhso.systems.programme",
    "tinhso.systems.performance",
    "tinhso.systems.rehearsal",
    "tinhso.systems.enterprises.household_businesses",
    "tinhso.sectors.civil_status.births",
    "tinhso.sectors.agriculture.planting_areas",
    "tinhso.sectors.transport.driving_licences",
]

MIDDLEWARE = [
    "tinhso.web.security.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tinhso.web.language.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tinhso.blocks.people.middleware.Acting",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "tinhso.site.urls"
WSGI_APPLICATION = "tinhso.site.wsgi.application"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["tinhso.blocks.people.backend.Accounts"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "tinhso.web.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "tinhso.web.templatetags.ui",
            ],
        },
    },
]
FORM_RENDERER = "tinhso.web.forms.Renderer"


def database(url: str) -> dict[str, object]:
    """Django's settings for a postgresql:// address (query parameters become connection options)."""
    parts = urlsplit(url)
    options: dict[str, object] = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = options.pop("host", "") or unquote(parts.hostname or "")
    options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 20}
    # How alike a mistyped word must be (kernel/search); PostgreSQL's own 0.6 misses two letters changing places.
    options.setdefault("options", "-c pg_trgm.word_similarity_threshold=0.45")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "tinhso",
        "USER": unquote(parts.username or "tinhso"),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        # After a restart of the server the first request of each pooled connection would fail.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


DATABASES = {"default": database(DATABASE_URL or embedded_url(HOME))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SMTP_HOST or not DEMO else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD
EMAIL_USE_TLS, EMAIL_USE_SSL = SMTP_SECURITY == "starttls", SMTP_SECURITY == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = MAIL_FROM or f"Khánh Hòa số <no-reply@{urlsplit(PUBLIC_URL).hostname or 'localhost'}>"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "lang"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "tinhso.web.locales"
LOCALE_PATHS = locale_paths(PACKAGE)

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG


def _immutable(path: str, url: str) -> bool:
    return re.search(r"-[0-9A-Z]{8}\.\w+$", url) is not None


WHITENOISE_IMMUTABLE_FILE_TEST = _immutable

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_COOKIES = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "tinhso.web.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

FILES_FOLDER = HOME / "files"
KEYS_FOLDER = HOME / "keys"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A pool without its server says so several times a second; the errors that follow say it once.
    "loggers": {"tinhso": {"level": "INFO"}, "psycopg.pool": {"level": "ERROR"}},
}
