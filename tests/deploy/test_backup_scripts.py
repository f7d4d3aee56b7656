"""The nightly scripts and the lines around them: who runs them, what they keep, how it is carried away."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.architecture.source import BASE
from tests.deploy.programs import PLACES, find_or_skip

DAY = 24 * 3600
AS_ROOT = ["deploy/backup", "deploy/manage-host", "deploy/upgrade-host"]


def read_document() -> str:
    return (BASE / "docs/operations.md").read_text(encoding="utf-8")


def cron_lines() -> list[str]:
    return re.findall(r"^\d\S* \S+ \* \* \*  .*$", read_document(), re.MULTILINE)


def write_program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def write_old(path: Path, days: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    modified_at = time.time() - days * DAY
    os.utime(path, (modified_at, modified_at))
    return path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A clone whose programs all succeed and do nothing; its user is root."""
    shutil.copytree(BASE / "deploy", tmp_path / "site/deploy")
    for name in ["docker", "install", "chown"]:
        write_program(tmp_path / "bin", name, "exit 0")
    write_program(tmp_path / "bin", "id", "echo 0")
    write_program(tmp_path / "site/.venv/bin", "python", "exit 0")
    return tmp_path / "site"


def run(site: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(site / script), *arguments],
        env={"PATH": f"{site.parent}/bin:{PLACES}", "AUDIT_FOLDER": str(site / "audit")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("script", ["deploy/backup", "deploy/backup-host"])
def test_what_has_outlived_its_time_goes_and_nothing_else(site: Path, script: str) -> None:
    folder = site / "backups"
    outlived = [
        write_old(folder / "old.dump", 37),
        write_old(folder / "old.json", 37),
        write_old(folder / "audit/old.log", 92),
    ]
    stay = [
        write_old(folder / "young.dump", 34),
        write_old(folder / "young.json", 34),
        write_old(folder / "audit/young.log", 89),
        write_old(folder / "notes.txt", 400),
    ]
    answer = run(site, script, *([str(folder)] if script.endswith("host") else []))
    assert answer.returncode == 0, answer.stderr
    assert [path.name for path in outlived if path.exists()] == []
    assert [path.name for path in stay if not path.exists()] == []


@pytest.mark.parametrize("script", AS_ROOT)
def test_whoever_is_not_root_is_told_so_before_anything_happens(site: Path, script: str) -> None:
    write_program(site.parent / "bin", "id", "echo 1000")
    answer = run(site, script)
    assert (answer.returncode, answer.stderr) == (1, "Run this as root.\n")


def test_cron_reads_the_lines_as_they_are_meant() -> None:
    """An unescaped per cent sign ends a line of cron; each line names a user, and finds its folder."""
    lines = cron_lines()
    assert len(lines) == 3
    for line in lines:
        _, user, command = re.split(r" {2,}", line, maxsplit=2)
        assert user == "root"
        assert re.findall(r"(?<!\\)%", command) == []
        assert "deploy/" not in command or command.startswith("cd /srv/site && deploy/")
        answer = subprocess.run(
            [find_or_skip("sh"), "-n"],
            input=command.replace("\\%", "%"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (answer.returncode, answer.stderr) == (0, "")


def test_the_hook_for_renewals_is_a_script() -> None:
    [hook] = re.findall(r"^```\n(#!/bin/sh\n.*?)^```", read_document(), re.MULTILINE | re.DOTALL)
    answer = subprocess.run(
        [find_or_skip("sh"), "-n"], input=hook, capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "fullchain.pem" in hook
    assert "exec -T proxy /etc/nginx/site/reload" in hook


def test_the_document_says_what_cannot_be_taken_back_and_how_secrets_are_written() -> None:
    paper = read_document()
    assert "`includeSubDomains; preload`" in paper
    assert "`%23` for `#`, `%2F` for `/`" in paper
    assert "fullchain.pem" in paper
    assert "`%` has to be `\\%`" in paper


def test_a_folder_that_is_carried_away_encrypted_comes_back_as_it_was(tmp_path: Path) -> None:
    """The two lines of the document, with its key made by the document's command, in folders of the test."""
    gpg, shell = find_or_skip("gpg"), find_or_skip("sh")
    folder, back, home = tmp_path / "srv/site/backups", tmp_path / "back", tmp_path / "home"
    for path in [folder, back]:
        path.mkdir(parents=True)
    home.mkdir(mode=0o700)
    (folder / "2026-11-25.dump").write_bytes(os.urandom(4000))
    (folder / "2026-11-25.dump").chmod(0o640)
    [carrying] = [line for line in cron_lines() if "gpg" in line]
    command = re.split(r" {2,}", carrying, maxsplit=2)[2].replace("\\%", "%")
    command = command.replace("--directory=/ ", f"--directory={tmp_path} ").replace(
        "/etc/carry.asc", f"{tmp_path}/carry.asc"
    )
    command, _, upload = command.partition(" | ssh ")
    assert upload.endswith("'cat > site-'$(date +%u)'.tar.gz.gpg'")
    [making] = re.findall(r"`(gpg --quick-generate-key [^`]*)`", read_document())
    [exporting] = re.findall(r"`(gpg --export [^`]*)`", read_document())
    [unpacking] = re.findall(r"`(gpg --decrypt [^`]*)`", read_document())
    unpacking = unpacking.replace("--directory=/", f"--directory={back}").replace(
        "site-7.tar.gz.gpg", "kept.gpg"
    )
    alone = {"PATH": f"{PLACES}:{Path(gpg).parent}", "GNUPGHOME": str(home)}
    no_words = making.replace("gpg ", "gpg --batch --quiet --pinentry-mode loopback --passphrase '' ")
    steps = [no_words, f"{exporting} > carry.asc", f"{command} > kept.gpg", unpacking]
    for step in steps:
        answer = subprocess.run(
            [shell, "-c", step], cwd=tmp_path, env=alone, capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, answer.stderr
    unpacked_dump = back / "srv/site/backups/2026-11-25.dump"
    assert unpacked_dump.read_bytes() == (folder / "2026-11-25.dump").read_bytes()
    assert unpacked_dump.stat().st_mode & 0o777 == 0o640
    assert (folder / "2026-11-25.dump").read_bytes()[:100] not in (tmp_path / "kept.gpg").read_bytes()
    subprocess.run([shell, "-c", "gpgconf --kill all"], env=alone, check=False)
