"""Nonsense in every form, query string and body: an answer in words, never a fault of ours.

FUZZ_CASES says how many; make fuzz tries 5,000, and a tenth as many of each kind of body.
"""

import html
import json
import os
import random
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.access import world as cast
from tests.access.admin import ADMIN
from tests.access.rows import ACCOUNTS, ATTEMPTS, SHARING, SITE, TEAMS
from tests.access.world import World

pytestmark = pytest.mark.django_db
CASES = int(os.environ.get("FUZZ_CASES") or 250)
ROWS = SITE | ATTEMPTS | SHARING | ACCOUNTS | TEAMS | ADMIN
NONSENSE = [
    *(
        "",
        " ",
        "0",
        "-1",
        "1e999",
        "NaN",
        "½",
        "9" * 400,
        "\x00",
        "\x1b[31m",
        "\r\nX: y",
        "\u202e",
        "😀" * 50,
    ),
    *(
        "' or 1=1--",
        "<script>",
        "{{7*7}}",
        "../../etc/passwd",
        "true",
        "None",
        "[]",
        '{"a": 1}',
        "2026-02-30",
    ),
    *("00000000-0000-4000-8000-000000000000", "a" * 10_000, "//elsewhere.example", "\ud7ff", "=1+1", "%00"),
]
NAME = re.compile(r'\bname="([^"]+)"')
BOX = re.compile(r'<textarea\b[^>]*\bname="([^"]+)"[^>]*>(.*?)</textarea>', re.DOTALL)
# What somebody's half-finished editing, or a program, puts where something else stood.
WRONG_SHAPES: list[Any] = [
    *(None, True, 0, -1, 1.5, 1e308, 10**40, "", "x", "0", "a" * 5000, "\x00", "\ud800", "\u202e"),
    *([], {}, [[]], [None], {"": None}, {"a": {"b": []}}, ["x", "x"], {"key": ["x"]}),
]
WRONG_JSON = [
    *(
        "null",
        "1",
        '"x"',
        "[",
        "{",
        "[1,]",
        "{'a': 1}",
        "NaN",
        "[1e999]",
        "9" * 5000,
        "\ufeff{}",
        '{"a": "\\ud800"}',
    ),
    *("[" * 5000, '{"a":' * 2000, '{"a": 1, "a": 2}', "{}" * 2, "[]", "{}", "[[[]]]", '{"": ""}', "\x00"),
]
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"
PART = 'Content-Disposition: form-data; name="{}"'


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]  # pytest-django's own
        yield cast.build()
        transaction.set_rollback(True)


def test_nothing_typed_anywhere_is_a_fault_of_ours(world: World) -> None:
    chance = random.Random(20261125)  # noqa: S311  # the same nonsense each time
    names: dict[tuple[str, str], list[str]] = {}
    broken = []
    for _ in range(CASES):
        row, role = chance.choice(list(ROWS.values())), chance.choice(["holder", "cmo", "superuser"])
        address = world.address(row.address, role)
        if (address, role) not in names:
            page = world.ask(role, "get", address)
            body = "" if page.streaming else page.content.decode(errors="replace")
            names[address, role] = [*NAME.findall(body), *row.form] or ["q"]
        chosen = chance.sample(names[address, role], min(len(names[address, role]), 6))
        fields = dict(row.form) | {name: chance.choice(NONSENSE) for name in chosen}
        method = chance.choice(["get", "post"])
        if (status := world.ask(role, method, address, fields).status_code) >= 500:
            broken.append(f"{method} {address} as {role}: {status} for {fields}")
    assert not broken, "\n".join(broken)


class Forms:
    """The fields that pages have shown, so that each is asked for once."""

    def __init__(self, world: World) -> None:
        self.world, self.pages = world, dict[tuple[str, str], str]()

    def page(self, address: str, role: str) -> str:
        if (address, role) not in self.pages:
            page = self.world.ask(role, "get", address)
            self.pages[address, role] = "" if page.streaming else page.content.decode(errors="replace")
        return self.pages[address, role]

    def names(self, address: str, role: str) -> list[str]:
        return [html.unescape(name) for name in NAME.findall(self.page(address, role))] or ["q"]

    def boxes(self, address: str, role: str) -> dict[str, Any]:
        """What stands as JSON in a page's boxes."""
        documents = {}
        for name, text in BOX.findall(self.page(address, role)):
            value = html.unescape(text).strip()
            if value.startswith(("{", "[")):
                documents[name] = json.loads(value)
        return documents


def spoil_document(value: Any, chance: random.Random) -> Any:
    """The same with one thing in it of the wrong shape, missing, or said twice."""
    if not value or not isinstance(value, dict | list) or chance.random() < 0.15:
        return chance.choice(WRONG_SHAPES)
    if isinstance(value, list):
        place = chance.randrange(len(value))
        changed = [*value[:place], spoil_document(value[place], chance), *value[place + 1 :]]
        return chance.choice([changed, changed, changed, value[:place] + value[place + 1 :], value + value])
    key = chance.choice(list(value))
    if chance.random() < 0.15:
        return {name: part for name, part in value.items() if name != key}
    return value | {key: spoil_document(value[key], chance)}


def test_json_of_the_wrong_shape_is_a_fault_of_the_file_and_not_of_ours(world: World) -> None:
    """In the file of an edition. Nobody is asked to write JSON into a box of a page."""
    chance, forms = random.Random(20261128), Forms(world)  # noqa: S311  # the same nonsense each time
    exported = world.ask(
        "superuser", "get", world.address("/admin/questionnaire/edition/{published}/export/", "cmo")
    )
    document = json.loads(b"".join(exported) if exported.streaming else exported.content)
    boxes = [
        (address, name)
        for address in sorted({world.address(row.address, "cmo") for row in ROWS.values()})
        for name in forms.boxes(address, "superuser")
    ]
    assert boxes == []
    broken = []
    for _ in range(max(40, CASES // 10)):
        text = chance.choice([json.dumps(spoil_document(document, chance)), chance.choice(WRONG_JSON)])
        encoding = chance.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-32"])
        file = SimpleUploadedFile("edition.json", text.encode(encoding, errors="surrogatepass"))
        status = world.ask(
            "superuser", "post", "/admin/questionnaire/edition/import/", {"file": file}
        ).status_code
        if status >= 500:
            broken.append(f"import: {status} for {encoding} {text[:300]}")
    assert not broken, "\n".join(broken)


def bodies(names: list[str], chance: random.Random) -> dict[str, tuple[bytes, str]]:
    """Bodies that no page of ours sends: what they are, and as what."""
    chosen = chance.sample(names, min(len(names), 5))
    odd = [b"%00", b"%ff%fe", b"%ed%a0%80", b"9" * 400, b"1e999", b"[]", b"%f0%28%8c%28"]

    def form(values: list[bytes]) -> bytes:
        return b"&".join(quote(name).encode() + b"=" + value for name in chosen for value in values)

    def parts(head: str, content: bytes) -> bytes:
        lines = [f"--b\r\n{PART.format(name)}{head}\r\n\r\n".encode() + content + b"\r\n" for name in chosen]
        return b"".join(lines) + b"--b--\r\n"

    return {
        "odd bytes": (form([chance.choice(odd)]), FORM),
        "fields said three times": (form([b"1", b"", b"x"]), FORM),
        "lists and maps in names": (b"&".join(quote(name).encode() + b"%5B%5D=1" for name in chosen), FORM),
        "a file where a text belongs": (parts('; filename="a.json"', b"\xff\x00{}"), MULTIPART),
        "a text where a file belongs": (parts("", b"\xed\xa0\x80"), MULTIPART),
        "a file by an impossible name": (
            parts('; filename="../\x00\ud7ff.ics"', b"BEGIN:VCALENDAR"),
            MULTIPART,
        ),
        "parts in another alphabet": (
            parts("\r\nContent-Type: text/plain; charset=utf-16", b"\xff\xfe\x00"),
            MULTIPART,
        ),
        "parts that end too soon": (parts("", b"1")[:-7], MULTIPART),
        "JSON": (json.dumps(dict.fromkeys(chosen, chance.choice(WRONG_SHAPES))).encode(), "application/json"),
        "broken JSON": (b'{"a": ', "application/json"),
        "over the limit": (form([b"a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE]), FORM),
        "too many fields": (form([b"1"] * 1001), FORM),
    }


def test_no_body_is_a_fault_of_ours(world: World) -> None:
    chance, forms = random.Random(20261129), Forms(world)  # noqa: S311  # the same nonsense each time
    broken = []
    for _ in range(max(60, CASES // 10)):
        row, role = chance.choice(list(ROWS.values())), chance.choice(["holder", "cmo", "superuser"])
        address = world.address(row.address, role)
        tried = bodies([*forms.names(address, role), *row.form], chance)
        for kind in chance.sample(list(tried), 3):
            body, content_type = tried[kind]
            reply = world.ask(role, "post", address, body, content_type=content_type)
            if reply.status_code >= 500:
                broken.append(f"post {address} as {role}: {reply.status_code} for {kind}: {body[:200]!r}")
    assert not broken, "\n".join(broken)
