"""A database with every migration applied, once for each state of them; tests' databases are copies of it.

Applying them takes five seconds of processor time, and every process of a run wants a database of its own.
"""

import fcntl
import hashlib
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

PREFIX = "migrated_"
PACKAGES = ["django", "django-allauth", "django-tasks-db"]  # theirs are applied too


def find_or_make() -> str:
    """Its name. Whoever comes second waits until the first has made it."""
    name = f"{PREFIX}{_digest_migrations()}"
    with (settings.VAR / "template_database.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        names = _list_names()
        if name not in names:
            _make(name)
            for outdated in names:
                _run(f'drop database if exists "{outdated}"')
    return name


def _digest_migrations() -> str:
    folders = sorted(Path(app.path) / "migrations" for app in apps.get_app_configs() if _is_ours(app.name))
    contents = [path.read_bytes() for folder in folders for path in sorted(folder.glob("*.py"))]
    contents += [version(package).encode() for package in PACKAGES]
    return hashlib.sha256(b"\0".join(contents)).hexdigest()[:16]


def _is_ours(name: str) -> bool:
    return name.startswith("assessment.")


def _list_names() -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("select datname from pg_database where starts_with(datname, %s)", [PREFIX])
        return [name for (name,) in cursor.fetchall()]


def _make(name: str) -> None:
    database = settings.DATABASES[connection.alias]
    before = database["NAME"]
    created = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # db/backend has one
    database["NAME"] = connection.settings_dict["NAME"] = before
    _run(f'alter database "{created}" rename to "{name}"')


def _run(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
