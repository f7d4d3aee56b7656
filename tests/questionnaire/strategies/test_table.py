"""The table of `make strategies`."""

import json
from pathlib import Path

import pytest
from django.utils.translation import override

from assessment.questionnaire.models import Edition
from benchmarks import strategies
from tests.questionnaire.strategies.editions import balanced, shipped


def write_edition(document: object, into: Path) -> str:
    path = into / "edition.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def test_a_file_within_the_limits_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert strategies.main([write_edition(balanced(), tmp_path)]) == 0
    assert "Edition 1, en: nothing." in capsys.readouterr().out


def test_a_file_beyond_them_fails_and_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert strategies.main([write_edition(shipped("full-1"), tmp_path)]) == 1
    output = capsys.readouterr().out
    assert "The same range every time (32 to 67): earns 80.6\u00a0% of a full score" in output
    assert "| The same range every time | – | – | **0.81 (32 to 67)** | 52.6 |" in output


def test_a_draft_in_the_database_is_played(published: Edition, capsys: pytest.CaptureFixture[str]) -> None:
    assert strategies.main(["--draft", f"full-{published.number}"]) == 0
    assert f"edition {published.number}, en: keys hit" in capsys.readouterr().out


def test_the_files_hold_what_was_played(tmp_path: Path) -> None:
    with override("en"):
        columns = strategies.columns_of(balanced())
        strategies.write(columns, tmp_path)
    record = json.loads((tmp_path / "strategies.json").read_text(encoding="utf-8"))
    assert [(edition["number"], edition["language"]) for edition in record["editions"]] == [(1, "en")]
    assert record["editions"][0]["strategies"]["chance"]["hits"] == pytest.approx(0.25)
    assert (tmp_path / "STRATEGIES.md").read_text(encoding="utf-8") == strategies.page(columns)


def test_the_files_are_those_of_the_editions_that_are_shipped() -> None:
    """Otherwise: make strategies."""
    with override("en"):
        written_now = strategies.page(strategies.shipped())
    assert (strategies.HERE / "STRATEGIES.md").read_text(encoding="utf-8") == written_now


def test_nothing_that_beat_edition_1_pays_against_the_newest() -> None:
    with override("en"):
        columns = strategies.shipped()
    newest = max(column.edition for column in columns)
    excesses = {
        f"{column.edition}, {column.language}": column.excesses
        for column in columns
        if column.edition == newest
    }
    assert excesses == {f"{newest}, en": [], f"{newest}, de": []}
