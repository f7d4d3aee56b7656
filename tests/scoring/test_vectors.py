"""The worked examples, and the runner that checks any file of their shape."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assessment.scoring.constants import LINE, VERSIONS, Z80, Z95
from tests.scoring.run_vectors import OWN, failures_of, main, run
from tests.scoring.vector_cases import CASES

DOCUMENTS = [json.loads(path.read_text(encoding="utf-8")) for path in OWN]
DOCUMENT = DOCUMENTS[0]
EXAMPLES = [(case, document["scoring_version"]) for document in DOCUMENTS for case in document["cases"]]
GOOD = {
    "id": "step",
    "fn": "item_score",
    "inputs": {"kind": "frequency", "answer": {"choice": 4}},
    "expected": {"score": 0.75},
    "tolerance": 1e-6,
}


def parts_of(case: dict[str, Any]) -> dict[str, dict[str, float]]:
    """What a case expects by name, such as contributions."""
    return {name: value for name, value in case["expected"].items() if isinstance(value, dict)}


def write_cases(tmp_path: Path, cases: object, **more: object) -> Path:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": cases, **more}), encoding="utf-8")
    return path


@pytest.mark.parametrize(("case", "version"), EXAMPLES, ids=[case["id"] for case, _ in EXAMPLES])
def test_each_worked_example_gives_its_expected_values(case: dict[str, Any], version: int) -> None:
    assert failures_of(case, version) == []


@pytest.mark.parametrize(
    "case", [case for case in DOCUMENT["cases"] if parts_of(case)], ids=lambda case: case["id"]
)
def test_example_gives_no_part_that_is_not_expected(case: dict[str, Any]) -> None:
    expected = parts_of(case)
    got = CASES[case["fn"]](case["inputs"], 1)
    for name, value in expected.items():
        assert got[name].keys() == value.keys()


def test_every_kind_of_example_is_in_the_file() -> None:
    assert {case["fn"] for case, _ in EXAMPLES} == set(CASES)
    kinds = {case["kind"] for case, _ in EXAMPLES if case["fn"] == "side_by_side"}
    assert kinds == set(VERSIONS[2].family_spreads)


def test_constants_of_version_1_are_those_of_the_file() -> None:
    constants, table = DOCUMENT["constants"], VERSIONS[1]
    assert list(table.nodes) == constants["gauss_hermite_nodes"]
    assert list(table.node_weights) == constants["gauss_hermite_weights"]
    assert (constants["z80"], constants["z95"], constants["line"]) == (Z80, Z95, LINE)
    assert (table.floor, table.full_form_error) == (constants["floor"], constants["se_prior"])
    assert table.sigma == constants["sigma"]
    assert table.weights == constants["weights"]
    assert table.retest_factor == constants["retest_factor"]
    assert table.calendar_variation == constants["cv"]
    assert [table.fading, table.holding] == constants["phi"]
    assert table.level_noise**2 == constants["q"]
    assert [list(table.level_prior), table.slope_prior] == [
        constants["level_prior"],
        constants["slope_prior_sd"],
    ]


def test_runner_passes_a_file_that_agrees(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write_cases(tmp_path, [GOOD]))]) == 0
    assert capsys.readouterr().out == "1 cases, 1 agree, 0 differences.\n"


def test_runner_checks_its_own_file_when_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out.startswith(f"{len(EXAMPLES)} cases, ")


def test_runner_takes_one_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["one", "two"]) == 1
    assert capsys.readouterr().out.startswith("usage:")


@pytest.mark.parametrize(
    ("altered", "why"),
    [
        ({"fn": "side_by_side"}, "KeyError: 'kind'"),
        ({"fn": "side_by_side", "kind": "stars", "inputs": {"units": [[1, 2]]}}, "no family 'stars'"),
        ({"expected": {"score": 0.7501}}, "step (item_score): score: expected 0.7501, got 0.75"),
        ({"expected": {"score": None}}, "score: expected None, got 0.75"),
        ({"expected": {"score": True}}, "score: expected True, got 0.75"),
        ({"expected": {"score": "0.75"}}, "score: expected '0.75', got 0.75"),
        ({"expected": {"score": [0.75]}}, "score: expected [0.75], got 0.75"),
        ({"expected": {"score": {"x": 1}}}, "score: expected {'x': 1}, got 0.75"),
        ({"expected": {"score": float("nan")}}, "score: expected nan, got 0.75"),
        ({"expected": {"points": 0.75}}, "points: expected 0.75, got nothing of that name"),
        ({"expected": {}}, "'expected' names nothing to compare"),
        ({"expected": None}, "'expected' is missing or not dict"),
        (
            {"inputs": {"kind": "frequency", "answer": {"choice": 6}}},
            "ValueError: The choice is a whole number",
        ),
        ({"inputs": {}}, "KeyError: 'kind'"),
        ({"inputs": []}, "'inputs' is missing or not dict"),
        ({"fn": "astrology"}, "step (astrology): unknown fn 'astrology'"),
        ({"fn": None}, "'fn' is missing or not str"),
        ({"id": 7}, "case 2 (item_score): 'id' is missing or not str"),
        ({"tolerance": None}, "'tolerance' is missing or not a number from 0"),
        ({"tolerance": "1"}, "'tolerance' is missing or not a number from 0"),
        ({"tolerance": -1}, "'tolerance' is missing or not a number from 0"),
        ({"tolerance": float("nan")}, "'tolerance' is missing or not a number from 0"),
        ({"tolerance": float("inf")}, "'tolerance' is missing or not a number from 0"),
    ],
)
def test_runner_names_a_case_that_differs(tmp_path: Path, altered: dict[str, object], why: str) -> None:
    lines, count, agree = run(write_cases(tmp_path, [GOOD, {**GOOD, **altered}, GOOD]))
    assert (count, agree) == (3, 2)
    assert len(lines) == 1
    assert why in lines[0]


def test_runner_names_a_case_that_is_no_object(tmp_path: Path) -> None:
    lines, count, agree = run(write_cases(tmp_path, ["no case"]))
    assert (lines, count, agree) == (["case 1: a case is an object"], 1, 0)


def test_runner_compares_inside_lists_and_objects(tmp_path: Path) -> None:
    case = next(case for case in DOCUMENT["cases"] if case["id"] == "levers")
    first, *other_levers = case["expected"]["levers"]
    wrong = {**case, "expected": {"levers": [{**first, "low": 0.8, "cap": "systems"}, *other_levers]}}
    lines, _, _ = run(write_cases(tmp_path, [wrong]))
    assert [line.split(": ")[1] for line in lines] == ["levers[0].cap", "levers[0].low"]
    shorter = {**case, "expected": {"levers": other_levers}}
    lines, _, _ = run(write_cases(tmp_path, [shorter]))
    assert len(lines) == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "is not JSON"),
        ("[]", "holds no list of cases"),
        ('{"cases": []}', "holds no list of cases"),
        ('{"cases": [1], "scoring_version": 99}', "names scoring version 99, which does not exist"),
        ('{"cases": [1], "scoring_version": true}', "names scoring version True, which does not exist"),
    ],
)
def test_runner_names_a_file_it_cannot_use(tmp_path: Path, content: str, why: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    lines, count, agree = run(path)
    assert (count, agree) == (0, 0)
    assert lines[0].startswith(f"{path}: {why}")


def test_runner_names_a_file_that_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.json")]) == 1
    out = capsys.readouterr().out
    assert "none.json: cannot be read (No such file or directory)" in out
    assert out.endswith("0 cases, 0 agree, 1 differences.\n")


def test_runner_names_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "bytes.json"
    path.write_bytes(b"\xff\xfe\x00")
    assert "is not JSON" in run(path)[0][0]


@pytest.mark.parametrize(("score", "code"), [(0.75, 0), (0.5, 1)])
def test_runner_works_as_a_module(tmp_path: Path, score: float, code: int) -> None:
    path = write_cases(tmp_path, [{**GOOD, "expected": {"score": score}}])
    command = [sys.executable, "-m", "tests.scoring.run_vectors", str(path)]
    process = subprocess.run(command, cwd=OWN[0].parents[2], capture_output=True, text=True, check=False)
    assert process.returncode == code
    assert process.stderr == ""
