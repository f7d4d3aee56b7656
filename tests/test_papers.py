"""What the papers say agrees with what the repository does."""

import re
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from assessment import settings_checks
from assessment.db import embedded
from tests import catalogues

ROOT = Path(__file__).parent.parent


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


def variables() -> dict[str, str]:
    """Of .env.example, with their example values."""
    lines = [line for line in read(".env.example").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def table_rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("|")]


@pytest.mark.parametrize("paper", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_papers_name_only_commands_that_the_makefile_has(paper: str) -> None:
    spans = re.findall(r"`(make [^`]*)`|^(make .*)$", read(paper), re.MULTILINE)
    commands = {command.split()[1] for pair in spans for command in pair if command}
    assert commands
    assert commands <= targets(read("Makefile"))


def test_contributing_explains_every_command_of_the_makefile() -> None:
    explained = set(re.findall(r"^\| `make ([a-z]+)` \|", read("CONTRIBUTING.md"), re.MULTILINE))
    assert explained == targets(read("Makefile"))


def test_the_settings_are_explained_one_by_one() -> None:
    rows = [row.split("|")[1] for row in table_rows(read("docs/settings.md"))]
    explained = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert variables()
    assert set(variables()) <= explained


def test_the_site_refuses_the_example_secret() -> None:
    assert [name for name, _ in settings_checks._secret(variables()["SECRET_KEY"])] == ["SECRET_KEY"]


def test_the_page_on_scoring_shows_the_audit_as_it_came_out() -> None:
    table = read("docs/scoring.md").split("<!-- audit -->")[1].split("<!-- /audit -->")[0]
    assert len(table_rows(table)) > 2
    assert table_rows(table) == table_rows(read("benchmarks/AUDIT.md"))


def test_the_paper_for_administrators_names_files_services_and_commands_that_exist() -> None:
    paper = read("docs/operations.md")
    composed = [yaml.safe_load(read(name)) for name in ("docker-compose.yml", "docker-compose.wide.yml")]
    services = {name for compose in composed for name in compose["services"]}
    command = r"docker compose (?:restart|logs|exec|pull)(?: -T| --tail \d+| --no-color)* ([a-z]+)"
    services_named = set(re.findall(command, paper))
    assert {"web", "worker", "db", "proxy", "migrate"} <= services_named <= services
    scripts = set(re.findall(r"\bdeploy/[a-z-]+\b", paper)) - {"deploy/systemd"}
    assert {"deploy/backup", "deploy/pin-images", "deploy/upgrade"} <= scripts
    assert all((ROOT / script).stat().st_mode & 0o111 for script in scripts)
    assert set(re.findall(r"manage\.py ([a-z_]+)", paper)) <= set(get_commands())
    secrets = {Path(secret["file"]).name for compose in composed for secret in compose["secrets"].values()}
    assert set(re.findall(r"secrets/([a-z_]+(?:\.pem)?)", paper)) == secrets


def test_the_page_for_editors_calls_buttons_and_fields_what_the_interface_calls_them() -> None:
    labels = {label.lower() for label in re.findall(r"\*\*(.+?)\.?\*\*", read("docs/editions.md"))}
    words = [words for _, words in catalogues.messages()]
    texts = [text.lower() for text in words if isinstance(text, str)]
    assert len(labels) > 40
    assert sorted(label for label in labels if not any(text.startswith(label) for text in texts)) == []


def test_laptop_and_server_run_the_same_major_version_of_postgresql() -> None:
    images = re.findall(r"^ +image: postgres:(\S+)$", read("docker-compose.yml"), re.MULTILINE)
    assert images == [str(embedded.MAJOR)]


def test_laptop_and_server_sort_text_alike() -> None:
    compose = read("docker-compose.yml")
    locale = [option for option in embedded.INITDB if "locale" in option or "encoding" in option]
    assert len(locale) == 4
    assert [option for option in locale if option not in compose] == []


def test_compose_hands_each_secret_over_as_a_file_that_the_settings_look_for() -> None:
    handed = re.findall(r"^ +([A-Z_]+)_FILE: /run/secrets/(\w+)$", read("docker-compose.yml"), re.MULTILINE)
    looked_for = set(re.findall(r'read_secret\("([A-Z_]+)"', read("assessment/settings.py")))
    to_the_site = {name for name, _ in handed} - {"POSTGRES_PASSWORD"}
    assert to_the_site == looked_for
    for _, secret in handed:
        assert f"\n  {secret}: {{file: secrets/{secret}}}" in read("docker-compose.yml")
