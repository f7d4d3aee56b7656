"""What every test stands on: the cast, the clock-free profile, a database that need not wait for the disk."""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from _pytest import runner
from django.conf import settings as site_settings
from django.core.cache import cache, caches
from django.core.servers.basehttp import ServerHandler
from django.db import OperationalError, connection
from django.template import Context, Template
from django.test import Client, TransactionTestCase
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import HealthCheck, settings

import assessment.wsgi  # noqa: F401  # joins the catalogues of a language, as where the site is served
from assessment.accounts.models import User
from assessment.attempts.answer_sheet import forget_questions
from assessment.attempts.usual_times import forget_usual_times
from assessment.db import deadline
from assessment.db.cache import DatabaseCache
from assessment.middleware import reserve_frames
from assessment.practice.context import read_pages
from tests import live_requests, migrated_rows, template_database
from tests.limits import TEST_LIMITS

settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("ci")
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs a loop in this thread
gc.set_threshold(2_000_000, 20, 20)  # reading 8,000 tests makes little garbage and much that stays


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files go first, so that no process has one left when the others have none."""
    items.sort(key=lambda item: not item.nodeid.startswith(("tests/browser/", "tests/access/")))


def pytest_collection_finish() -> None:
    """What has been imported stays until the end: no search for garbage need go through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20)  # as where the site is served


@pytest.hookimpl(tryfirst=True)
@reserve_frames(2)  # of which the requests of a test reserve one
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """A test alone calls as deep as a page, and costs a quarter more without."""
    return runner.pytest_runtest_protocol(item, nextitem)


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """No test reaches another machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOOPBACK:
            pytest.fail(f"a test reached for {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session", autouse=True)
def _widgets_go_unnoted(django_test_environment: None) -> Iterator[None]:
    """The client copies the context of every template: of 200 widgets on a page of the admin, for no test."""
    noted: Callable[[Template, Context], SafeString] = Template._render  # type: ignore[attr-defined]  # pytest-django's

    def render(template: Template, context: Context) -> SafeString:
        if (template.name or "").startswith("django/forms/"):
            return template.nodelist.render(context)
        return noted(template, context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """A test may pause longer than a page may: the machine may be busy, and no test is about these limits."""
    # A test without a database may have asked /metrics: the pool that it opened leads to the site's own.
    connection.close_pool()  # type: ignore[attr-defined]  # db/backend has one
    options = connection.settings_dict["OPTIONS"]
    options["pool"]["timeout"] = TEST_LIMITS["lock_timeout"]
    if not site_settings.DATABASE_POOLER:  # behind one the role has the others: through_pooler.py
        options["options"] = " ".join(f"-c {name}={seconds}s" for name, seconds in TEST_LIMITS.items())
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = template_database.find_or_make()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database does not wait for the disk; the site's own does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deadline, "DEADLINE", TEST_LIMITS["statement_timeout"])
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"alter database {name} set synchronous_commit = off")
            migrated_rows.copy_rows()
        patch.setattr(TransactionTestCase, "_fixture_teardown", migrated_rows.restore)
        patch.setattr(ServerHandler, "run", live_requests.answer)
        yield
    connection.close()
    # A thread of the last server may not have hung up yet, or a pooler keeps connections for the next; and no
    # database goes while somebody is in it.
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = %s and pid <> pg_backend_pid()",
            [connection.settings_dict["NAME"]],
        )
    # Dropping the database may take longer on a busy machine than a page may.
    if not site_settings.DATABASE_POOLER:
        connection.settings_dict["OPTIONS"]["options"] = ""


@pytest.fixture(autouse=True)
def _counters_end_with_their_test(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """After a test that commits, the models' tables are flushed; the limits’ counters have none."""
    yield
    mark = request.node.get_closest_marker("django_db")
    commits = mark is not None and mark.kwargs.get("transaction")
    if commits or {"live_server", "transactional_db"} & set(request.fixturenames):
        with django_db_blocker.unblock():
            cache.clear()


@pytest.fixture(autouse=True)
def _no_write_of_a_test_counts_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each hundredth write of a process counts the table: by chance in a test that counts statements."""
    monkeypatch.setattr(DatabaseCache, "_writes", count(1))


@pytest.fixture(autouse=True)
def _editions_are_read_anew() -> Iterator[None]:
    """A test's database may use the keys of the one before for other questions, answered in another time."""
    yield
    forget_questions()
    forget_usual_times()
    read_pages.cache_clear()
    caches["template_fragments"].clear()


@pytest.fixture(autouse=True)
def _in_the_language_of_the_site() -> Iterator[None]:
    """A request leaves its language behind in the thread; the next test begins without."""
    yield
    translation.deactivate()


def _person(email: str, **fields: Any) -> User:
    return User.objects.create_user(email=email, **fields)


@pytest.fixture
def cmo(db: None) -> User:
    """Owns what the test is about."""
    return _person("cmo@example.org", name="Ada Obi")


@pytest.fixture
def cmo_client(cmo: User, client: Client) -> Client:
    client.force_login(cmo)
    return client


@pytest.fixture
def teammate(db: None) -> User:
    """Shares the cmo's team."""
    return _person("teammate@example.org", name="Ben Marsh")


@pytest.fixture
def stranger(db: None) -> User:
    """Is signed in elsewhere and has no business here."""
    return _person("stranger@example.com", name="Sam Other")


@pytest.fixture
def no_database() -> Iterator[None]:
    def refuse(*statement: Any) -> Any:
        raise OperationalError("the connection is lost")

    with connection.execute_wrapper(refuse):
        yield
