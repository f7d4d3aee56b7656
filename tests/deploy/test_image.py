"""What the images are built from: nothing but what runs, and in an order that fetches no package anew."""

import re
import subprocess
from fnmatch import fnmatch
from pathlib import PurePath

import pytest
from django.conf import settings

ROOT = settings.BASE
# Folder: the kinds of files that the site reads there.
ALLOWED = {
    "assessment": {".py", ".json", ".txt"},
    "templates": {".html", ".txt", ".svg", ".ics", ".xml"},
    "static": {".css", ".js", ".json", ".svg", ".png", ".ico", ".webmanifest"},
    "locale": {".po"},
}
SINGLE = {
    *("manage.py", "requirements.lock", "package.json", "package-lock.json"),
    *("benchmarks/AUDIT.md", "benchmarks/strategies.json"),
}


def ignore_rules() -> list[str]:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def is_sent(path: str, rules: list[str]) -> bool:
    """Whether a file goes to the build: the last rule about it, or about a folder around it, decides."""
    around = [path, *(str(folder) for folder in PurePath(path).parents if str(folder) != ".")]
    is_included = True
    for rule in rules:
        pattern = rule.removeprefix("!")
        names = [PurePath(place).name for place in around] if pattern.startswith("**/") else around
        if any(fnmatch(name, pattern.removeprefix("**/")) for name in names):
            is_included = rule.startswith("!")
    return is_included


def is_allowed(path: str) -> bool:
    return path in SINGLE or PurePath(path).suffix in ALLOWED.get(PurePath(path).parts[0], set())


def context() -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached"],  # noqa: S607  # the developer's own git
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    rules = ignore_rules()
    return [path for path in listing.stdout.splitlines() if is_sent(path, rules)]


def stages() -> dict[str, str]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    stages = re.split(r"^FROM (\S+) AS (\w+)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(stages[1::3], stages[2::3], strict=True))


def test_only_what_runs_goes_to_the_build() -> None:
    sent_paths = context()
    assert [path for path in sent_paths if not is_allowed(path)] == []
    assert {path for path in sent_paths if path in SINGLE} == SINGLE
    assert set(ALLOWED) <= {PurePath(path).parts[0] for path in sent_paths}


@pytest.mark.parametrize(
    "path",
    [
        *("secrets/secret_key", ".env", ".git/config", "var/postgres/PG_VERSION", "backups/2026-11-25.dump"),
        *("docs/drill.md", "tests/make.py", "node_modules/bootstrap/package.json", "benchmarks/audit.py"),
        *("assessment/__pycache__/urls.cpython-313.pyc", "assessment/old.pyc", "deploy/backup"),
    ],
)
def test_neither_secrets_nor_what_serves_nobody_goes_to_the_build(path: str) -> None:
    assert not is_sent(path, ignore_rules())


def test_the_database_programs_are_in_the_image_for_backups_alone_and_below_what_changes() -> None:
    texts = stages()
    assert [name for name, text in texts.items() if "postgresql-client-18" in text] == ["backup"]
    assert texts["backup"].index("postgresql-client-18") < texts["backup"].index("COPY")
    assert "base AS site" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert list(texts)[-1] == "site"  # what a build without a target makes


def test_both_images_hold_the_same_code_readable_by_their_user_whatever_the_umask_of_the_clone() -> None:
    texts = stages()
    copies = ["COPY --from=build /venv /venv", "COPY --from=build /site /site"]
    for name in ("site", "backup"):
        assert re.findall(r"^COPY .*$", texts[name], re.MULTILINE) == copies
        assert re.findall(r"^USER (.*)$", texts[name], re.MULTILINE) == ["10001:10001"]
    assert "&& chmod -R a+rX .\n" in texts["build"]


def test_every_base_image_can_be_pinned() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    images = dict(re.findall(r"^ARG (\w+_IMAGE)=(\S+)$", dockerfile, re.MULTILINE))
    bases = re.findall(r"^FROM (\S+) AS", dockerfile, re.MULTILINE)
    assert {base for base in bases if base not in stages()} == {f"${{{name}}}" for name in images}
    script = (ROOT / "deploy/pin-images").read_text(encoding="utf-8")
    assert {name for name in images if f'"$(default {name})"' in script} == set(images)
    assert all(f"{name}: {{image:" in script for name in ("db", "proxy"))
