"""The alerts and the board fit what /metrics really says, and the document that they name."""

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from tests.architecture.source import BASE
from tests.deploy.programs import find_or_skip

MONITORING = BASE / "deploy/monitoring"
# Prometheus' own, and those of the blackbox exporter that asks from outside.
OF_OTHERS = {"up", "probe_success", "probe_ssl_earliest_cert_expiry", "ALERTS"}
SELECTOR = re.compile(r"\b((?:site|probe)_\w+|up|ALERTS)\b(\{[^}]*\})?")
MATCHER = re.compile(r'(\w+)(=~|!~|!=|=)"([^"]*)"')


def rules() -> list[dict[str, Any]]:
    loaded = yaml.safe_load((MONITORING / "rules.yml").read_text(encoding="utf-8"))
    return [rule for group in loaded["groups"] for rule in group["rules"]]


def board() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((MONITORING / "board.json").read_text(encoding="utf-8"))
    return loaded


def board_expressions() -> list[str]:
    return [target["expr"] for panel in board()["panels"] for target in panel["targets"]]


def expressions() -> list[str]:
    return [rule["expr"] for rule in rules()] + board_expressions()


def as_grafana_asks(expression: str) -> str:
    """With the values that Grafana puts in the place of its variables."""
    return expression.replace("$__rate_interval", "1m").replace("$instance", ".*")


def promtool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """By PROMTOOL, else the machine's own: Debian has it in the package prometheus."""
    program = os.environ.get("PROMTOOL") or find_or_skip("promtool")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


def samples(page: str) -> list[tuple[str, dict[str, str]]]:
    """Name and labels of each line of /metrics."""
    lines = [line.rpartition(" ")[0] for line in page.splitlines() if not line.startswith("#")]
    return [(line.partition("{")[0], dict(re.findall(r'(\w+)="([^"]*)"', line))) for line in lines]


def is_matched(labels: dict[str, str], matchers: list[tuple[str, str, str]]) -> bool:
    """Whether a sample has what a selector asks; `instance` and `job` come from Prometheus."""
    tests: dict[str, Callable[[str, str], bool]] = {
        "=": lambda label, pattern: label == pattern,
        "!=": lambda label, pattern: label != pattern,
        "=~": lambda label, pattern: re.fullmatch(pattern, label) is not None,
        "!~": lambda label, pattern: re.fullmatch(pattern, label) is None,
    }
    own = [(name, sign, value) for name, sign, value in matchers if name not in {"instance", "job"}]
    return all(tests[sign](labels.get(name, ""), value) for name, sign, value in own)


def selectors(expression: str) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    for name, braces in SELECTOR.findall(expression):
        yield name, MATCHER.findall(braces)


@pytest.mark.django_db
def test_every_selector_of_rules_and_board_finds_something_in_the_real_metrics(client: Client) -> None:
    known_samples = samples(client.get("/metrics").content.decode())
    selected = [
        (expression, name, matchers)
        for expression in expressions()
        for name, matchers in selectors(as_grafana_asks(expression))
    ]
    assert len(selected) > 40
    for expression, name, matchers in selected:
        matching = [
            labels for metric, labels in known_samples if metric == name and is_matched(labels, matchers)
        ]
        assert matching or name in OF_OTHERS, f"{name}{matchers} of {expression}"


@pytest.mark.django_db
def test_every_metric_of_the_site_is_explained_and_shown_or_watched(client: Client) -> None:
    document = (BASE / "docs/operations.md").read_text(encoding="utf-8")
    names = {
        re.sub(r"_(bucket|sum|count)$", "", name)
        for name, _ in samples(client.get("/metrics").content.decode())
    }
    assert [name for name in sorted(names) if f"`{name}`" not in document] == []
    used = " ".join(expressions())
    assert [name for name in sorted(names) if name not in used] == []


def test_only_expressions_that_name_a_metric_are_there() -> None:
    assert [expression for expression in expressions() if not list(selectors(expression))] == []
    assert [
        expression for expression in expressions() if expression.count("(") != expression.count(")")
    ] == []


def test_promtool_reads_the_rules_and_the_scrape_example() -> None:
    for command, file in (("rules", "rules.yml"), ("config", "prometheus.yml")):
        answer = promtool("check", command, MONITORING / file)
        assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_alerts_are_raised_when_they_should_be_and_only_then() -> None:
    answer = promtool("test", "rules", MONITORING / "rules_test.yml")
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_promtool_reads_every_expression_of_the_board(tmp_path: Path) -> None:
    records = [
        {"record": f"board:{place}", "expr": as_grafana_asks(expression)}
        for place, expression in enumerate(board_expressions())
    ]
    file = tmp_path / "board.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "board", "rules": records}]}), encoding="utf-8")
    answer = promtool("check", "rules", file)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_each_alert_is_tried_in_the_tests_of_the_rules() -> None:
    tried = (MONITORING / "rules_test.yml").read_text(encoding="utf-8")
    assert [rule["alert"] for rule in rules() if rule["alert"] not in tried] == []


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alert_says_what_is_wrong_what_to_do_and_where_that_is_written(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["for"]
    assert len(rule["annotations"]["summary"]) > 20
    section = re.search(r'\. "([^"]+)"$', rule["annotations"]["description"])
    assert section, "the description ends with a section of docs/operations.md"
    document = (BASE / "docs/operations.md").read_text(encoding="utf-8")
    assert re.search(rf"^(?:##+ |\*\*){re.escape(section[1])}", document, re.MULTILINE), section[1]


def test_the_board_takes_its_data_from_whatever_source_is_chosen() -> None:
    variables = {variable["name"]: variable for variable in board()["templating"]["list"]}
    assert variables["datasource"]["type"] == "datasource"
    assert variables["datasource"]["query"] == "prometheus"
    chosen = {"type": "prometheus", "uid": "${datasource}"}
    for panel in board()["panels"]:
        assert [panel["datasource"], *(target["datasource"] for target in panel["targets"])] == [chosen] * (
            1 + len(panel["targets"])
        )
    assert (
        "__inputs" not in board()
    )  # those are asked for at an import alone, and a provisioned board has none


def test_panels_have_names_and_words_and_do_not_lie_on_one_another() -> None:
    panels = board()["panels"]
    assert len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels}) == len(panels)
    assert all(panel["description"].endswith(".") for panel in panels)
    for first, second in combinations((panel["gridPos"] for panel in panels), 2):
        are_side_by_side = first["x"] + first["w"] <= second["x"] or second["x"] + second["w"] <= first["x"]
        are_stacked = first["y"] + first["h"] <= second["y"] or second["y"] + second["h"] <= first["y"]
        assert are_side_by_side or are_stacked, (first, second)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels)
