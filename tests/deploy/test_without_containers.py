"""What the document says for a machine without containers: its units, files, scripts and lines are there."""

import re
import subprocess
from pathlib import Path

from tests.architecture.source import BASE
from tests.deploy.programs import find_or_skip

UNITS = BASE / "deploy/systemd"
# Of the distribution.
FOREIGN_UNITS = {"postgresql@*"}


def section() -> str:
    paper = (BASE / "docs/operations.md").read_text(encoding="utf-8")
    return paper.split("\n## Without containers\n")[1].split("\n## ")[0]


def blocks() -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```", section(), re.MULTILINE | re.DOTALL)


def test_every_unit_that_is_named_is_shipped() -> None:
    shipped = {path.name for path in UNITS.iterdir()}
    names = set(re.findall(r"\bassessment-[a-z]+(?:\.[a-z]+)?", section()))
    assert len(names) > 5
    units = {name if "." in name else f"{name}.service" for name in names}
    assert sorted(units - shipped) == []


def test_every_file_of_settings_that_is_named_is_read_by_something() -> None:
    read_by = (UNITS / "environment").read_text(encoding="utf-8")
    read_by += (BASE / "proxy/nginx-host.conf").read_text(encoding="utf-8")
    paths = set(re.findall(r"/etc/assessment/[a-z_.]+\b", section())) - {"/etc/assessment/environment"}
    assert len(paths) >= 4
    assert sorted(name for name in paths if name not in read_by) == []


def test_every_file_that_the_settings_name_is_made_by_a_line_of_the_document() -> None:
    paths = re.findall(r"^[A-Z_]+_FILE=(\S+)$", (UNITS / "environment").read_text(), re.MULTILINE)
    paths += re.findall(
        r"ssl_certificate\w* (/etc/assessment/\S+);", (BASE / "proxy/nginx-host.conf").read_text()
    )
    assert len(paths) == 4
    installed_paths = re.findall(r"install -[^\n]* (/etc/assessment/\S+)", blocks()[0])
    assert sorted(set(paths) - set(installed_paths)) == []


def test_every_line_of_shell_can_be_read_by_one() -> None:
    assert len(blocks()) == 3
    table = re.findall(r"\| `([^`]+)`", section())
    for script in [*blocks(), *table]:
        answer = subprocess.run(
            [find_or_skip("sh"), "-n"], input=script, capture_output=True, text=True, check=False
        )
        assert (answer.returncode, answer.stderr) == (0, ""), script


def test_every_script_that_is_named_is_there_and_can_be_run() -> None:
    scripts = {Path(name) for name in re.findall(r"\bdeploy/[a-z-]+\b", section())} - {Path("deploy/systemd")}
    assert Path("deploy/upgrade-host") in scripts
    assert [name for name in sorted(scripts) if not (BASE / name).stat().st_mode & 0o111] == []
