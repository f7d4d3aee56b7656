"""Ten people upload a hostile calendar at once: who else is served meanwhile, and what do the ten read?

    python -m benchmarks.hostile_calendar http://localhost:8000   # while `make serve` runs there

Prints what the ten were told, and how long /healthz and a page took before and meanwhile. Makes ten accounts
and removes them.
"""

import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from urllib.error import HTTPError
from urllib.request import Request, urlopen

PEOPLE, REPEATED = 10, 28_000
TOKEN = "a" * 32  # of a form, the same in its cookie
FILE = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261005T090000Z\r\n"
    b"DTEND:20261005T100000Z\r\nSUMMARY:x\r\nRRULE:" + b"BYHOUR=" * REPEATED + b"\r\n"
    b"END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def ask(url: str, cookies: str = "", body: bytes | None = None) -> tuple[int, str, float]:
    """Status, page and seconds."""
    headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": "multipart/form-data; boundary=b"}
    began = time.perf_counter()
    try:
        with urlopen(Request(url, data=body, headers=headers), timeout=60) as reply:  # noqa: S310  # our own site
            status, page = reply.status, reply.read().decode(errors="replace")
    except HTTPError as refused:
        status, page = refused.code, refused.read().decode(errors="replace")
    return status, page, time.perf_counter() - began


@contextmanager
def people() -> Iterator[list[str]]:
    """The cookies of ten people who are signed in."""
    from django.test import Client  # noqa: PLC0415  # needs the settings

    from assessment.accounts.models import User  # noqa: PLC0415  # the same

    users, cookies = [], []
    for number in range(PEOPLE):
        user = User.objects.create_user(email=f"hostile{number}-{os.getpid()}@example.org")
        client = Client()
        client.force_login(user)
        users.append(user)
        cookies.append(f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}")
    try:
        yield cookies
    finally:
        for user in users:
            user.delete()


def upload(site: str, cookies: str, reports: list[str]) -> None:
    part = 'Content-Disposition: form-data; name="{}"'
    fields = f"--b\r\n{part.format('month')}\r\n\r\n2026-10\r\n--b\r\n{part.format('file')}"
    body = f'{fields}; filename="a.ics"\r\n\r\n'.encode() + FILE + b"\r\n--b--\r\n"
    status, page, seconds = ask(f"{site}/calendar/upload/", cookies, body)
    words = re.search(r'role="alert".*?<li>(.*?)</li>', page, flags=re.DOTALL)
    text = " ".join(re.sub("<[^>]+>", "", words[1]).split()) if words else page[:80]
    reports.append(f"{status} after {seconds:.1f} s: {text}")


def main(site: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    import django  # noqa: PLC0415  # after the environment is set

    django.setup()
    reports: list[str] = []
    with people() as cookies:
        for _ in range(4):  # both workers have read their templates
            ask(f"{site}/calendar/", cookies[0])
        before = watch(site, lambda: False)
        threads = [threading.Thread(target=upload, args=(site, cooky, reports)) for cooky in cookies]
        for thread in threads:
            thread.start()
        meanwhile = watch(site, lambda: any(thread.is_alive() for thread in threads))
    print(f"{len(FILE) // 1000} kB, {PEOPLE} at once; load of the machine {os.getloadavg()[0]:.1f}")
    print(*sorted(reports), f"before: {before}", f"meanwhile: {meanwhile}", sep="\n")


def watch(site: str, more: Callable[[], bool], least: int = 40) -> str:
    """/healthz and the landing page in turn, as long as there is more and at least so many times."""
    alive: list[float] = []
    served: list[tuple[int, float]] = []
    while more() or len(alive) < least:
        alive.append(1_000 * ask(f"{site}/healthz")[2])
        status, _, seconds = ask(f"{site}/")
        served.append((status, 1_000 * seconds))
    times, statuses = sorted(spent for _, spent in served), sorted({status for status, _ in served})
    return (
        f"/healthz {len(alive)} times, median {median(alive):.0f} ms, slowest {max(alive):.0f}; "
        f"page {statuses}, median {median(times):.0f} ms, slowest {times[-1]:.0f}"
    )


if __name__ == "__main__":
    main(sys.argv[1])
