"""The audit log: which request, from which network, at which kind of address; and nothing more."""

import json
import logging
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from assessment import audit_log
from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from tests import make
from tests.accounts.visitor import Visitor
from tests.architecture.source import BASE

PERSON = {"actor", "object", "id", "team"}
FIELDS = PERSON | {"time", "event", "outcome", "reason", "request", "network", "route"}


class Log:
    """The lines written so far."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self.caplog = caplog

    @property
    def text(self) -> str:
        return "\n".join(record.getMessage() for record in self.caplog.records if record.name == "audit")

    @property
    def lines(self) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in lines if line["object"] != "edition"]  # how one came to be published

    @property
    def events(self) -> list[str]:
        return [line["event"] for line in self.lines]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[Log]:
    with caplog.at_level("INFO", logger="audit"):
        yield Log(caplog)


@pytest.mark.django_db
def test_a_line_names_request_network_and_pattern_and_never_the_address(log: Log) -> None:
    make.published()
    client = Client(REMOTE_ADDR="203.0.113.77")
    answer = client.post("/start/")
    [line] = log.lines
    assert set(line) == FIELDS
    assert (line["event"], line["outcome"], line["route"]) == ("attempt started", "done", "start/")
    assert line["network"] == "203.0.113.0/24"
    assert line["request"] == answer.headers["X-Request-Id"]
    assert "203.0.113.77" not in log.text


@pytest.mark.django_db
def test_a_resume_link_leaves_its_pattern_alone(log: Log, client: Client) -> None:
    make.published()
    client.post("/start/")
    uid = Attempt.objects.get().uid
    link = client.post(f"/take/{uid}/leave/").context["link"]
    assert Client().get(link).status_code == 302
    Client().get("/resume/nothing-like-it/")
    assert log.events == ["attempt started", "link made", "link opened", "link refused"]
    assert log.lines[-1]["route"] == "resume/<str:token>/"
    assert link.rsplit("/", 2)[1] not in log.text
    assert "nothing-like-it" not in log.text


@pytest.mark.django_db
def test_signing_in_and_out_leave_no_address_and_no_code(log: Log) -> None:
    visitor = Visitor()
    visitor.enter("canary@example.org")
    visitor.post("/accounts/logout/")
    visitor.post("/accounts/login/", {"login": "canary@example.org", "password": "canary canary"})
    assert log.events == ["code sent", "account made", "signed in", "signed out", "sign-in failed"]
    assert "canary" not in log.text
    uid = str(User.objects.get().uid)
    assert [line["actor"] for line in log.lines][1:4] == [uid, uid, uid]
    assert log.lines[2]["reason"] == "code"


@pytest.mark.django_db
def test_a_whole_attempt_leaves_ids_and_no_answers(log: Log, cmo: User, client: Client) -> None:
    client.force_login(cmo)
    attempt = make.answered(make.started(cmo), level=1.0)
    client.post(f"/take/{attempt.uid}/submit/")
    client.get(f"/r/{attempt.uid}/export/?format=json")
    client.get(f"/r/{attempt.uid}/slides.pptx")
    client.post(f"/r/{attempt.uid}/erase/")
    assert log.events == ["attempt started", "attempt submitted", "export", "export", "attempt erased"]
    assert {line["id"] for line in log.lines} == {str(attempt.uid)}
    assert {line["actor"] for line in log.lines} == {str(cmo.uid)}
    assert "Ada Obi" not in log.text
    assert "example.org" not in log.text


@pytest.mark.django_db
def test_a_missing_token_is_a_denial(log: Log) -> None:
    Client(enforce_csrf_checks=True).post("/start/")
    assert [(line["event"], line["reason"]) for line in log.lines] == [("access denied", "csrf")]


@pytest.mark.django_db
def test_a_denial_of_somebody_signed_in_names_them(log: Log) -> None:
    editor = make.staff("editor", "editor")
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    log.caplog.clear()
    assert client.get("/admin/accounts/user/").status_code == 404
    assert client.get("/admin/questionnaire/questionnaire/add/").status_code == 404
    assert client.post("/admin/questionnaire/edition/import/").status_code == 403
    assert [(line["event"], line["reason"]) for line in log.lines] == [
        ("access denied", "permission"),
        ("access denied", "permission"),
        ("access denied", "csrf"),
    ]
    assert {line["actor"] for line in log.lines} == {str(editor.uid)}


@pytest.mark.django_db
def test_who_asks_for_what_is_not_theirs_leaves_a_line(log: Log, cmo: User, stranger: User) -> None:
    attempt = make.attempt(cmo)
    log.caplog.clear()
    client = Client()
    client.force_login(stranger)
    client.get(f"/r/{attempt.uid}/")
    client.get("/nothing-of-ours/")
    [line] = log.lines
    assert (line["event"], line["outcome"], line["reason"]) == ("access denied", "refused", "not_found")
    assert (line["actor"], line["route"]) == (str(stranger.uid), "r/<uuid:uid>/")
    assert str(attempt.uid) not in log.text


@pytest.mark.django_db
def test_a_fault_is_told_by_its_kind_and_place_and_never_by_its_words(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.published()
    log.caplog.clear()

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("canary@example.org")

    monkeypatch.setattr("assessment.attempts.actions.start", fail)
    Client(raise_request_exception=False).post("/start/")
    [line] = [line for line in log.lines if line["event"] == "fault"]
    assert line["outcome"] == "failed"
    assert re.fullmatch(r"RuntimeError attempts/views/start\.py:\d+", line["reason"])
    assert "canary" not in log.text


@pytest.mark.django_db
def test_a_task_that_fails_is_told_in_the_same_way(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("canary@example.org")

    monkeypatch.setattr("assessment.accounts.tasks.compose_mail", fail)
    Visitor().ask("canary@example.org")
    [line] = [line for line in log.lines if line["event"] == "fault"]
    assert re.fullmatch(r"RuntimeError accounts/tasks\.py:\d+", line["reason"])
    assert "canary" not in log.text


@pytest.mark.django_db
def test_a_body_that_is_refused_leaves_a_line(log: Log) -> None:
    Client().post("/start/", b"x", content_type="text/plain")
    Client().post("/start/", b"x" * 3_000_000, content_type="application/x-www-form-urlencoded")
    assert [(line["event"], line["reason"]) for line in log.lines] == [
        ("request refused", "unreadable"),
        ("request refused", "too_long"),
    ]


def test_outside_a_request_the_places_are_empty(log: Log) -> None:
    audit_log.record("retention run", counts={"attempts": 3})
    [line] = log.lines
    assert (line["request"], line["network"], line["route"], line["counts"]) == ("", "", "", {"attempts": 3})


@given(words=st.text() | st.sampled_from(["a\nb", "a\r\nb", "\x1b[31mred", "\u2028", "\x00", '"}\n{"']))
def test_one_event_is_one_line_whatever_is_in_it(words: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.clear()
    with caplog.at_level("INFO", logger="audit"):
        audit_log.record(words, reason=words, kind=words, uid=words or None)
    [line] = [record.getMessage() for record in caplog.records]
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["reason"] == words


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:1.2.3.4", "::/48"),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_an_address_is_cut_to_its_network(address: str, network: str) -> None:
    assert audit_log.get_network(address) == network


def test_every_process_adds_whole_lines_to_the_file_of_the_day(tmp_path: Path) -> None:
    writers = [audit_log.DailyFileHandler(str(tmp_path)) for _ in range(4)]
    words = "x" * 2000

    def write(writer: audit_log.DailyFileHandler) -> None:
        for number in range(50):
            writer.emit(logging.makeLogRecord({"msg": json.dumps({"number": number, "words": words})}))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, writers))
    [file] = tmp_path.iterdir()
    assert re.fullmatch(r"audit-\d{4}-\d\d-\d\d\.log", file.name)
    assert file.stat().st_mode & 0o777 == 0o600
    numbers = [json.loads(line)["number"] for line in file.read_text().splitlines()]
    assert sorted(numbers) == sorted([*range(50)] * 4)


def test_a_folder_that_cannot_be_written_to_breaks_no_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audit_log.DailyFileHandler(str(tmp_path / "missing")).emit(logging.makeLogRecord({"msg": "a line"}))
    assert "FileNotFoundError" in capsys.readouterr().err


RECORD = "from assessment import audit_log; audit_log.record('tried'); print('A sentence.')"


def run_at_a_terminal(tmp_path: Path, **environment: str) -> str:
    """What a command that leaves a line prints at a terminal."""
    terminal, program_side = pty.openpty()
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", RECORD]
    names = {**os.environ, "LOCAL": "1", "AUDIT_FOLDER": str(tmp_path)} | environment
    ended = subprocess.run(
        command, cwd=BASE, env=names, stdout=program_side, stderr=program_side, check=False
    )
    os.close(program_side)
    printed = b""
    with suppress(OSError):  # all is read
        while part := os.read(terminal, 4096):
            printed += part
    os.close(terminal)
    assert ended.returncode == 0, printed
    return printed.decode()


def test_at_a_terminal_a_command_prints_its_sentences_and_the_file_has_the_line(tmp_path: Path) -> None:
    assert run_at_a_terminal(tmp_path).split("\r\n") == ["A sentence.", ""]
    [file] = tmp_path.iterdir()
    assert json.loads(file.read_text())["event"] == "tried"


def test_where_its_output_is_collected_a_command_keeps_its_lines_apart_from_its_sentences() -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", RECORD],
        cwd=BASE,
        env={**os.environ, "LOCAL": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (ended.stdout, json.loads(ended.stderr)["event"]) == ("A sentence.\n", "tried")


@pytest.mark.parametrize(
    ("argv", "quiet", "printed"),
    [
        ("manage.py demo", True, ""),
        ("manage.py demo", False, "a line\n"),  # no file has it
        ("manage.py runserver", True, "a line\n"),
        ("manage.py db_worker", True, "a line\n"),
        ("/usr/bin/gunicorn assessment.wsgi", True, "a line\n"),
    ],
)
def test_only_commands_that_end_are_silent_at_a_terminal(
    argv: str, quiet: bool, printed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "argv", argv.split())
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(sys, "stderr", terminal)
    audit_log.ConsoleHandler(quiet=quiet).emit(logging.makeLogRecord({"msg": "a line"}))
    assert terminal.getvalue() == printed


def test_files_of_days_that_are_over_are_found_and_nothing_else(tmp_path: Path) -> None:
    for name in [
        "audit-2026-08-01.log",
        "audit-2026-08-02.log",
        "audit-2026-11-01.log",
        "audit-of-mine.log",
        "x.dump",
    ]:
        (tmp_path / name).touch()
    names = [path.name for path in audit_log.list_files_before(tmp_path, date(2026, 8, 3))]
    assert names == ["audit-2026-08-01.log", "audit-2026-08-02.log"]
