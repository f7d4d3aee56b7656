"""One fact, one home: each of these is written in one place, and used from there."""

import re

import pytest

from tests.architecture.source import read_texts

# What: (how its code looks, where it may stand).
HOMES = {
    "the name of a language": (r"\bget_language_info\(", {"assessment/questionnaire/translation.py"}),
    "a list in words": (r"\bformat_list\(", {"assessment/results/wording/numbers.py"}),
    "the sign of a number": (r"['\"]−['\"]", {"assessment/results/wording/numbers.py"}),
    # assessment/hours.py lies below scoring and rounds to halves.
    "rounding half up": (
        r"\b(?:floor|int)\([^()\n]*(?:\([^()\n]*\))?[^()\n]*\+ 0?\.5\)",
        {"assessment/hours.py"},
    ),
    "the 80 % quantile": (r"\b1\.2815\d+", {"assessment/scoring/constants.py"}),
    "the hash of a token": (r"sha256\(token", {"assessment/accounts/tokens.py"}),
}


def homes_of(pattern: str) -> set[str]:
    return {name for name, text in read_texts(".py", under="assessment") if re.search(pattern, text)}


@pytest.mark.parametrize("fact", HOMES)
def test_a_fact_has_one_home(fact: str) -> None:
    pattern, allowed = HOMES[fact]
    assert homes_of(pattern) <= allowed


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ("rounding half up", "int(points + 0.5)"),
        ("rounding half up", "floor(days / DAYS + 0.5)"),
        ("rounding half up", "int(BANDS[0][0] * abs(error) + .5)"),
        ("the 80 % quantile", "Z80 = 1.2815515655446004"),
        ("the sign of a number", "f\"{'−' if x < 0 else ''}\""),
        ("the hash of a token", "hashlib.sha256(token.encode())"),
    ],
)
def test_the_rule_sees(fact: str, code: str) -> None:
    assert re.search(HOMES[fact][0], code)


@pytest.mark.parametrize(
    "name", ["get_language_name", "join_words", "format_signed", "format_number", "half_up", "hash_token"]
)
def test_a_helper_is_defined_once(name: str) -> None:
    pattern = rf"^def {name}\("
    definitions = [
        module
        for module, text in read_texts(".py", under="assessment")
        for _ in re.findall(pattern, text, re.MULTILINE)
    ]
    assert len(definitions) == 1
