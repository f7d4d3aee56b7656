"""Nonsense in every form and every query string: an answer in words, never a fault of ours.

FUZZ_CASES says how many; make fuzz tries 5,000.
"""

import os
import random
import re
from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.access import world as cast
from tests.access.admin import ADMIN
from tests.access.rows import ACCOUNTS, ATTEMPTS, SITE, TEAMS
from tests.access.world import World

pytestmark = pytest.mark.django_db
CASES = int(os.environ.get("FUZZ_CASES") or 250)
ROWS = SITE | ATTEMPTS | ACCOUNTS | TEAMS | ADMIN
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
        row, who = chance.choice(list(ROWS.values())), chance.choice(["holder", "cmo", "superuser"])
        address = world.address(row.address, who)
        if (address, who) not in names:
            page = world.ask(who, "get", address)
            body = "" if page.streaming else page.content.decode(errors="replace")
            names[address, who] = [*NAME.findall(body), *row.form] or ["q"]
        some = chance.sample(names[address, who], min(len(names[address, who]), 6))
        typed = dict(row.form) | {name: chance.choice(NONSENSE) for name in some}
        method = chance.choice(["get", "post"])
        if (status := world.ask(who, method, address, typed).status_code) >= 500:
            broken.append(f"{method} {address} as {who}: {status} for {typed}")
    assert not broken, "\n".join(broken)
