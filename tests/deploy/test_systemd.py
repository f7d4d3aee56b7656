"""The units for a machine without containers: whole, shut in, and in step with what the containers run."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import BASE
from tests.deploy.programs import PLACES, find_or_skip
from tests.deploy.test_backup_scripts import write_program
from tests.test_repository import service, variables_read

UNITS = BASE / "deploy/systemd"
SERVICES = ["web", "worker", "daily", "backup"]
RELEASE = "opt/assessment/current"
MOST_EXPOSED = 2.5


def read(name: str) -> str:
    return (UNITS / name).read_text(encoding="utf-8")


def options(command: str) -> set[str]:
    """The options of a gunicorn command with their values, but for where it listens and how many threads."""
    pairs = re.findall(r"(--[a-z-]+)(?: (?!--)(\S+))?", command)
    return {f"{name} {value}".strip() for name, value in pairs if name not in {"--bind", "--threads"}}


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The root of a machine with the units in place, and empty programs where they start one."""
    units = tmp_path / "etc/systemd/system"
    shutil.copytree(UNITS, units)
    shutil.copy(BASE / "deploy/wide/watch-standby.service", units)
    programs = [
        f"{RELEASE}/{name}" for name in (".venv/bin/gunicorn", ".venv/bin/python", "deploy/backup-host")
    ]
    for name in [*programs, "srv/site/deploy/wide/watch-standby"]:
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.touch(mode=0o755)
    return tmp_path


def analyze(machine: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = find_or_skip("systemd-analyze")
    return subprocess.run(
        [program, *arguments[:1], f"--root={machine}", *arguments[1:]],
        capture_output=True,
        text=True,
        check=False,
    )


def test_systemd_finds_nothing_wrong_with_the_units(machine: Path) -> None:
    names = [path.name for path in UNITS.iterdir() if path.suffix in {".service", ".socket", ".timer"}]
    # The distribution's nginx, to which a part of ours is added.
    (machine / "etc/systemd/system/nginx.service").write_text("[Service]\nExecStart=/usr/sbin/nginx\n")
    for name in ["usr/sbin/nginx", "etc/nginx/site/check"]:
        (machine / name).parent.mkdir(parents=True, exist_ok=True)
        (machine / name).touch(mode=0o755)
    names += ["nginx.service", "watch-standby.service"]
    assert {f"assessment-{name}.service" for name in SERVICES} <= set(names)
    answer = analyze(machine, "verify", "--man=no", "--recursive-errors=no", *sorted(names))
    assert (answer.stderr, answer.returncode) == ("", 0)


@pytest.mark.parametrize("name", [*(f"assessment-{name}" for name in SERVICES), "watch-standby"])
def test_a_service_is_exposed_as_little_as_the_threshold_asks(machine: Path, name: str) -> None:
    threshold = f"--threshold={MOST_EXPOSED * 10:.0f}"  # tenths
    answer = analyze(machine, "security", "--offline=yes", "--no-pager", threshold, f"{name}.service")
    level = re.search(r"exposure level for \S+ ([\d.]+)", answer.stdout)
    assert level, answer.stderr
    assert float(level[1]) <= MOST_EXPOSED
    assert answer.returncode == 0


def test_the_site_is_started_with_the_options_that_the_containers_give() -> None:
    containers = (BASE / "Dockerfile").read_text(encoding="utf-8").rsplit("ENTRYPOINT", 1)[1]
    assert options(read("assessment-web.service")) == options(containers.partition('"]')[0])
    assert "--threads ${WEB_THREADS}" in read("assessment-web.service")
    assert "Environment=WEB_THREADS=64\n" in read("assessment-web.service")


def test_a_request_waits_at_the_socket_while_the_site_starts_anew() -> None:
    proxy = (BASE / "proxy/nginx-host.conf").read_text(encoding="utf-8")
    listens = re.findall(r"ListenStream=(\S+)", read("assessment-web.socket"))
    assert listens == re.findall(r"server (\S+:\d+);", proxy)
    assert "Requires=assessment-web.socket" in read("assessment-web.service")


def test_the_process_of_a_calendar_file_may_limit_itself() -> None:
    """It sets its own time, memory and priority first; a filter that forbids it would break every upload."""
    denied = re.findall(r"SystemCallFilter=~(.*)", read("assessment-.service.d/10-sandbox.conf"))
    assert denied == ["@privileged"]


def test_what_an_administrator_edits_comes_after_what_is_shipped() -> None:
    """systemd reads drop-ins by their names, whichever folder they are in, and the last word counts."""
    shipped = [path.name for path in UNITS.glob("*.d/*.conf") if path.parent.name.startswith("assessment-")]
    assert shipped
    assert all(name < "override.conf" for name in shipped)  # as systemctl edit names it


@pytest.mark.parametrize("name", ["worker", "daily", "backup"])
def test_what_runs_on_one_web_alone_is_not_started_where_there_are_pages_only(name: str) -> None:
    assert "\nConditionPathExists=!/etc/assessment/pages-only\n" in read(f"assessment-{name}.service")
    assert "pages-only" not in read("assessment-web.service")


def test_no_secret_stands_in_the_settings_but_by_its_file() -> None:
    variables = dict(re.findall(r"^([A-Z_]+)=(.*)$", read("environment"), re.MULTILINE))
    assert "SECRET_KEY_FILE" in variables
    assert not {"SECRET_KEY", "MAIL_URL", "OIDC_CLIENT_SECRET"} & set(variables)
    assert ":" not in variables["DATABASE_URL"].partition("://")[2]  # peer authentication: no password


def test_the_settings_file_names_what_the_containers_are_given_and_nothing_that_is_not_read() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", read("environment"), re.MULTILINE))
    variables = set(service("web")["environment"])
    limits = {name for name in variables if name.startswith("DATABASE_") and "URL" not in name}
    assert named <= variables_read()
    assert variables - limits - {"DATABASE_URL_FILE"} <= named
    assert not limits & named


def test_the_shell_and_systemd_read_the_same_settings() -> None:
    """deploy/manage-host reads the file with sh: a value with a space or a bracket has to be quoted."""
    values = re.findall(r"^[A-Z_]+=(.*)$", read("environment"), re.MULTILINE)
    assert [value for value in values if re.search(r"[\s<>&;$`'\\]", value) and value[0] != '"'] == []


@pytest.mark.parametrize("script", ["backup-host", "manage-host", "upgrade-host", "backup", "upgrade"])
def test_a_script_is_readable_to_the_shell(script: str) -> None:
    answer = subprocess.run(
        [find_or_skip("sh"), "-n", BASE / "deploy" / script], capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize(
    ("nginx", "before", "requested"),
    [(1, "", ""), (1, "/opt/assessment/old", ""), (0, "", "restart"), (0, "/old", "reload-or-restart")],
)
def test_an_upgrade_leaves_nginx_alone_where_there_is_none(
    tmp_path: Path, nginx: int, before: str, requested: str
) -> None:
    script = (BASE / "deploy/upgrade-host").read_text(encoding="utf-8")
    part = re.search(r"^if ! systemctl cat nginx\.service.*?^fi$", script, re.MULTILINE | re.DOTALL)
    assert part
    write_program(tmp_path, "systemctl", f'[ "$1" = cat ] && exit {nginx}; echo "$1"')
    answer = subprocess.run(
        [find_or_skip("sh"), "-euc", part[0]],
        env={"PATH": f"{tmp_path}:{PLACES}", "before": before},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.stdout.strip(), answer.stderr, answer.returncode) == (requested, "", 0)
