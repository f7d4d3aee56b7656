"""A backup comes back whole or not at all, and what was erased since is erased again."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils import timezone
from pytest_django import Settings

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.privacy import actions
from assessment.privacy.backup import (
    BackupError,
    get_list_path,
    record_backup,
    run_program,
    summarize_tables,
)
from assessment.privacy.models import Backup
from assessment.privacy.reapply_erasures import reapply_erasures
from tests import make
from tests.architecture.source import BASE
from tests.db.places import past_pooler


@pytest.fixture
def elsewhere(transactional_db: None) -> Iterator[str]:
    """The address of a new, empty database on the same server."""
    name = f"restored_{os.getpid()}"
    with past_pooler() as address, psycopg.connect(address, autocommit=True) as server:
        server.execute(f"create database {name}")
        yield urlsplit(address)._replace(path=f"/{name}").geturl()
        server.execute(f"drop database {name} with (force)")


def manage(address: str, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE,
        env={**os.environ, "LOCAL": "1", "DATABASE_POOLER": "", "DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )


def fetch_rows(address: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address) as link:
        return link.execute(statement).fetchall()


def test_a_backup_comes_back_row_by_row_and_what_was_erased_since_goes_again(
    elsewhere: str, cmo: User, stranger: User, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    remaining, erased = make.attempt(cmo), make.attempt(stranger)
    unfinished = make.started()
    dump = tmp_path / "backups/site.dump"
    call_command("backup", str(dump))
    assert {path.stat().st_mode & 0o777 for path in (dump, get_list_path(dump))} == {0o600}
    with caplog.at_level("INFO", logger="audit"):
        actions.erase_account(stranger, besides=Attempt.objects.filter(pk=unfinished.pk))
    log = tmp_path / "audit/audit-2026-11-10.log"
    log.parent.mkdir()
    audit_lines = [record.getMessage() for record in caplog.records if record.name == "audit"]
    log.write_text("\n".join(["no line of the log", *(f"web-1  | {line}" for line in audit_lines)]))

    restored = manage(elsewhere, "restore", str(dump), "--erasures", str(log.parent))
    assert restored.returncode == 0, restored.stderr
    assert "all as backed up." in restored.stdout
    assert "1 accounts erased, 2 attempts erased" in restored.stdout
    assert fetch_rows(elsewhere, "select uid from attempts_attempt") == [(remaining.uid,)]
    assert fetch_rows(elsewhere, "select email from accounts_user") == [(cmo.email,)]
    [(index, dots)] = fetch_rows(elsewhere, "select index, dots from attempts_attempt")
    remaining.refresh_from_db()
    assert (index, dots) == (remaining.index, remaining.dots)
    assert manage(elsewhere, "migrate", "--check").returncode == 0
    assert str(erased.uid) in log.read_text()

    again = manage(elsewhere, "restore", str(dump))
    assert again.returncode == 1
    assert "This database is not empty." in again.stderr


def test_only_a_whole_backup_is_taken_down_with_when_it_was_begun(
    elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = timezone.now()
    call_command("backup", str(tmp_path / "whole.dump"))
    assert began <= Backup.objects.get().made_at <= timezone.now()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("assessment.privacy.backup.find_spec", lambda _: None)
    with pytest.raises(CommandError, match=r"No backup was made\. pg_dump is not on this machine"):
        call_command("backup", str(tmp_path / "none.dump"))
    assert Backup.objects.count() == 1


def test_times_of_backups_are_kept_as_long_as_the_dumps(db: None) -> None:
    now = timezone.now()
    for days in (36, 34, 0):
        record_backup(at=now - timedelta(days=days))
    assert [(now - backup.made_at).days for backup in Backup.objects.order_by("made_at")] == [34, 0]


def test_a_whole_backup_is_good_where_its_time_cannot_be_taken_down(
    elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Backup._meta, "db_table", "not_migrated_yet")
    call_command("backup", str(tmp_path / "whole.dump"))
    assert (tmp_path / "whole.dump").exists()
    assert "The backup is whole, but /metrics will not know of it" in capsys.readouterr().err


def test_a_backup_that_finds_no_room_leaves_nothing_that_looks_like_one(
    elsewhere: str, cmo: User, tmp_path: Path
) -> None:
    dump = tmp_path / "backups/site.dump"
    limited = ["sh", "-c", 'ulimit -f 1; exec "$@"', "sh", sys.executable, "manage.py", "backup", str(dump)]
    ended = subprocess.run(
        limited,
        cwd=BASE,
        env={**os.environ, "LOCAL": "1", "DATABASE_POOLER": "", "DATABASE_URL": elsewhere},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "CommandError: No backup was made. pg_dump: ended by signal 25" in ended.stderr
    assert list(dump.parent.iterdir()) == []


def test_a_backup_whose_list_says_otherwise_is_refused(elsewhere: str, cmo: User, tmp_path: Path) -> None:
    dump = tmp_path / "site.dump"
    call_command("backup", str(dump))
    table_list = json.loads(get_list_path(dump).read_text())
    table_list["tables"]["accounts_user"][1] = "0" * 32
    get_list_path(dump).write_text(json.dumps(table_list))
    restored = manage(elsewhere, "restore", str(dump))
    assert restored.returncode == 1
    assert "Not as it was: accounts_user." in restored.stderr


@pytest.mark.parametrize("program", ["pg_dump", "pg_restore"])
def test_neither_backup_nor_restore_goes_through_a_pooler(program: str, settings: Settings) -> None:
    settings.DATABASE_POOLER = "transaction"
    words = rf"{program} would spoil a pooler's connections for pages: leave DATABASE_POOLER empty"
    with pytest.raises(BackupError, match=words):
        run_program(program)


@pytest.mark.django_db
def test_the_hash_of_a_table_tells_one_changed_value(cmo: User, stranger: User) -> None:
    before = summarize_tables()
    User.objects.filter(pk=cmo.pk).update(name="Ada Obe")
    after = summarize_tables()
    assert [table for table in after if after[table] != before[table]] == ["accounts_user"]
    assert after["accounts_user"][0] == before["accounts_user"][0] == 2


@pytest.mark.django_db
def test_erasing_again_tells_nobody_twice_and_can_be_repeated(cmo: User) -> None:
    event = {"event": "account erased", "outcome": "done", "id": str(cmo.uid), "actor": None}
    event["time"] = "2026-11-28T12:00:00Z"
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert reapply_erasures([json.dumps(event), "{broken", "[]", "{}"])["accounts erased"] == 1
        assert not any(reapply_erasures([json.dumps(event)]).values())
    assert mail.outbox == []
    assert not User.objects.exists()


@pytest.mark.django_db
def test_commands_refuse_what_would_overwrite_or_is_not_there(tmp_path: Path) -> None:
    existing = tmp_path / "taken.dump"
    existing.touch()
    with pytest.raises(CommandError, match=r"taken.dump exists already"):
        call_command("backup", str(existing))
    with pytest.raises(CommandError, match=r"Name a file that ends in .dump"):
        call_command("backup", str(tmp_path / "plain.sql"))
    with pytest.raises(CommandError, match=r"audit-\*.log is not there. Nothing was done"):
        call_command("restore", "--erasures", str(tmp_path))
    with pytest.raises(CommandError, match=r"is not there. Nothing was done"):
        call_command("restore", str(tmp_path / "nothing.dump"))
    (tmp_path / "alone.dump").touch()
    with pytest.raises(CommandError, match=r"alone.json is not there. Nothing was done"):
        call_command("restore", str(tmp_path / "alone.dump"))


def test_a_backup_that_is_closed_to_who_restores_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root, who may run these tests, is refused nothing: so the refusal is the system's by hand."""

    def refuse(path: Path, *args: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(os, "geteuid", lambda: 10001)
    words = r"site.dump is closed to user 10001, .* Nothing was done: .* chown -R 10001:10001"
    with pytest.raises(CommandError, match=words):
        call_command("restore", str(tmp_path / "site.dump"))
