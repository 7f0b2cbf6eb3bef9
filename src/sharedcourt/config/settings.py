"""Settings. Everything has an embedded default; one environment variable each moves a part to an outside system.

`sharedcourt check` says in plain words what is configured; docs/operators.md lists the variables.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from sharedcourt.core import environment, keys

HOME = environment.home()
(HOME / "static").mkdir(parents=True, exist_ok=True)
PACKAGE = Path(__file__).resolve().parents[1]

DEMO = environment.flag("SHAREDCOURT_DEMO")
DEBUG = environment.flag("SHAREDCOURT_DEBUG")
SECRET_KEY = environment.text("SHAREDCOURT_SECRET_KEY") or keys.django_secret()
PUBLIC_URL = environment.text("SHAREDCOURT_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_NAME = environment.text("SHAREDCOURT_NAME")
ALLOWED_HOSTS = environment.words("SHAREDCOURT_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "channels",
    "django_htmx",
    "django_fsm",
    "django_tasks",
    "django_tasks_db",
    "sharedcourt.core",
    "sharedcourt.ledger",
    "sharedcourt.people",
    "sharedcourt.notices",
    "sharedcourt.sites",
    "sharedcourt.documents",
    "sharedcourt.rooms",
    "sharedcourt.disputes",
    "sharedcourt.mediation",
    "sharedcourt.filing",
    "sharedcourt.hearings",
    "sharedcourt.broadcasts",
    "sharedcourt.judgments",
    "sharedcourt.api",
    "sharedcourt.terminal",
    "sharedcourt.web",
    # After ours, so that our templates and words for its pages come first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "sharedcourt.cli",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sharedcourt.web.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sharedcourt.people.middleware.SecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
    "sharedcourt.terminal.middleware.TerminalMiddleware",
    "sharedcourt.web.middleware.Refusals",
]

ROOT_URLCONF = "sharedcourt.config.urls"
ASGI_APPLICATION = "sharedcourt.config.asgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sharedcourt.web.context_processors.shell",
                "sharedcourt.people.context_processors.demo",
                "sharedcourt.people.context_processors.administration",
                "sharedcourt.notices.context_processors.unread",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]

DATABASES = {"default": environment.database(environment.text("DATABASE_URL"), HOME / "sharedcourt.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = environment.text("REDIS_URL")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 2000}}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "recordings", "readings"]}}

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(HOME / "files"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
# Lists over the API: items a page, unless asked for more, and the most that may be asked for.
NINJA_PAGINATION_CLASS = "sharedcourt.core.paging.Pages"
NINJA_PAGINATION_PER_PAGE = 50
NINJA_PAGINATION_MAX_LIMIT = 200

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
CSRF_FAILURE_VIEW = "sharedcourt.web.errors.csrf_failure"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "sharedcourt.people.adapters.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
# Staff set up a second factor before any page of their work.
SHAREDCOURT_REQUIRE_SECOND_FACTOR = not DEMO
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "activate_totp": "sharedcourt.people.mfa_forms.SetUpAppForm",
    "authenticate": "sharedcourt.people.mfa_forms.SecondFactorForm",
    "reauthenticate": "sharedcourt.people.mfa_forms.SecondFactorAgainForm",
    "add_webauthn": "sharedcourt.people.mfa_forms.AddPasskeyForm",
    "edit_webauthn": "sharedcourt.people.mfa_forms.EditPasskeyForm",
}
MFA_TOTP_ISSUER = "sharedcourt"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("SHAREDCOURT_BEHIND_PROXY") else None
_https = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environment.text("SHAREDCOURT_SMTP_HOST")
EMAIL_PORT = environment.number("SHAREDCOURT_SMTP_PORT", 587)
EMAIL_HOST_USER = environment.text("SHAREDCOURT_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("SHAREDCOURT_SMTP_PASSWORD")
EMAIL_USE_TLS = environment.flag("SHAREDCOURT_SMTP_TLS", default=True)
DEFAULT_FROM_EMAIL = environment.text("SHAREDCOURT_MAIL_FROM", "sharedcourt@localhost")

# Outside systems stand behind a Protocol each, chosen by dotted path.
SHAREDCOURT_SMS_GATEWAY = environment.text("SHAREDCOURT_SMS_GATEWAY", "sharedcourt.notices.gateways.LocalOutbox")
SHAREDCOURT_SMS_URL = environment.text("SHAREDCOURT_SMS_URL")
SHAREDCOURT_SMS_KEY = environment.text("SHAREDCOURT_SMS_KEY")
SHAREDCOURT_SMS_SECRET = environment.text("SHAREDCOURT_SMS_SECRET")
# Webhooks may call plain HTTP and private addresses: for trying things out, never on a public machine.
SHAREDCOURT_WEBHOOK_PRIVATE = environment.flag("SHAREDCOURT_WEBHOOK_PRIVATE")
# Push services may be on plain HTTP and at private addresses: for tests only.
SHAREDCOURT_PUSH_PRIVATE = environment.flag("SHAREDCOURT_PUSH_PRIVATE")
SHAREDCOURT_IDENTITY_AGAIN_MINUTES = environment.number("SHAREDCOURT_IDENTITY_AGAIN_MINUTES", 60)
# For how long after a lost line the page that is still open goes straight back into a hearing; afterwards identity is shown again.
SHAREDCOURT_HEARING_REJOIN_MINUTES = environment.number("SHAREDCOURT_HEARING_REJOIN_MINUTES", 5)
# Hearings at different times (ODLR 20): the most bytes of a clip, and whether every answer needs one. Not certain: the article lets
# the parties record themselves stage by stage and does not say what follows when somebody has no camera; off, a reason is asked.
SHAREDCOURT_IN_TURN_CLIP_LIMIT = environment.number("SHAREDCOURT_IN_TURN_CLIP_LIMIT", 200 * 1024 * 1024)
SHAREDCOURT_IN_TURN_CLIP_NEEDED = environment.flag("SHAREDCOURT_IN_TURN_CLIP_NEEDED")
SHAREDCOURT_IDENTITY_CHECK = environment.text("SHAREDCOURT_IDENTITY_CHECK", "sharedcourt.people.identity.NoRegistry")
SHAREDCOURT_IDENTITY_URL = environment.text("SHAREDCOURT_IDENTITY_URL")
SHAREDCOURT_IDENTITY_KEY = environment.text("SHAREDCOURT_IDENTITY_KEY")
SHAREDCOURT_OIDC_ISSUER = environment.text("SHAREDCOURT_OIDC_ISSUER")
SHAREDCOURT_OIDC_CLIENT_ID = environment.text("SHAREDCOURT_OIDC_CLIENT_ID")
SHAREDCOURT_OIDC_CLIENT_SECRET = environment.text("SHAREDCOURT_OIDC_CLIENT_SECRET")
SHAREDCOURT_SIGNER = environment.text("SHAREDCOURT_SIGNER", "sharedcourt.documents.engine.signing.LocalCASigner")
SHAREDCOURT_TSA_URL = environment.text("SHAREDCOURT_TSA_URL")
SHAREDCOURT_PAYMENT_PROVIDER = environment.text(
    "SHAREDCOURT_PAYMENT_PROVIDER", "sharedcourt.filing.fees.local.LocalProvider"
)
SHAREDCOURT_PAYMENT_URL = environment.text("SHAREDCOURT_PAYMENT_URL")
SHAREDCOURT_PAYMENT_KEY = environment.text("SHAREDCOURT_PAYMENT_KEY")
SHAREDCOURT_PAYMENT_SECRET = environment.text("SHAREDCOURT_PAYMENT_SECRET")
# The province's fee of a case without an amount, in yuan (FEE 13); empty: the least the Measures allow.
SHAREDCOURT_FEE_WITHOUT_AMOUNT = environment.text("SHAREDCOURT_FEE_WITHOUT_AMOUNT")
# Average yearly wages by province and year, yuan: "33:2021=100000, 33:2022=105000" (CPL 165). Not certain: the published figures
# are entered by whoever runs the platform; empty: no ceiling of small claims is applied.
SHAREDCOURT_AVERAGE_WAGES = environment.text("SHAREDCOURT_AVERAGE_WAGES")
SHAREDCOURT_KEYS_DIR = keys.folder()
SHAREDCOURT_UPLOAD_LIMIT = environment.number("SHAREDCOURT_UPLOAD_LIMIT", 50 * 1024 * 1024)
# Who turns pictures of papers into text, how many pages of a file, and how long one page may take.
SHAREDCOURT_TEXT_READER = environment.text(
    "SHAREDCOURT_TEXT_READER", "sharedcourt.documents.reading.readers.RapidOCRReader"
)
SHAREDCOURT_READING_PAGES = environment.number("SHAREDCOURT_READING_PAGES", 30)
SHAREDCOURT_READING_THREADS = environment.number("SHAREDCOURT_READING_THREADS", 1)
SHAREDCOURT_READING_PAGE_SECONDS = environment.number("SHAREDCOURT_READING_PAGE_SECONDS", 300)
SHAREDCOURT_MEDIA_BACKEND = environment.text("SHAREDCOURT_MEDIA_BACKEND", "sharedcourt.rooms.backends.Mesh")
# Media gateways of the Janus backend: `local`, `local-2` … run here, `wss://host:8989#cores` elsewhere (with the two secrets).
SHAREDCOURT_JANUS_GATEWAYS = environment.words("SHAREDCOURT_JANUS_GATEWAYS", "local")
SHAREDCOURT_JANUS_SECRET = environment.text("SHAREDCOURT_JANUS_SECRET")
SHAREDCOURT_JANUS_ADMIN_KEY = environment.text("SHAREDCOURT_JANUS_ADMIN_KEY")
# Let the secret of a gateway on another machine travel in clear (`ws://`): for a network that is ours alone.
SHAREDCOURT_JANUS_PLAIN = environment.flag("SHAREDCOURT_JANUS_PLAIN")
SHAREDCOURT_JANUS_PORTS = environment.text("SHAREDCOURT_JANUS_PORTS", "41000-44999")
SHAREDCOURT_JANUS_PUBLIC_IP = environment.text("SHAREDCOURT_JANUS_PUBLIC_IP")
# The most a browser sends to each of the others: width x height @ frames per second.
SHAREDCOURT_VIDEO = environment.text("SHAREDCOURT_VIDEO", "640x360@15")
# The picture file of the national emblem for the courtroom; without it the page names the emblem in words.
SHAREDCOURT_EMBLEM = environment.text("SHAREDCOURT_EMBLEM")
# Hearings shown to the public: how late (local practice, in seconds), under which address a web server or CDN has the files, and
# where picture and sound come from (empty: what the media server records; in the demonstration a test picture that says so).
SHAREDCOURT_BROADCAST_DELAY = environment.number("SHAREDCOURT_BROADCAST_DELAY", 30)
# When a broadcast is stopped, what was shown in the seconds before is cut from the replay until the court puts it back.
SHAREDCOURT_BROADCAST_CUT = environment.number("SHAREDCOURT_BROADCAST_CUT", 60)
SHAREDCOURT_BROADCAST_URL = environment.text("SHAREDCOURT_BROADCAST_URL", "/live/files/").rstrip("/") + "/"
SHAREDCOURT_BROADCAST_SOURCE = environment.text("SHAREDCOURT_BROADCAST_SOURCE")
# Whose names are shown beside roles where nothing is ordered: `organisations`, `all` or `none`.
SHAREDCOURT_BROADCAST_NAMES = environment.text("SHAREDCOURT_BROADCAST_NAMES", "organisations")
# Which offices agree and approve (the rule names a responsible office and a vice-president), and whether by two people.
SHAREDCOURT_BROADCAST_OFFICE = environment.text("SHAREDCOURT_BROADCAST_OFFICE", "court_administrator")
SHAREDCOURT_BROADCAST_APPROVER = environment.text("SHAREDCOURT_BROADCAST_APPROVER", "court_administrator")
SHAREDCOURT_BROADCAST_TWO_PEOPLE = environment.flag("SHAREDCOURT_BROADCAST_TWO_PEOPLE", default=not DEMO)
# Of the devices behind one line at most so many are counted as viewers on a day.
SHAREDCOURT_BROADCAST_VIEWERS_OF_LINE = environment.number("SHAREDCOURT_BROADCAST_VIEWERS_OF_LINE", 5)
# Judgments on their way to the public: whose names are hidden (`rule` as article 8 asks, or every natural person who is no official,
# agent or head, as courts do), how certain the structure must be in percent, how many of a batch a second person looks at, the most
# bytes of an archive, and who approves that a paper is unsuitable (the rule names a vice-president).
SHAREDCOURT_JUDGMENT_NAMES = environment.text("SHAREDCOURT_JUDGMENT_NAMES", "natural_persons")
SHAREDCOURT_JUDGMENT_CONFIDENCE = environment.number("SHAREDCOURT_JUDGMENT_CONFIDENCE", 80)
SHAREDCOURT_JUDGMENT_SAMPLES = environment.number("SHAREDCOURT_JUDGMENT_SAMPLES", 20)
SHAREDCOURT_JUDGMENT_ARCHIVE_LIMIT = environment.number("SHAREDCOURT_JUDGMENT_ARCHIVE_LIMIT", 2 * 1024 * 1024 * 1024)
SHAREDCOURT_JUDGMENT_APPROVER = environment.text("SHAREDCOURT_JUDGMENT_APPROVER", "court_administrator")
# Full text of published judgments: `embedded` (an index in a folder of this machine) or `postgres` (in the database, for several machines).
SHAREDCOURT_JUDGMENT_SEARCH = environment.text("SHAREDCOURT_JUDGMENT_SEARCH", "embedded")
# Questions a minute that one network address may ask the public search over the API on average, and how many at once.
SHAREDCOURT_JUDGMENT_API_PER_MINUTE = environment.number("SHAREDCOURT_JUDGMENT_API_PER_MINUTE", 60)
SHAREDCOURT_JUDGMENT_API_BURST = environment.number("SHAREDCOURT_JUDGMENT_API_BURST", 30)
# Results that one export may hold.
SHAREDCOURT_JUDGMENT_EXPORT = environment.number("SHAREDCOURT_JUDGMENT_EXPORT", 1000)
# Local practice (no rule fixes it): days for which a recording is kept once it can be watched.
SHAREDCOURT_RECORDING_DAYS = environment.number("SHAREDCOURT_RECORDING_DAYS", 180)
# The same for a hearing's, which belongs to the court's file; 0: as long as the file.
SHAREDCOURT_HEARING_RECORDING_DAYS = environment.number("SHAREDCOURT_HEARING_RECORDING_DAYS", 0)
# Whether parties may take a copy with them; the host and the organisation always may watch, never download by default.
SHAREDCOURT_RECORDING_DOWNLOAD = environment.flag("SHAREDCOURT_RECORDING_DOWNLOAD")
# When hearings are held on working days, China time; the search for times and the clerk's entries keep to it (circuit trials do not).
SHAREDCOURT_HEARING_HOURS = environment.words("SHAREDCOURT_HEARING_HOURS", "08:30-12:00,13:30-17:30")
# Parties on the public cause list (CPL 139 wants their names announced): full, masked (persons: family name only), or none.
SHAREDCOURT_CAUSE_LIST_NAMES = environment.text("SHAREDCOURT_CAUSE_LIST_NAMES", "full")
# What may be done with the files of published judgments: words shown beside them. Not certain, so nothing is said by default: whoever
# runs the platform enters what its courts have decided.
SHAREDCOURT_JUDGMENT_LICENCE = environment.text("SHAREDCOURT_JUDGMENT_LICENCE")
# Hours after which these files are made again when something was published; after a correction or withdrawal that happens at once.
SHAREDCOURT_JUDGMENT_DATA_HOURS = environment.number("SHAREDCOURT_JUDGMENT_DATA_HOURS", 24)
SHAREDCOURT_STUN_URLS = environment.words("SHAREDCOURT_STUN_URLS")
SHAREDCOURT_TURN_URLS = environment.words("SHAREDCOURT_TURN_URLS")
SHAREDCOURT_TURN_SECRET = environment.text("SHAREDCOURT_TURN_SECRET")
# `relay` sends all media over TURN: for trying a relay out, and for networks that must not see each other.
SHAREDCOURT_ICE_POLICY = environment.text("SHAREDCOURT_ICE_POLICY", "all")
# A telephone number that whoever has no video may call (empty: none is shown).
SHAREDCOURT_CALL_IN_NUMBER = environment.text("SHAREDCOURT_CALL_IN_NUMBER")
# Whether people may have their browser write down what they say (some browsers send the voice to their maker for it).
SHAREDCOURT_BROWSER_CAPTIONS = environment.flag("SHAREDCOURT_BROWSER_CAPTIONS", default=True)
SHAREDCOURT_SPEECH_RECOGNITION = environment.text(
    "SHAREDCOURT_SPEECH_RECOGNITION", "sharedcourt.rooms.captions.NoRecognition"
)
# Where the engine's server listens, or where its model lies (rooms/speech.py).
SHAREDCOURT_SPEECH_URL = environment.text("SHAREDCOURT_SPEECH_URL")
SHAREDCOURT_SPEECH_MODEL = environment.text("SHAREDCOURT_SPEECH_MODEL")
# Whether an organisation's seal goes on by itself once its mediator has signed, or waits for its manager.
SHAREDCOURT_SEAL_AUTOMATICALLY = environment.flag("SHAREDCOURT_SEAL_AUTOMATICALLY", default=True)
# Local practice (not fixed by the rules): the hours at which a mediation session may be proposed.
SHAREDCOURT_SESSION_HOURS = (8, 18)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("SHAREDCOURT_LOG_LEVEL", "INFO")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
