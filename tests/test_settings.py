"""Settings that refuse to start, each in settings read afresh from an environment."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from assessment.settings_checks import refuse_unsafe

BASE = Path(__file__).resolve().parent.parent
SECRET = "a-secret-of-sixty-characters-0123456789-abcdefghijklmnopqrst"
PRODUCTION = {
    "LOCAL": "0",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "example.org",
    "PUBLIC_URL": "https://example.org",
    "DATABASE_URL": "postgresql://web:pw@db/site",
    "TRUSTED_PROXIES": "1",
    "MAIL_URL": "smtp://mail.example.org",
    "MAIL_FROM": "Architect or Artefact <hello@example.org>",
}
WRITES = "target_session_attrs=read-write"
LAPTOP = {"LOCAL": "1", "SECRET_KEY": SECRET, "DATABASE_URL": "postgres:///none"}
Environment = Mapping[str, str | None]
Settings = dict[str, Any]
Read = Callable[..., Settings]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """The settings that an environment gives, in a module of their own."""

    def settings(environment: Environment, argv: str = "manage.py") -> Settings:
        named = {
            name
            for name in os.environ
            if name.startswith(("DATABASE_", "GUNICORN", "WEB_", "MAIL_", "OIDC_"))
        }
        others = {"DEBUG", "COLLECTED", "PORT", "SECRET_KEY_FILE", "AUDIT_FOLDER", "SECURITY_CONTACT"}
        for name in named | set(PRODUCTION) | others:
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            if value is not None:
                monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", argv.split())
        spec = importlib.util.spec_from_file_location("settings_afresh", BASE / "assessment/settings.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return vars(module)

    return settings


def refusal(read: Read, environment: Environment, argv: str = "manage.py") -> str:
    with pytest.raises(SystemExit) as refused:
        read(environment, argv)
    return str(refused.value.code)


def test_settings_start_with_a_whole_production_environment(read: Read) -> None:
    settings = read(PRODUCTION)
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert settings["DATABASES"]["default"]["HOST"] == "db"
    assert settings["STORAGES"]["staticfiles"]["BACKEND"] == settings["HASHED"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": SECRET[:49]}, "SECRET_KEY"),
        ({"SECRET_KEY": "abcd" * 15}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + SECRET}, "SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "example.org,*"}, "ALLOWED_HOSTS"),
        ({"PUBLIC_URL": None}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://example.org"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://example.com"}, "PUBLIC_URL"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///site.db"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://web:pw@database.example.org/site"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://web:pw@/site?host=database.example.org"}, "DATABASE_URL"),
        ({"DATABASE_URL": f"postgresql://web:pw@db,db.example.org/site?{WRITES}"}, "DATABASE_URL"),
        ({"DATABASE_READ_URL": "postgresql://db.example.org/site"}, "DATABASE_READ_URL"),
        ({"DATABASE_READ_URL": "postgresql://web:pw@db/site"}, "DATABASE_READ_URL"),
        ({"WEB_THREADS": "11"}, "WEB_THREADS"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
        ({"RETENTION_INACTIVE_MONTHS": "-1"}, "RETENTION_INACTIVE_MONTHS"),
        ({"TWO_PERSON_PUBLISH": "please"}, "TWO_PERSON_PUBLISH"),
        ({"LOCAL": "nope"}, "LOCAL"),
        ({"ALLOWED_HOSTS": "https://example.org"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "example.org:443"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "example.org www.example.org"}, "ALLOWED_HOSTS"),
        ({"MAIL_FROM": "The assessment"}, "MAIL_FROM"),
        ({"MAIL_FROM": "hello@"}, "MAIL_FROM"),
        ({"MAIL_FROM": None}, "MAIL_FROM"),
        ({"MAIL_FROM": "Architect or Artefact <hello@localhost>"}, "MAIL_FROM"),
        ({"SECURITY_CONTACT": "ada@example.org"}, "SECURITY_CONTACT"),
        ({"AUDIT_FOLDER": "/nowhere/audit"}, "AUDIT_FOLDER"),
        ({"TRUSTED_PROXIES": None}, "TRUSTED_PROXIES"),
        ({"MAIL_URL": "mail.example.org:587"}, "MAIL_URL"),
        ({"MAIL_URL": "mail.example.org"}, "MAIL_URL"),
        ({"MAIL_URL": "http://mail.example.org"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://user:s3cr#t@mail.example.org:587"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://user:s3c/ret@mail.example.org:587"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://user:s3c?ret@mail.example.org:587"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://mail.example.org:smtp"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://[mail.example.org"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://user:a secret@mail.example.org"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://user@mail.example.org"}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://:password@mail.example.org"}, "MAIL_URL"),
        (
            {"SECRET_KEY": "postgresql://assessment:0123456789abcdefghijklmnopqrstuvwxyz@db/site"},
            "SECRET_KEY",
        ),
        ({"SECRET_KEY": f"-----BEGIN PRIVATE KEY-----{SECRET}"}, "SECRET_KEY"),
        ({"SECRET_KEY": f"my {SECRET}"}, "SECRET_KEY"),
        ({"SECRET_KEY": SECRET[:30] + "\n" + SECRET[30:]}, "SECRET_KEY"),
        ({"DATABASE_URL": f"postgresql://web:{SECRET}@db/site"}, "SECRET_KEY"),
        ({"MAIL_URL": f"smtp://web:{SECRET}@mail.example.org"}, "SECRET_KEY"),
        ({"MAIL_URL": "smtp://web:pw@mail.example.org"}, "The password in DATABASE_URL"),
        ({"SECRET_KEY": None, "SECRET_KEY_FILE": "/nowhere/secret_key"}, "SECRET_KEY_FILE"),
        ({"MAIL_URL": None, "MAIL_URL_FILE": "/nowhere/mail_url"}, "MAIL_URL_FILE"),
    ],
)
def test_settings_refuse_in_production(read: Read, changes: Environment, named: str) -> None:
    sentence = refusal(read, {**PRODUCTION, **changes})
    assert sentence.startswith(f"Refused to start: {named} ")
    assert not any(value in sentence for value in changes.values() if value and len(value) > 4)
    assert SECRET[:30] not in sentence


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("example.org", "is not a whole address"),
        ("https:example.org", "is not a whole address"),
        ("https://", "is not a whole address"),
        ("https://example.org:https", "is not a whole address"),
        ("https://[example.org", "is not a whole address"),
        ("https://bücher.example.org", "is not a whole address"),
        ("https://example.org ", "is not a whole address"),
        ("http://example.org", "does not begin with https://"),
        ("ftp://example.org", "does not begin with https://"),
        ("https://example.org/assessment", "is more than https:// with a host"),
        ("https://example.org?from=mail", "is more than https:// with a host"),
        ("https://ada:pw@example.org", "is more than https:// with a host"),
        ("https://www.example.org", "names a host that is not in ALLOWED_HOSTS"),
    ],
)
def test_the_public_address_says_what_is_wrong_with_it(read: Read, address: str, why: str) -> None:
    assert refusal(read, {**PRODUCTION, "PUBLIC_URL": address}).startswith(
        f"Refused to start: PUBLIC_URL {why}"
    )


@pytest.mark.parametrize(
    "address", ["https://example.org", "https://example.org/", "https://Example.org:8443"]
)
def test_the_public_address_ends_without_a_slash(read: Read, address: str) -> None:
    assert read({**PRODUCTION, "PUBLIC_URL": address})["PUBLIC_URL"] == address.rstrip("/")


@pytest.mark.parametrize(
    "name",
    [
        "DATABASE_CONNECT_TIMEOUT",
        "DATABASE_POOL_TIMEOUT",
        "DATABASE_STATEMENT_TIMEOUT",
        "DATABASE_LOCK_TIMEOUT",
        "DATABASE_IDLE_IN_TRANSACTION_SESSION_TIMEOUT",
    ],
)
@pytest.mark.parametrize("value", ["0", "-1", "soon", "2.5", "9999999"])
def test_a_wait_for_the_database_is_a_number_of_seconds(read: Read, name: str, value: str) -> None:
    assert refusal(read, {**PRODUCTION, name: value}).startswith(f"Refused to start: {name} is ")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, "", "", False, False)),
        (
            "smtps://ada:s3c%23%2Fret@mail.example.org:465",
            ("mail.example.org", 465, "ada", "s3c#/ret", True, False),
        ),
        (
            "smtp://ada%40example.org:p%40ss@mail.example.org:2525/",
            ("mail.example.org", 2525, "ada@example.org", "p@ss", False, True),
        ),
    ],
)
def test_the_mail_server_is_read_from_its_address(read: Read, url: str, server: tuple[Any, ...]) -> None:
    smtp = read({**PRODUCTION, "MAIL_URL": url})["SMTP"]
    names = ["host", "port", "username", "password", "use_ssl", "use_tls"]
    assert tuple(smtp[name] for name in names) == server


@pytest.mark.parametrize(
    ("name", "unsafe"),
    [
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}),
        ("TASKS", {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}),
        ("MAILERS", {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}),
        ("SESSION_COOKIE_SECURE", False),
        ("CSRF_COOKIE_SECURE", False),
        ("LANGUAGE_COOKIE_SECURE", False),
        ("SECURE_SSL_REDIRECT", False),
        ("SECURE_HSTS_SECONDS", 31_535_999),
        ("SECURE_CSP", {"script-src": ["'unsafe-inline'"]}),
        ("SECURE_CSP_REPORT_ONLY", {"script-src": ["'self'"]}),
        ("PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"]),
        ("MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", True),
        ("TIMEOUTS", {"DATABASE_DEADLINE": 0.0}),
    ],
)
def test_settings_refuse_what_no_variable_sets(read: Read, name: str, unsafe: object) -> None:
    settings = read(PRODUCTION)
    with pytest.raises(SystemExit, match=rf"Refused to start: ({name}|DATABASE_DEADLINE) "):
        refuse_unsafe({**settings, name: unsafe})


@pytest.mark.parametrize(
    ("argv", "changes", "named"),
    [
        ("manage.py", {"ALLOWED_HOSTS": "localhost,example.org"}, "ALLOWED_HOSTS"),
        ("manage.py runserver 0.0.0.0:8000", {}, "LOCAL"),
        ("manage.py runserver --noreload [::]:8000", {}, "LOCAL"),
        ("gunicorn assessment.wsgi --bind 0.0.0.0:8000", {}, "LOCAL"),
        ("gunicorn assessment.wsgi --bind=127.0.0.1:1 -b0.0.0.0:2", {}, "LOCAL"),
        ("gunicorn assessment.wsgi", {"GUNICORN_CMD_ARGS": "-b :8000"}, "LOCAL"),
        ("gunicorn assessment.wsgi", {"PORT": "8000"}, "LOCAL"),
        ("gunicorn assessment.wsgi --bind 127.0.0.1:8000", {"DEBUG": "1"}, "DEBUG"),
    ],
)
def test_settings_refuse_on_a_laptop(read: Read, argv: str, changes: Environment, named: str) -> None:
    assert refusal(read, {**LAPTOP, **changes}, argv).startswith(f"Refused to start: {named} ")


@pytest.mark.parametrize(
    ("argv", "changes"),
    [
        ("manage.py runserver 8000", {"DEBUG": "1"}),
        ("manage.py runserver localhost:8000", {}),
        ("gunicorn assessment.wsgi --bind 127.0.0.1:8000", {"PORT": "8000"}),
        ("gunicorn assessment.wsgi -b [::1]:8000 --bind unix:/run/site.sock", {}),
    ],
)
def test_settings_start_on_a_laptop(read: Read, argv: str, changes: Environment) -> None:
    assert read({**LAPTOP, **changes}, argv)["SECURE_SSL_REDIRECT"] is False


def test_production_cookies_are_bound_to_the_host(read: Read) -> None:
    settings = read(PRODUCTION)
    for kind in ("SESSION", "CSRF", "LANGUAGE"):
        assert settings[f"{kind}_COOKIE_NAME"].startswith("__Host-")
        assert settings[f"{kind}_COOKIE_SECURE"] is settings[f"{kind}_COOKIE_HTTPONLY"] is True
        assert settings.get(f"{kind}_COOKIE_SAMESITE", "Lax") == "Lax"
        assert not settings.get(f"{kind}_COOKIE_DOMAIN")
    for kind in ("BROWSER", "LINK", "ACCOUNT"):  # set by the site itself, as secure as the session's
        assert settings[f"{kind}_COOKIE_NAME"].startswith("__Host-")


def test_single_sign_on_wants_https_and_a_name(read: Read) -> None:
    plain = {**PRODUCTION, "OIDC_ISSUER": "http://login.example.org", "OIDC_CLIENT_ID": "site"}
    assert refusal(read, plain).startswith("Refused to start: OIDC_ISSUER ")
    nameless = {**PRODUCTION, "OIDC_ISSUER": "https://login.example.org"}
    assert refusal(read, nameless).startswith("Refused to start: OIDC_CLIENT_ID ")
    open_to_all = {**nameless, "OIDC_CLIENT_ID": "site"}
    assert refusal(read, open_to_all).startswith("Refused to start: OIDC_CLIENT_SECRET ")
    anywhere = {**open_to_all, "OIDC_CLIENT_SECRET": "what the issuer gave"}
    for issuer in ("https://", "https://[login", "https://login.example.org:port"):
        sentence = refusal(read, {**anywhere, "OIDC_ISSUER": issuer, "OIDC_DOMAINS": "example.org"})
        assert sentence.startswith("Refused to start: OIDC_ISSUER is not https:// with a host: ")
    assert refusal(read, anywhere).startswith("Refused to start: OIDC_DOMAINS ")
    for domains in ("*", "*.example.org", "@example.org", "example.org,ada@example.org"):
        assert refusal(read, {**anywhere, "OIDC_DOMAINS": domains}).startswith(
            "Refused to start: OIDC_DOMAINS "
        )
    settings_read = read({**anywhere, "OIDC_DOMAINS": "Example.org, example.com"})
    assert settings_read["OIDC_DOMAINS"] == ["example.org", "example.com"]
    assert settings_read["SECURE_CSP"]["form-action"] == ["'self'", "https://login.example.org"]


def test_settings_refuse_to_erase_accounts_within_two_years(read: Read) -> None:
    hasty = {**PRODUCTION, "RETENTION_INACTIVE_MONTHS": "12"}
    assert refusal(read, hasty).startswith("Refused to start: RETENTION_INACTIVE_MONTHS ")


def test_a_standby_beside_the_primary_needs_no_more_than_its_place_in_the_list(read: Read) -> None:
    database = read({**PRODUCTION, "DATABASE_URL": f"postgresql://web:pw@db,localhost/site?{WRITES}"})
    assert database["DATABASES"]["default"]["HOST"] == "db,localhost"


def test_a_standby_is_there_only_if_it_is_named_and_has_fewer_connections(read: Read) -> None:
    assert set(read(PRODUCTION)["DATABASES"]) == {"default"}
    databases = read({**PRODUCTION, "DATABASE_READ_URL": "postgresql://db:6432/site"})["DATABASES"]
    primary, standby = databases["default"], databases["standby"]
    assert (standby["HOST"], standby["PORT"], standby["USER"], standby["PASSWORD"]) == (
        "db",
        "6432",
        "web",
        "pw",
    )
    assert [database["OPTIONS"]["pool"]["max_size"] for database in (primary, standby)] == [8, 2]
    assert [database["OPTIONS"]["pool"]["timeout"] for database in (primary, standby)] == [2, 1]
    assert standby["OPTIONS"]["options"] == primary["OPTIONS"]["options"]


def test_settings_give_the_server_its_limits_and_the_pool_its_deadline(read: Read) -> None:
    address = "postgresql://web@h.example.org/site?sslmode=verify-full"
    options = read({**PRODUCTION, "DATABASE_URL": address})["DATABASES"]["default"]["OPTIONS"]
    assert options["sslmode"] == "verify-full"
    assert options["options"] == (
        "-c statement_timeout=3s -c lock_timeout=2s -c idle_in_transaction_session_timeout=10s"
    )
    assert options["pool"]["max_waiting"] == 54
    assert options["pool"]["connection_class"].__name__ == "DeadlineConnection"


def test_settings_end_the_process_of_a_web_server_with_one_line() -> None:
    environment = {"PATH": os.environ["PATH"], **PRODUCTION, "SECRET_KEY": "too-short"}
    command = [sys.executable, "-c", "import assessment.wsgi"]
    ended = subprocess.run(command, cwd=BASE, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr == (
        "Refused to start: SECRET_KEY is missing, too short, too plain, or from an example: "
        "make one with openssl rand -base64 60.\n"
    )
