"""make drill COMPOSE=1: the shipped stack on a real engine, from a clone to a restore.

Prints a line for each thing tried and keeps the table in docs/drill.md. BEFORE names the commit to upgrade
from; without, the one before this. ROWS="clock restore" tries just these, and keeps nothing.
"""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from benchmarks.compose_drill import changes, neighbours, recovery, restarts, starting, upgrades, visitors
from benchmarks.compose_drill.commands import DECLARED
from benchmarks.compose_drill.machine import addresses, describe, take_down
from benchmarks.compose_drill.report import Figures, write_table
from benchmarks.compose_drill.requirements import find_missing
from benchmarks.compose_drill.rows import Row
from benchmarks.compose_drill.site import Site
from benchmarks.compose_drill.trials import report, try_alone
from benchmarks.drill import NotAsPromised

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "upgrade",
    "restart",
    "kill",
    "secrets",
    "certificate",
    "visitors",
    "neighbours",
    "backup",
    "restore",
)


class Drill:
    def __init__(self, folder: Path, parts: list[str]) -> None:
        self.folder, self.parts, self.rows = folder, parts, list[Row]()
        self.figures = Figures()
        self.site = Site(folder / "site", "architect-or-artefact", "assessment.example.org")
        self.site.authority = starting.make_authority(folder)
        self.sites = [self.site]

    def run(self) -> list[Row]:
        before = os.environ.get("BEFORE", "") if "upgrade" in self.parts else "HEAD"
        versions = upgrades.prepare_origin(ROOT, self.folder, before)
        self.keep(starting.start(self.site), starting.visit(self.site))
        if self.rows[0].faults:
            return self.rows
        for part in self.parts:
            for row in self.steps(part, versions):
                self.keep(row)
        return self.rows

    def keep(self, *rows: Row) -> None:
        self.rows += [report(row) for row in rows]

    def steps(self, part: str, versions: upgrades.Versions) -> Iterator[Row]:
        site = self.site
        actions: dict[str, Callable[[], Iterator[Row]]] = {
            "upgrade": lambda: self.upgrade(versions),
            "restart": lambda: iter(restarts.restart_all_elsewhere(site, self.figures.stopped)),
            "kill": lambda: iter(restarts.kill_all(site)),
            "secrets": lambda: iter([changes.change_password_and_mail(site), changes.change_key(site)]),
            "certificate": lambda: iter([changes.renew_certificate(site)]),
            "visitors": lambda: iter([visitors.try_both_families(site)]),
            "neighbours": self.neighbours,
            "backup": lambda: iter([neighbours.fill_disk_under_backup(site)]),
            "restore": lambda: (
                try_it(site) for try_it in (recovery.restore, recovery.restore_on_same_machine)
            ),
        }
        return actions[part]()

    def upgrade(self, versions: upgrades.Versions) -> Iterator[Row]:
        yield upgrades.upgrade(self.site, versions)
        yield upgrades.step_back(self.site, versions)
        yield upgrades.upgrade_in_one_line(self.site)
        yield upgrades.upgrade_with_new_proxy(self.site)
        yield upgrades.check_image(self.site)
        self.figures.measure(self.site)

    def neighbours(self) -> Iterator[Row]:
        with neighbours.small_disk(self.folder / "small-disk", f"{neighbours.DISK}m") as disk:
            neighbour = neighbours.prepare_neighbour(self.site, disk)
            self.sites.append(neighbour)
            yield neighbours.try_taken_port(self.site, neighbour)
            yield neighbours.try_two_stacks(self.site, neighbour)
            yield neighbours.fill_disk_under_answers(neighbour, disk)
            for ahead in neighbours.AHEAD:
                yield neighbours.try_clock(neighbour, ahead)
            take_down([self.sites.pop()])

    def check_commands(self) -> Row:
        def act() -> str:
            if missing := sorted(set(DECLARED) - self.site.ran):
                raise NotAsPromised(f"not run: {', '.join(missing)}")
            return f"{len(DECLARED)} commands"

        return try_alone("every command of docs/operations.md for containers has been run", act)


def main() -> int:
    if missing := find_missing():
        print(missing, file=sys.stderr)
        return 2
    chosen = os.environ.get("ROWS", "").split()
    folder = Path(mkdtemp(prefix="compose-drill-"))
    folder.chmod(0o755)
    line = f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC, {describe(folder)}"
    drill = Drill(folder, [part for part in PARTS if not chosen or part in chosen])
    with addresses():
        try:
            drill.run()
            if not chosen:
                drill.keep(drill.check_commands())
        finally:
            take_down(drill.sites)
    table = write_table(ROOT / "docs/drill.md", line, drill.rows, drill.figures, keep=not chosen)
    print(table)
    return int(any(row.faults for row in drill.rows))


if __name__ == "__main__":
    sys.exit(main())
