"""Several machines: what the scripts of deploy/wide refuse, in which order they act; the drill's verdicts."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.compose_drill.report import (
    MARK,
    WIDE_MARK,
    keep_part,
    read_wide_run,
    replace_part,
    replace_wide_part,
)
from benchmarks.drill.people import Reply
from benchmarks.wide_drill.rows import Row
from benchmarks.wide_drill.stack import write_files
from tests.architecture.source import BASE
from tests.deploy.programs import PLACES
from tests.deploy.test_backup_scripts import write_program
from tests.test_repository import compose, service

WIDE = BASE / "deploy/wide"
FIRST = "[databases]\nassessment = host=db1 port=5432 dbname=assessment\n"
DEAD = "exit 2"
# Of db1 nothing is heard; db2 is a standby and can be promoted; PgBouncer sends people to db1.
ONE_DEAD = """echo "$*" >> "$STATE/asked"
case $* in
*host=db1*) exit 2 ;;
*'show databases'*) echo 'assessment|db1|5432|assessment|' ;;
*pg_is_in_recovery* | *pg_promote*) echo t ;;
esac"""
ALL_WELL = """case $* in
*'show databases'*) echo 'assessment|db1|5432|assessment|' ;;
*host=db1*pg_is_in_recovery*) echo f ;;
esac"""

type Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    (tmp_path / "databases.ini").write_text(FIRST, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(state: Path) -> Run:
    def call(script: str, *words: str, psql: str = ONE_DEAD, **more: str) -> subprocess.CompletedProcess[str]:
        write_program(state / "bin", "psql", psql)
        environment = {"PATH": f"{state}/bin:{PLACES}", "STATE": str(state), "PGDATA": str(state / "data")}
        return subprocess.run(
            [WIDE / script, *words], env=environment | more, capture_output=True, text=True, check=False
        )

    return call


def read_requests(state: Path) -> list[str]:
    return (state / "asked").read_text(encoding="utf-8").splitlines()


def first_about(state: Path, word: str) -> int:
    return next(place for place, line in enumerate(read_requests(state)) if word in line)


def test_the_standby_is_promoted_and_then_people_are_sent_there(run: Run, state: Path) -> None:
    answer = run("promote", "db2:5433")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "assessment = host=db2 port=5433 dbname" in (state / "databases.ini").read_text(encoding="utf-8")
    assert "db2:5433 has been the primary, without a standby" in (state / "alone").read_text(encoding="utf-8")
    assert first_about(state, "synchronous_standby_names = ''") < first_about(state, "pg_promote")
    assert first_about(state, "pg_promote") < first_about(state, "-c reload")


def test_no_standby_is_promoted_while_the_primary_answers(run: Run, state: Path) -> None:
    answer = run("promote", "db2", psql="echo t")
    assert answer.returncode == 1
    assert "still answers. Stop PostgreSQL there first" in answer.stderr
    assert (state / "databases.ini").read_text(encoding="utf-8") == FIRST


def test_no_standby_is_promoted_that_lacks_what_was_acknowledged(run: Run, state: Path) -> None:
    (state / "alone").write_text("Since 12 o'clock the primary has been without its standby\n")
    answer = run("promote", "db2")
    assert answer.returncode == 1
    assert "Since 12 o'clock" in answer.stderr
    assert "start that one again" in answer.stderr
    assert (state / "databases.ini").read_text(encoding="utf-8") == FIRST


def test_a_promotion_that_was_cut_short_is_finished_by_the_same_command(run: Run, state: Path) -> None:
    assert run("promote", "db2", psql=ONE_DEAD.replace("| *pg_promote*", "")).returncode == 1
    answer = run("promote", "db2")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "db2 is the primary" in answer.stdout


@pytest.mark.parametrize(("primary", "code"), [("db1", 0), ("db2", 1), ("db1:5433", 1)])
def test_a_primary_starts_only_where_people_are_sent_to(run: Run, primary: str, code: int) -> None:
    answer = run("may-start", primary, psql=ONE_DEAD)
    assert answer.returncode == code
    assert ("the primary is host=db1 port=5432" in answer.stderr) == bool(code)


def test_no_primary_starts_while_nobody_says_where_people_are_sent(run: Run) -> None:
    answer = run("may-start", "db1", psql=DEAD)
    assert answer.returncode == 1
    assert "PgBouncer (host=127.0.0.1 port=6432) does not answer" in answer.stderr


def test_a_standby_may_always_start(run: Run, state: Path) -> None:
    (state / "data").mkdir()
    (state / "data/standby.signal").touch()
    assert run("may-start", "db2", psql=DEAD).returncode == 0


def test_the_primary_is_not_made_its_own_standby(run: Run, state: Path) -> None:
    (state / "data").mkdir()
    answer = run("make-standby", "db1")
    assert answer.returncode == 1
    assert "this machine is the primary" in answer.stderr
    assert (state / "data").exists()


def test_a_standby_takes_the_place_of_what_was_there_which_is_kept(run: Run, state: Path) -> None:
    (state / "data").mkdir()
    (state / "data/old").touch()
    write_program(state / "bin", "pg_ctl", "exit 3")  # nothing runs there
    write_program(state / "bin", "pg_basebackup", 'mkdir "$2" && echo "$*" > "$2/copied"')
    assert run("make-standby", "db2", psql=ALL_WELL).returncode == 0
    assert "host=db1 port=5432 user=keeper" in (state / "data/copied").read_text(encoding="utf-8")
    assert (state / "data.before/old").exists()


def test_a_copy_that_fails_leaves_what_was_there(run: Run, state: Path) -> None:
    (state / "data").mkdir()
    write_program(state / "bin", "pg_ctl", "exit 3")
    write_program(state / "bin", "pg_basebackup", "exit 1")
    assert run("make-standby", "db2", psql=ALL_WELL).returncode == 1
    assert (state / "data").exists()


@pytest.mark.parametrize("psql", [ONE_DEAD, ALL_WELL.replace("echo f", "echo t")])
def test_nothing_is_copied_from_what_is_no_primary(run: Run, state: Path, psql: str) -> None:
    """As where PgBouncer's own files are lost, and it sends people to the standby."""
    (state / "data").mkdir()
    write_program(state / "bin", "pg_ctl", "exit 3")
    answer = run("make-standby", "db2", psql=psql)
    assert answer.returncode == 1
    assert "no primary answers at host=db1 port=5432" in answer.stderr
    assert (state / "data").exists()


def watch(state: Path, psql: str, until: Callable[[], bool]) -> None:
    write_program(state / "bin", "psql", psql)
    environment = {"PATH": f"{state}/bin:{PLACES}", "STATE": str(state), "PATIENCE": "0"}
    watching = subprocess.Popen([WIDE / "watch-standby"], env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if until():
                return
            time.sleep(0.1)
        raise AssertionError("it did nothing")
    finally:
        watching.terminate()
        watching.wait()


@pytest.mark.parametrize("last_word", ["together|f|", "together|t|2026-11-30 17:18:49.84+00"])
def test_a_primary_whose_standby_has_gone_is_marked_before_it_acknowledges_alone(
    state: Path, last_word: str
) -> None:
    """Gone with a word, or without one: then the primary still lists it, with the time when it spoke last."""
    psql = f"""case $* in
*'case current_setting'*) echo '{last_word}' ;;
*'alter system'*) [ -e "$STATE/alone" ] && echo "$*" >> "$STATE/asked" ;;
esac"""
    watch(state, psql, (state / "asked").exists)
    assert "synchronous_standby_names = ''" in read_requests(state)[0]


def test_a_standby_that_speaks_is_there_whatever_its_clock_says(state: Path) -> None:
    psql = """echo "$*" >> "$STATE/asked"
case $* in
*'case current_setting'*) echo "together|t|1999-12-31 $(wc -l < "$STATE/asked")" ;;
esac"""
    watch(state, psql, lambda: (state / "asked").exists() and len(read_requests(state)) >= 5)
    assert not (state / "alone").exists()
    assert not any("alter system" in line for line in read_requests(state))


def test_the_mark_goes_once_the_standby_has_confirmed_all(state: Path) -> None:
    (state / "alone").touch()
    psql = """echo "$*" >> "$STATE/asked"
case $* in
*'case current_setting'*) echo 'alone|t|2026-11-30 17:18:49.84+00' ;;
*pg_current_wal_flush_lsn*) echo 0/5 ;;
*"flush_lsn >= '0/5'"*) echo t ;;
esac"""
    watch(state, psql, lambda: not (state / "alone").exists())
    assert first_about(state, "synchronous_standby_names = 'assessment'") < first_about(state, ">= '0/5'")
    assert (
        "checkpoint" in read_requests(state)[first_about(state, "synchronous_standby_names = 'assessment'")]
    )


def test_a_web_is_taken_out_of_nginx_and_put_back(state: Path) -> None:
    file = state / "nginx.conf"
    lines = "server 10.0.0.11:8000;\nserver 10.0.0.12:8000;\n"
    file.write_text(lines, encoding="utf-8")
    write_program(state / "bin", "nginx", f'echo "$*" >> {state}/asked')
    environment = {"PATH": f"{state}/bin:{PLACES}", "NGINX": str(file)}

    def turn(*words: str) -> int:
        return subprocess.run([WIDE / "web", *words], env=environment, check=False).returncode

    assert turn("out", "10.0.0.12:8000") == 0
    assert file.read_text(encoding="utf-8") == lines.replace("12:8000;", "12:8000 down;")
    assert [line.partition(" -q")[0] for line in read_requests(state)] == ["-t", f"-c {file} -s reload"]
    assert turn("out", "10.0.0.12:8000") == 1
    assert turn("in", "10.0.0.12:8000") == 0
    assert file.read_text(encoding="utf-8") == lines


def test_a_row_holds_only_what_it_promises() -> None:
    saved = Reply(0, 0.1, 302)
    refused = Reply(0, 0.1, 503, retry=5)

    def judged(**fields: Any) -> list[str]:
        row = Row("a row", acknowledged=1, **fields)
        row.judge()
        return row.wrong

    assert judged(replies=[saved, refused], away=[29.9]) == []
    assert judged(replies=[saved], lost=1) == ["1 answers lost"]
    assert judged(replies=[saved], away=[30.1]) == ["no answer saved for 30.1 s"]
    assert judged(replies=[refused], errors_allowed=False) == ["1 replies refused"]
    assert judged(replies=[Reply(0, 0.1, 500)]) == ["statuses [500]"]
    assert judged(replies=[Reply(0, 0.1, 503)]) == ["1 refusals without our page"]


def test_each_drill_keeps_the_parts_of_the_others() -> None:
    document = f"# The last drill\n\nold\n\n{MARK}\n## Containers\n"
    wide = replace_wide_part(document, f"{WIDE_MARK}\n## Wide\n")
    assert wide == f"# The last drill\n\nold\n\n{WIDE_MARK}\n## Wide\n\n{MARK}\n## Containers\n"
    assert replace_wide_part(wide, f"{WIDE_MARK}\n## Wide\n") == wide
    assert keep_part(wide, "# The last drill\n\nnew\n") == wide.replace("old", "new")
    assert replace_part(wide, f"{MARK}\nnew\n") == wide.replace("## Containers", "new")


def test_a_run_of_the_drill_stands_above_the_one_before() -> None:
    run = (
        "`make drill WIDE=1`, 1 May 2026, 12:00 UTC: as\n\n| what happened | x |\n|---|---|\n| a row | 1 |\n"
    )
    document = f"# The last drill\n\n{WIDE_MARK}\n## Wide\n\n{run}\nThe run before it, 30 April\n\n{MARK}\n"
    table = "| what happened | x |\n|---|---|\n| a row | 1 |\n"
    assert read_wide_run(document) == f"The run before it, 1 May 2026, 12:00 UTC:\n\n{table}"
    assert read_wide_run("# The last drill\n") == ""


def wide_compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((BASE / "docker-compose.wide.yml").read_text(encoding="utf-8"))
    return loaded


def wide_service(name: str) -> dict[str, Any]:
    described: dict[str, Any] = wide_compose()["services"][name]
    return described


def test_two_webs_ask_through_the_pooler_and_nobody_else_does() -> None:
    assert wide_service("web")["deploy"] == {"replicas": 2}
    assert wide_service("web")["environment"] == {
        "DATABASE_POOLER": "transaction",
        "DATABASE_URL_FILE": "/run/secrets/pooled_url",
    }
    pooled = [
        name
        for name, described in wide_compose()["services"].items()
        if "pooled_url" in described.get("secrets", [])
    ]
    assert pooled == ["web"]


def test_migrations_are_those_of_one_machine_and_end_with_the_limits_of_a_page() -> None:
    plain, wide = service("migrate")["entrypoint"][-1], wide_service("migrate")["entrypoint"][-1]
    assert wide.startswith(f"{plain} && DATABASE_STATEMENT_TIMEOUT=${{DATABASE_STATEMENT_TIMEOUT:-3}} ")
    assert wide.endswith("python manage.py database_role --apply")


@pytest.mark.parametrize("name", ["pooler", "watch"])
def test_the_pooler_and_the_watch_have_no_right_that_they_do_not_need(name: str) -> None:
    container = wide_service(name)
    assert (container["read_only"], container["cap_drop"], container["user"]) == (True, ["ALL"], "postgres")
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert container["networks"] == ["inside"]
    assert container["logging"]["options"] == service("db")["logging"]["options"]
    assert container["mem_limit"] == "128m"


def test_a_second_machine_publishes_no_port_and_changes_nothing_of_the_first() -> None:
    assert not [name for name, described in wide_compose()["services"].items() if "ports" in described]
    assert "COMPOSE_FILE" not in (BASE / "docker-compose.yml").read_text(encoding="utf-8")
    assert set(compose()["services"]) & set(wide_compose()["services"]) == {"migrate", "web", "db"}


def test_the_drill_writes_what_is_shipped_for_pooler_and_servers(tmp_path: Path) -> None:
    passwords = {"assessment": "red", "keeper": "blue"}
    write_files(tmp_path, passwords, pooler_port=6001, primary_port=6002)
    pooler = (tmp_path / "pgbouncer.ini").read_text(encoding="utf-8").splitlines()
    assert {"listen_addr = 127.0.0.1", "listen_port = 6001", "pool_mode = transaction"} <= set(pooler)
    assert f"%include {tmp_path}/databases.ini" in pooler
    server = (tmp_path / "postgresql.conf").read_text(encoding="utf-8").splitlines()
    assert {"listen_addresses = '127.0.0.1'", "synchronous_commit = on"} <= set(server)
    databases = (tmp_path / "databases.ini").read_text(encoding="utf-8")
    assert databases == "[databases]\nassessment = host=127.0.0.1 port=6002 dbname=assessment\n"


def test_both_databases_start_by_the_script_that_asks_who_is_the_primary() -> None:
    assert [wide_service(name)["entrypoint"] for name in ("db", "db2")] == [
        ["/wide/start-database", "db"],
        ["/wide/start-database", "db2"],
    ]
    assert wide_service("db2")["extends"] == {"file": "docker-compose.yml", "service": "db"}
    assert "database2:/var/lib/postgresql" in wide_service("db2")["volumes"]


def test_the_scripts_can_be_run() -> None:
    scripts = [path for path in WIDE.iterdir() if "." not in path.name and path.name != "Dockerfile"]
    assert len(scripts) == 8
    assert all(os.access(path, os.X_OK) for path in [*scripts, WIDE / "make-keeper.sh"])


DOCKER = """case $1 in
image) eval "last=\\${$#}"; echo "${last%%:*}@sha256:0123" ;;
esac"""


@pytest.mark.parametrize("wide", [False, True])
def test_images_of_several_machines_are_pinned_where_they_run(tmp_path: Path, wide: bool) -> None:
    (tmp_path / "deploy").mkdir()
    for name in ["deploy/pin-images", "Dockerfile", "docker-compose.yml"]:
        shutil.copy(BASE / name, tmp_path / name)
    if wide:
        (tmp_path / ".env").write_text("COMPOSE_FILE=docker-compose.yml:docker-compose.wide.yml\n")
    write_program(tmp_path / "bin", "docker", DOCKER)
    completed = subprocess.run(
        [tmp_path / "deploy/pin-images"],
        env={"PATH": f"{tmp_path}/bin:{PLACES}"},
        capture_output=True,
        text=True,
        check=True,
    )
    services = yaml.safe_load((tmp_path / "docker-compose.override.yml").read_text())["services"]
    assert services["db"]["image"] == "postgres:18@sha256:0123"
    assert services.keys() == {"web", "backup", "db", "proxy"} | ({"db2", "pooler"} if wide else set())
    if wide:
        assert services["db2"] == services["db"]
        assert services["pooler"] == {"build": {"args": {"POSTGRES_IMAGE": services["db"]["image"]}}}
    assert ("docker-compose.wide.yml:docker-compose.override.yml" in completed.stderr) == wide


def test_the_image_of_the_pooler_is_the_database_s_unless_it_is_pinned() -> None:
    dockerfile = (WIDE / "Dockerfile").read_text(encoding="utf-8")
    image = service("db")["image"]
    assert f"ARG POSTGRES_IMAGE={image}\nFROM ${{POSTGRES_IMAGE}}\n" in dockerfile
