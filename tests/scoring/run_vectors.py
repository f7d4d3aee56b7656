"""Check a file of worked examples against the scoring code: `python -m tests.scoring.run_vectors FILE`.

Only keys under `expected` are compared, at every depth; numbers within the case's tolerance, everything else
exactly. Whatever cannot be compared (no file, no JSON, a malformed case, an unknown fn, an exception) is a
named failure. Exit code 0 if every case agrees, else 1.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assessment.scoring.constants import CURRENT_VERSION, VERSIONS
from tests.scoring.vector_cases import CASES

HERE = Path(__file__).parent
# One file for each scoring version that brought words or figures of its own.
OWN = (HERE / "vectors.json", HERE / "vectors-version-2.json")


def differences(expected: object, got: object, tolerance: float, path: str = "") -> Iterator[str]:
    """Each place where got departs from expected, in words."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for key, value in expected.items():
            below = f"{path}.{key}" if path else str(key)
            if key in got:
                yield from differences(value, got[key], tolerance, below)
            else:
                yield f"{below}: expected {value!r}, got nothing of that name"
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for i, (expected_item, got_item) in enumerate(zip(expected, got, strict=True)):
            yield from differences(expected_item, got_item, tolerance, f"{path}[{i}]")
    elif not is_equal_within(expected, got, tolerance):
        yield f"{path}: expected {expected!r}, got {got!r}"


def is_equal_within(expected: object, got: object, tolerance: float) -> bool:
    """Numbers within the tolerance, true and false apart from 1 and 0, all else equal."""
    if is_number(expected) and is_number(got):
        return bool(abs(expected - got) <= tolerance)  # type: ignore[operator]  # is_number saw both
    return type(expected) is type(got) and expected == got


def is_number(value: object) -> bool:
    """A real number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def malformed(case: object) -> str | None:
    """What is wrong with the shape of a case, or None."""
    if not isinstance(case, dict):
        return "a case is an object"
    kinds = {"id": str, "fn": str, "inputs": dict, "expected": dict}
    for key, kind in kinds.items():
        if not isinstance(case.get(key), kind):
            return f"'{key}' is missing or not {kind.__name__}"
    if not case["expected"]:
        return "'expected' names nothing to compare"
    tolerance = case.get("tolerance")
    if tolerance is None or not is_number(tolerance) or not 0 <= tolerance < float("inf"):
        return "'tolerance' is missing or not a number from 0"
    return None if case["fn"] in CASES else f"unknown fn '{case['fn']}'"


def kind_of(case: dict[str, Any]) -> dict[str, Any]:
    """The kind of family that a case is about, which stands beside its inputs."""
    return {"kind": case["kind"]} if case["fn"] == "side_by_side" else {}


def failures_of(case: Any, version: int) -> list[str]:
    """Why a case fails; empty if it agrees."""
    wrong = malformed(case)
    if wrong:
        return [wrong]
    try:
        got = CASES[case["fn"]](case["inputs"] | kind_of(case), version)
        return list(differences(case["expected"], got, case["tolerance"]))
    except Exception as error:  # noqa: BLE001 - whatever goes wrong in a case is that case's failure
        return [f"{type(error).__name__}: {error}"]


def cases_of(path: Path) -> tuple[list[Any], int]:
    """The cases of a file and the scoring version they are for; a ValueError says what is wrong."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise ValueError(f"is not JSON ({error})") from error
    cases = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(cases, list) or not cases:
        raise ValueError("holds no list of cases")
    version = document.get("scoring_version", CURRENT_VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or version not in VERSIONS:
        raise ValueError(f"names scoring version {version!r}, which does not exist")
    return cases, version


def run(path: Path) -> tuple[list[str], int, int]:
    """Every failure of a file, each a line naming its case; how many cases it has, and how many agree."""
    try:
        cases, version = cases_of(path)
    except ValueError as error:
        return [f"{path}: {error}"], 0, 0
    lines: list[str] = []
    agree = 0
    for position, case in enumerate(cases, 1):
        name = case.get("id") if isinstance(case, dict) else None
        label = f"{name}" if isinstance(name, str) else f"case {position}"
        fn = f" ({case['fn']})" if isinstance(case, dict) and "fn" in case else ""
        failures = failures_of(case, version)
        agree += not failures
        lines += [f"{label}{fn}: {why}" for why in failures]
    return lines, len(cases), agree


def main(arguments: list[str]) -> int:
    """Print each failure and a closing count; 0 if there is none."""
    if len(arguments) > 1:
        sys.stdout.write("usage: python -m tests.scoring.run_vectors [FILE]\n")
        return 1
    runs = [run(path) for path in ([Path(arguments[0])] if arguments else OWN)]
    lines = [line for failures, _, _ in runs for line in failures]
    count, agree = sum(cases for _, cases, _ in runs), sum(good for _, _, good in runs)
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{count} cases, {agree} agree, {len(lines)} differences.\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
