"""The browser dies after every screen: no accepted answer is lost, and another carries on from there."""

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, Playwright

from assessment.accounts.models import User
from assessment.attempts.models import Answer
from tests.browser import walk

pytestmark = pytest.mark.django_db(transaction=True)


def processes_of(profile: Path) -> list[int]:
    """Everything that runs on this profile of a browser."""
    left_processes = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command = (place / "cmdline").read_bytes()
        except OSError:
            continue  # ended meanwhile
        if f"--user-data-dir={profile}".encode() in command:
            left_processes.append(int(place.name))
    return left_processes


def kill(profile: Path) -> None:
    """At once, as when the battery is empty."""
    for number in processes_of(profile):
        os.kill(number, signal.SIGKILL)
    while processes_of(profile):
        time.sleep(0.02)


@contextmanager
def launch_device(
    playwright: Playwright, launching: dict[str, Any], profile: Path, cookie: Any
) -> Iterator[Page]:
    """A browser never used before, signed in; killed at the end."""
    context = playwright.chromium.launch_persistent_context(profile, **launching)
    context.add_cookies([cookie])
    yield context.pages[0]
    kill(profile)


def test_killed_after_every_screen_and_carried_on_elsewhere(
    playwright: Playwright, browser_type_launch_args: dict[str, Any], site: str, cmo: User, tmp_path: Path
) -> None:
    client = Client()
    client.force_login(cmo)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
    for number in range(1, 33):
        with launch_device(playwright, browser_type_launch_args, tmp_path / str(number), cookie) as page:
            page.goto(f"{site}/start/")
            page.get_by_role("button", name=re.compile("^(Start|Carry on)")).click()
            page.wait_for_url(re.compile(rf"/q/{number}/"))
            assert page.locator("#question-form input:checked").count() == 0
            walk.answer(page)
            walk.expect_saved(page)
        assert Answer.objects.count() == number
    with launch_device(playwright, browser_type_launch_args, tmp_path / "last", cookie) as page:
        page.goto(f"{site}/start/")
        page.get_by_role("button", name="Carry on").click()
        page.wait_for_url(re.compile("/review/"))
        walk.show_result(page)
