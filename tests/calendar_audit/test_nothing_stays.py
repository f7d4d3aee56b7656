"""Canaries in every field of a file, and not one of them left anywhere once the month is counted."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from assessment.accounts.models import User
from tests.calendar_audit.exports import calendar, event, make_bomb
from tests.calendar_audit.test_pages import read_review_form, upload

CANARY = f"canary{secrets.token_hex(6)}"  # new each time: the last run's may still lie in PostgreSQL's log
FIELDS = [
    "DESCRIPTION",
    "LOCATION",
    "COMMENT",
    "CATEGORIES",
    "URL",
    "CONTACT",
    "X-ALT-DESC",
    "X-OTHER",
    "CLASS",
    "RESOURCES",
]
EVENT = event(
    f"{CANARY} review",
    uid=f"{CANARY}-uid",
    more="".join(f"{field}:{CANARY} {field}\n" for field in FIELDS)
    + f"ORGANIZER;CN={CANARY}:mailto:{CANARY}@example.org\n"
    + f"ATTENDEE;CN={CANARY};X-NOTE={CANARY}:mailto:{CANARY}.guest@example.org\n"
    + f"ATTACH;FILENAME={CANARY}:https://example.org/{CANARY}\n"
    + f"BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT5M\nDESCRIPTION:{CANARY}\nEND:VALARM\n",
)
FILE = calendar(EVENT, head=f"X-WR-CALNAME:{CANARY}\nX-WR-CALDESC:{CANARY}\nNAME:{CANARY}\n")
REFUSED = {
    "by the hour": make_bomb("FREQ=HOURLY").replace(b"Bomb", CANARY.encode()),
    "no date": calendar(EVENT.replace("20261005T090000Z", f"{CANARY}")),
    "broken": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:" + CANARY.encode(),
    "another month": calendar(EVENT.replace("202610", "202509")),
}
TITLE_SAID = {"by the hour", "no date", "broken"}  # events that were left out are named
TEMPORARY = [Path(tempfile.gettempdir()), Path("/var/tmp")]  # noqa: S108  # searched, not used


def dump() -> str:
    """Every row of every table, the cache's and the sessions' decoded ones included."""
    with connection.cursor() as cursor:
        cursor.execute("select schemaname, tablename from pg_tables where schemaname = 'public'")
        tables = cursor.fetchall()
        rows = []
        for schema, table in tables:
            cursor.execute(f'select row_to_json(t)::text from "{schema}"."{table}" t')  # noqa: S608  # names from the catalogue
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def list_written_files() -> Iterator[Path]:
    """The site's own folder, PostgreSQL's files in it included, and what lies loose in temporary folders."""
    for folder, _, names in os.walk(settings.VAR):
        yield from (Path(folder) / name for name in names)
    for place in TEMPORARY:
        yield from place.iterdir()


def files() -> dict[Path, tuple[int, int]]:
    """Every file there by size and time of change."""
    states = {}
    for path in list_written_files():
        with suppress(OSError):  # gone meanwhile
            if path.is_file():
                states[path] = (path.stat().st_size, path.stat().st_mtime_ns)
    return states


def written_since(before: dict[Path, tuple[int, int]], word: str = CANARY) -> list[Path]:
    """Those that changed and hold a canary."""
    changed = [path for path, state in files().items() if before.get(path) != state]
    return [path for path in changed if path.exists() and word.encode() in path.read_bytes()]


@pytest.mark.django_db(transaction=True)
def test_no_field_of_a_file_is_left_anywhere(cmo: User, client: Client, caplog: Any, capfd: Any) -> None:
    client.force_login(cmo)
    before = files()
    reply = upload(client, FILE)
    assert CANARY in reply.content.decode()  # the review shows its title, once
    form = read_review_form(reply)
    assert CANARY not in str(form)
    assert client.post("/calendar/counted/", form | {"recount": "1"}).status_code == 200
    assert client.post("/calendar/counted/", form).status_code == 302
    pages = [client.get(path).content.decode() for path in ["/calendar/", "/over-time/", "/account/"]]
    pages.append(client.get("/account/export/?format=json").content.decode())
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")  # a busy disk may take its time
        cursor.execute("checkpoint")
        cursor.execute("reset statement_timeout")
    output = capfd.readouterr()
    for place in [*pages, dump(), str(dict(client.session)), caplog.text, output.out, output.err]:
        assert CANARY not in place
    assert written_since(before) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_file_leaves_as_little(
    cmo: User, client: Client, caplog: Any, capfd: Any, name: str
) -> None:
    client.force_login(cmo)
    before = files()
    reply = upload(client, REFUSED[name])
    assert reply.status_code == 422
    output = capfd.readouterr()
    for place in [dump(), str(dict(client.session)), caplog.text, output.out, output.err]:
        assert CANARY not in place
    assert (CANARY in reply.content.decode()) is (name in TITLE_SAID)  # in this one answer
    assert written_since(before) == []


def test_a_canary_that_stays_would_be_found(
    cmo: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files()
    leftover = TEMPORARY[0] / f"left-{os.getpid()}.txt"
    planted = f"planted{secrets.token_hex(6)}"
    leftover.write_text(planted)
    try:
        User.objects.filter(pk=cmo.pk).update(name=planted)
        assert planted in dump()
        assert leftover in written_since(before, planted)
    finally:
        leftover.unlink()
