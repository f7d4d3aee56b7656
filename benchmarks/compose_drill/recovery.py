"""Backed up, everything deleted, and brought back; what was erased after the backup stays erased."""

import json

from benchmarks.compose_drill.people import PEOPLE, Visitor, sign_in, take_questionnaire
from benchmarks.compose_drill.rows import Row, count_missing
from benchmarks.compose_drill.site import Site
from benchmarks.compose_drill.starting import get
from benchmarks.compose_drill.trials import try_alone
from benchmarks.drill import NotAsPromised

RESTORE = (
    'docker compose run --rm --no-deps --volume "$PWD/backups:/backups" '
    "backup restore /backups/2026-11-25.dump --erasures /backups/audit"
)
ON_SAME_MACHINE = (
    "docker compose down",
    "docker volume rm architect-or-artefact_database",
    "docker compose up --detach --wait db",
    (
        'docker compose run --rm --no-deps --volume "$PWD/backups:/backups" '
        "backup restore /backups/2026-11-25.dump --erasures /backups/audit --erasures /audit"
    ),
    "docker compose up --detach --wait",
)
LEAVING, STAYING, LATE = "leaving@example.com", "staying@example.com", "late@example.com"
COUNT = "select count(*) from attempts_answer join attempts_attempt a on a.id = attempt_id where {}"
OWN = "a.owner_id = (select id from accounts_user where email = '{}')"


def restore(site: Site) -> Row:
    row = Row("backup, `down --volumes`, restore on an empty database")

    def act() -> str:
        leaving, staying = Visitor(site, PEOPLE[18]), Visitor(site, PEOPLE[19])
        for visitor, address in ((leaving, LEAVING), (staying, STAYING)):
            sign_in(visitor, address)
            take_questionnaire(visitor)
        site.run_documented("deploy/backup")
        dump = max(site.folder.glob("backups/*.dump"), key=lambda file: file.stat().st_mtime)
        counted = json.loads(dump.with_suffix(".json").read_text(encoding="utf-8"))["tables"]
        due = count_answers(site, "true") - count_answers(site, OWN.format(LEAVING))
        erased = leaving.send("/account/erase/", {})
        if erased.status != 200:
            raise NotAsPromised(f"erasing was answered {erased.status}")
        site.run("deploy/backup $(date +%F)-later")
        events = site.audit_lines()
        newest = max(site.folder.glob("backups/audit/*.log"))
        site.run_documented("tail -n 1", file=newest)
        site.run_documented("docker compose down --volumes")
        # As after files that came another way.
        site.run("chown -R 0:0 backups")
        site.run_documented("chown -R 10001:10001 backups")
        row.away = bring_back(site, dump.name)
        row.acknowledged, row.lost = due, due - count_answers(site, "true")
        row.audit_lost = count_missing(events, copied_events(site))
        check_people(site)
        # The log's volume is new; the next backup must not put its few lines in the place of what was copied.
        site.run("deploy/backup $(date +%F)-after")
        row.audit_lost += count_missing(events, copied_events(site))
        site.run_documented("du -sh backups")
        site.run_documented("docker compose restart proxy")
        rows = sum(count for count, _ in counted.values())
        return f"{len(counted)} tables, {rows} rows as backed up; who erased their account since is not there"

    tried = try_alone(row.name, act)
    row.besides, row.faults = tried.besides, tried.faults
    if row.lost or row.audit_lost:
        row.faults.append(f"{row.lost} answers and {row.audit_lost} audit events lost")
    return row


def restore_on_same_machine(site: Site) -> Row:
    """The database alone is lost; the audit log's volume, newer than any copy, has who left since."""
    row = Row("the database lost alone: restore on the same machine, the audit log's volume kept")

    def act() -> str:
        site.wait_until_well()
        leaving = Visitor(site, PEOPLE[17])
        sign_in(leaving, LATE)
        take_questionnaire(leaving)
        site.run("deploy/backup $(date +%F)-last")
        due = count_answers(site, "true") - count_answers(site, OWN.format(LATE))
        if leaving.send("/account/erase/", {}).status != 200:
            raise NotAsPromised("erasing failed")
        events = site.audit_lines()
        dump = max(site.folder.glob("backups/*.dump"), key=lambda file: file.stat().st_mtime).name
        row.away = sum(site.run_documented(command, dump=dump).seconds for command in ON_SAME_MACHINE)
        site.wait_until_well()
        row.acknowledged, row.lost = due, due - count_answers(site, "true")
        row.audit_lost = count_missing(events, site.audit_lines())
        if LATE in {line[0] for line in site.query("select email from accounts_user")}:
            raise NotAsPromised("somebody who left after the last backup is there again")
        return "who erased their account after the last copy of the log is not there"

    tried = try_alone(row.name, act)
    row.besides, row.faults = tried.besides, tried.faults
    if row.lost or row.audit_lost:
        row.faults.append(f"{row.lost} answers and {row.audit_lost} audit events lost")
    return row


def count_answers(site: Site, condition: str) -> int:
    return int(site.query(COUNT.format(condition))[0][0])


def bring_back(site: Site, dump: str) -> float:
    """By the four documented commands; the seconds from the first to a page."""
    seconds = site.run_documented("docker compose build web backup").seconds
    seconds += site.run_documented("docker compose up --detach --wait db").seconds
    ended = site.run_documented(RESTORE, dump=dump)
    if "all as backed up." not in ended.output or "1 accounts erased" not in ended.output:
        raise NotAsPromised(f"restore said: {ended.output.strip()[-300:]}")
    seconds += ended.seconds + site.run_documented("docker compose up --detach --wait").seconds
    site.wait_until_well()
    if (status := get(site, "/readyz")) != 200:
        raise NotAsPromised(f"/readyz answers {status} after the restore")
    return seconds


def check_people(site: Site) -> None:
    addresses = {line[0] for line in site.query("select email from accounts_user")}
    if LEAVING in addresses:
        raise NotAsPromised("somebody who erased their account is there again")
    if STAYING not in addresses:
        raise NotAsPromised("an account is missing")
    sign_in(Visitor(site, PEOPLE[19]), STAYING)


def copied_events(site: Site) -> list[str]:
    files = sorted((site.folder / "backups/audit").glob("*.log"))
    return [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
