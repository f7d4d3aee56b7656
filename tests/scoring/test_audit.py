"""The calibration audit: its invented answers, its verdicts and its files."""

import json
from math import fsum, sqrt
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.constants import CAPABILITIES
from assessment.scoring.scorecard import score
from benchmarks import audit, audit_strategies, audit_teams
from benchmarks.audit_claims import Row, envelopes, flat, named_side
from benchmarks.audit_people import SIGMA, SLOTS, answers, chances, people, possible, scored
from tests.scoring import make

ENDS = {"frequency": (0, 1), "pair": (0, 1), "judgement": (0, 1), "belief": (-1, 1), "range": (0, 1)}


def seeded(number: int) -> Random:
    return Random(number)  # noqa: S311 - repeatable chance is the point


@pytest.mark.parametrize("kind", ENDS)
def test_possible_scores_run_from_end_to_end(kind: str) -> None:
    ladder = possible(kind)
    assert (ladder[0][0], ladder[-1][0]) == ENDS[kind]
    assert len(ladder) == {"frequency": 5, "pair": 5, "judgement": 4, "belief": 11, "range": 181}[kind]


@given(st.sampled_from(sorted(ENDS)), st.floats(0.20, 0.85), st.sampled_from(sorted(SIGMA.values())))
def test_answers_have_the_mean_and_spread_they_should(kind: str, mean: float, sigma: float) -> None:
    probabilities = chances(kind, mean, sigma / 100)
    scores = [(weight, scored(kind, reply) or 0) for weight, reply in probabilities]
    assert all(weight >= -1e-12 for weight, _ in probabilities)
    assert fsum(weight for weight, _ in probabilities) == pytest.approx(1)
    assert fsum(weight * reply_score for weight, reply_score in scores) == pytest.approx(mean)
    spread = sqrt(fsum(weight * (reply_score - mean) ** 2 for weight, reply_score in scores))
    assert spread == pytest.approx(sigma / 100, rel=1e-6)


@pytest.mark.parametrize("mean", [0.0, 0.03, 0.99, 1.0])
def test_answers_near_an_end_spread_as_far_as_they_can(mean: float) -> None:
    probabilities = chances("frequency", mean, 0.3)
    assert fsum(
        weight * (scored("frequency", reply) or 0) for weight, reply in probabilities
    ) == pytest.approx(mean)


def test_invented_attempt_fills_the_questionnaire() -> None:
    truth = next(people(1, seeded(1)))
    items = answers(truth, seeded(1))
    assert [(i.capability, i.facet, i.kind) for i in items] == [
        (i.capability, i.facet, i.kind) for i in make.full()
    ]
    assert len(SLOTS) == 31
    assert score(items).index is not None
    assert all(i.score is None for i in answers(truth, seeded(1), no_occasion=1.0) if i.kind == "frequency")


def test_invented_people_are_correlated_and_kept_in_bounds() -> None:
    crowd = list(people(4000, seeded(2)))
    columns = [[person[name] for person in crowd] for name in CAPABILITIES]
    assert all(20 <= value <= 85 for column in columns for value in column)
    means = [fsum(column) / len(column) for column in columns]
    assert means == pytest.approx([52] * 3, abs=1)
    first, second = (
        [value - mean for value in column] for column, mean in zip(columns[:2], means[:2], strict=True)
    )
    products = fsum(
        deviation * other_deviation for deviation, other_deviation in zip(first, second, strict=True)
    )
    assert products / sqrt(
        fsum(deviation * deviation for deviation in first)
        * fsum(other_deviation * other_deviation for other_deviation in second)
    ) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(
    ("figures", "holds"), [({"a": 79.0, "b": 81.0}, True), ({"a": 79.0, "b": 82.5}, False), ({}, False)]
)
def test_row_holds_when_every_figure_does(figures: dict[str, float], holds: bool) -> None:
    assert Row("claim", "78 to 82 %", figures, 78, 82).holds is holds


def test_envelopes_of_flat_courses_hold() -> None:
    row = envelopes(60, seeded(3), flat)
    assert len(row.figures) == 3
    assert row.holds


def test_verdict_row_counts_only_that_verdict() -> None:
    row = named_side(400, seeded(4))
    [(name, share)] = row.figures.items()
    assert 5 <= int(name.split()[0]) <= 80
    assert 50 <= share <= 100


def test_small_audit_writes_its_table_and_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_teams, "MORE_WITH_PUPPETS", 1)
    document = tmp_path / "scoring.md"
    document.write_text(f"Before.\n{audit.BEGIN}| old |\n{audit.END}After.\n", encoding="utf-8")
    code = audit.main(first=12, other_people=6, teams=1, histories=2, into=tmp_path, document=document)
    record = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))
    page = (tmp_path / "AUDIT.md").read_text(encoding="utf-8")
    assert page in capsys.readouterr().out
    assert len(record["rows"]) == 58
    for row in record["rows"]:
        assert f"| {row['claim']} | {row['pass']} |" in page
    text = document.read_text(encoding="utf-8")
    assert text.startswith("Before.\n")
    assert text.endswith("After.\n")
    assert [line for line in text.splitlines() if "|" in line] == [
        line for line in page.splitlines() if line.startswith("|")
    ]
    failed = any(row["verdict"] == "fails" for row in record["rows"])
    assert code == int(failed)
    assert failed, "twelve people cannot show 78 to 82 % of each capability"
    again = tmp_path / "again"
    again.mkdir()
    audit.main(first=12, other_people=6, teams=1, histories=2, into=again, document=None)
    assert (again / "audit.json").read_bytes() == (tmp_path / "audit.json").read_bytes()


def test_the_rows_on_wording_are_those_of_the_strategies() -> None:
    strategies = json.loads((audit.HERE / "strategies.json").read_text(encoding="utf-8"))["editions"]
    newest = max(strategy["number"] for strategy in strategies)
    english, german = (strategy["strategies"] for strategy in strategies if strategy["number"] == newest)
    by_claim = {row.claim: row for row in audit_strategies.rows()}
    row = by_claim["Same range every time: earned"]
    for name, strategies_of in {"English": english, "German": german}.items():
        earned = [strategy["earned"] for strategy in strategies_of.values() if strategy["kind"] == "range"]
        assert row.figures[name] == pytest.approx(100 * max(earned), abs=0.1)
    assert all(row.holds for row in by_claim.values())


def test_a_row_on_wording_fails_where_a_strategy_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    first = json.loads((audit_strategies.EDITIONS / "full-1.json").read_text(encoding="utf-8"))
    monkeypatch.setattr(audit_strategies, "_newest", lambda: first)
    failing = {row.claim for row in audit_strategies.rows() if not row.holds}
    assert failing == {row.claim for row in audit_strategies.rows()}


def test_checked_in_audit_is_whole_and_holds() -> None:
    record = json.loads((audit.HERE / "audit.json").read_text(encoding="utf-8"))
    assert record["people"] == {"first": 20_000, "others": 5_000, "teams": 6, "histories": 675}
    assert record["seed"] == audit.SEED
    without_limit = [row for row in record["rows"] if row["pass"] == "no limit"]
    assert {row["verdict"] for row in without_limit} == {"measured"}
    assert [row["verdict"] for row in record["rows"] if row not in without_limit] == ["holds"] * 42
    page = (audit.HERE / "AUDIT.md").read_text(encoding="utf-8")
    for row in record["rows"]:
        for value in row["seen"].values():
            assert f"{value:.1f}" in page
