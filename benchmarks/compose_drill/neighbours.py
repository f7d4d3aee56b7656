"""A second stack on the same machine: its ports, its disk, its clock."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.compose_drill.people import PEOPLE, Visitor, sign_in, take_questionnaire
from benchmarks.compose_drill.rows import Row
from benchmarks.compose_drill.site import Site
from benchmarks.compose_drill.starting import UP, get, write_secrets
from benchmarks.compose_drill.trials import last_line, try_under_people
from benchmarks.drill import NotAsPromised
from benchmarks.drill.people import Reply, token_of

DISK = 320  # MB for the neighbour's database
ON_SMALL_DISK = """volumes:
  database:
    driver: local
    driver_opts: {{type: none, o: bind, device: "{device}"}}
"""
FAKETIME = "/usr/lib/*/faketime/libfaketimeMT.so.1"
SWITCH = "docker compose exec -T db psql -U postgres -d assessment -c 'select pg_switch_wal()'"
AHEAD = (120, -120)  # seconds
CLOCK = """services:
  web:
    environment: {{LD_PRELOAD: /libfaketime.so.1, FAKETIME: "{ahead:+d}", FAKETIME_DONT_FAKE_MONOTONIC: "1"}}
    volumes: ["{library}:/libfaketime.so.1:ro"]
"""


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of its own in memory, mounted on the folder."""
    shell = Site.at(folder.parent)
    folder.mkdir(exist_ok=True)
    shell.run(f"mount -t tmpfs -o size={size} tmpfs {folder}")
    try:
        yield folder
    finally:
        shell.run(f"umount {folder} || umount --lazy {folder}")


def prepare_neighbour(site: Site, disk: Path) -> Site:
    """A clone of its own beside the first, with its own secrets; not started."""
    neighbour = Site(
        site.folder.parent / "neighbour",
        "neighbour",
        "neighbour.example.org",
        authority=site.authority,
        ran=site.ran,
    )
    site.run(f"git clone --quiet --no-hardlinks . {neighbour.folder}")
    write_secrets(neighbour, ON_SMALL_DISK.format(device=disk))
    neighbour.set(COMPOSE_PROJECT_NAME=neighbour.project, SUBNET="fd5a:1c6e:7a41::/64")
    return neighbour


def try_taken_port(site: Site, neighbour: Site) -> Row:
    def act(_: Site) -> str:
        ended = neighbour.run(UP, check=False)
        if not ended.code:
            raise NotAsPromised("a taken port was given twice")
        neighbour.run_documented("ss -ltnp")
        return last_line(ended, "443") or last_line(ended, "80")

    return try_under_people(site, "a port is taken: a second stack on the same ports", act)


def try_two_stacks(site: Site, neighbour: Site) -> Row:
    def act(_: Site) -> str:
        neighbour.http, neighbour.https = 8080, 8443
        neighbour.set(
            HTTP_PORT="8080", HTTPS_PORT="8443", PUBLIC_URL=f"https://{neighbour.host}:{neighbour.https}"
        )
        neighbour.run_documented(UP)
        neighbour.wait_until_well()
        answers = take_questionnaire(Visitor(neighbour, PEOPLE[17]))[0]
        if get(site, "/readyz") != 200:
            raise NotAsPromised("the first stack is not ready")
        return f"both serve; {answers} answers at the second"

    return try_under_people(site, "two stacks on one machine", act)


def fill_disk_under_answers(neighbour: Site, disk: Path) -> Row:
    def act(site: Site) -> str:
        filler = disk / "filler"
        _fill(filler)
        # The log written ahead and half-empty pages have room for a while: they are used up first.
        for _ in range(40):
            reply = begin(Visitor(site, PEOPLE[17]))
            if reply.status == 503:
                break
            site.run(SWITCH, check=False)
            _fill(filler)
        time.sleep(10)
        for command in ("docker system df", "docker compose logs --tail 50 db"):
            site.run_documented(command)
        log = site.run("docker compose logs --tail 400 --no-color db", check=False)
        filler.unlink()
        site.run_documented("docker compose restart db")
        site.wait_until_well()
        if reply.status != 503 or not reply.ours:
            raise NotAsPromised(f"with no room left, a start was answered {reply.status}")
        words = last_line(log, "No space left")
        return f"a start is answered {reply.status} in our words; the log says: {words}"

    return try_under_people(neighbour, "the database's disk full while people answer, then room again", act)


def begin(visitor: Visitor) -> Reply:
    """The first refusal on the way to a new attempt, or its beginning."""
    page = visitor.ask("/start/")
    return (
        page if page.status != 200 else visitor.ask("/start/", {"csrfmiddlewaretoken": token_of(page.body)})
    )


def _fill(file: Path) -> None:
    """Until there is no room."""
    with file.open("ab", buffering=0) as out:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    out.write(b"\0" * size)
            except OSError:
                continue


def try_clock(neighbour: Site, ahead: int) -> Row:
    """Containers share the machine's clock, so a wrong one in web alone needs libfaketime."""
    library = next(iter(Path("/").glob(FAKETIME.lstrip("/"))), None)
    name = f"web's clock {abs(ahead)} s {'ahead of' if ahead > 0 else 'behind'} the database's"
    if library is None:
        return Row(name, "not tried: libfaketime is not installed on this machine")
    file = neighbour.folder.parent / "clock.yml"
    file.write_text(CLOCK.format(ahead=ahead, library=library), encoding="utf-8")

    def act(site: Site) -> str:
        site.set(COMPOSE_FILE=f"docker-compose.yml:../{site.project}.yml:../clock.yml")
        site.run("docker compose up --detach --wait")
        site.wait_until_well()
        clock = site.output("docker compose exec -T web python -c 'import time; print(time.time())'")
        difference = float(clock) - datetime.now(UTC).timestamp()
        if abs(difference - ahead) > 10:
            raise NotAsPromised(f"web's clock is {difference:.0f} s ahead")
        answers, _ = take_questionnaire(Visitor(site, PEOPLE[17]))
        sign_in(Visitor(site, PEOPLE[18]), f"clock{ahead}@example.com")
        return f"{answers} answers, and signed in by a code"

    return try_under_people(neighbour, name, act)


def fill_disk_under_backup(site: Site) -> Row:
    """The folder of the backups on a disk that takes the audit log and no dump beside it."""

    def act(site: Site) -> str:
        size = sum(len(line) + 1 for line in site.audit_lines()) // 1024
        with small_disk(site.folder / "backups", f"{2 * size + 64}k") as backups:
            ended = site.run_documented("deploy/backup", check=False)
            left_files = [file.name for file in backups.iterdir() if file.is_file()]
            copied = len(list((backups / "audit").glob("*.log")))
        if not ended.code or left_files:
            raise NotAsPromised(f"the command ended with {ended.code} and left {left_files or 'nothing'}")
        words = last_line(ended, "No backup was made")
        return f"ends with {ended.code}: {words}; {copied} files of the audit log kept"

    return try_under_people(site, "no room for a backup", act)
