"""Item statistics as a table for other programs: the page's rounded numbers with their n and 80 % ranges."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from math import atanh, sqrt, tanh

from assessment.accounts.spreadsheet_safety import escape_formula
from assessment.results.wording.numbers import format_number
from assessment.scoring.constants import Z80
from assessment.workshop.attempt_counts import compute_half_width
from assessment.workshop.language_statistics import LanguageRow
from assessment.workshop.statistics_view import NAMES, Consistency, Reading

CSV_COLUMNS = [
    *("position", "form", "question", "kind", "measure", "value", "80 % range from", "80 % range to"),
    *("n, about", "provisional", "language"),
]
SHARES = ("best", "right", "held", "skipped", "changed")


def write_csv(
    readings: Iterable[Reading], together: Iterable[Consistency], by_language: Iterable[LanguageRow]
) -> str:
    """No other numbers than the page's, in cells that are no formulas."""
    sheet = StringIO()
    writer = csv.writer(sheet)
    writer.writerow(CSV_COLUMNS)
    rows = [
        *(row for reading in readings for row in _list_rows(reading)),
        *(row for consistency in together for row in _list_consistency_rows(consistency)),
        *(row for language_row in by_language for row in _list_language_rows(language_row)),
    ]
    writer.writerows([escape_formula(cell) for cell in row] for row in rows)
    # The mark by which spreadsheets know the encoding.
    return "\ufeff" + sheet.getvalue()


def _list_rows(reading: Reading) -> Iterator[list[object]]:
    question = reading.question
    place = [question.position, question.form, question.code, question.kind]
    if reading.n is None:
        yield [*place, "", "too few to say", "", "", "", "", ""]
        return
    sureness = [reading.n, "yes" if reading.provisional else "no", ""]
    for share in reading.shares:
        low, high = _compute_share_range(share.percent, reading.n)
        yield [*place, f"option {share.code}", f"{share.percent} %", low, high, *sureness]
    for name, value in reading.facts.items():
        yield [*place, str(NAMES[name]), value, *_compute_range(name, value, reading), *sureness]
    for flag in reading.flags:
        yield [*place, "flag", flag, "", "", *sureness]


def _compute_range(name: str, value: str, reading: Reading) -> tuple[str, str]:
    # From the rounded numbers alone, so that a range tells no more than they do.
    n = reading.n or 0
    if name in SHARES:
        return _compute_share_range(int(value.split(maxsplit=1)[0]), n)
    if name == "item_rest" and n > 3:
        middle, half = atanh(_read_coefficient(value)), Z80 / sqrt(n - 3)
        return format_number(tanh(middle - half), 2), format_number(tanh(middle + half), 2)
    return "", ""


def _read_coefficient(value: str) -> float:
    # As the page shows it; a sign before it is a minus.
    has_sign = not value[0].isdigit()
    size = min(0.99, float(value[has_sign:]))
    return -size if has_sign else size


def _compute_share_range(percent: int, n: int) -> tuple[str, str]:
    half = compute_half_width(round(percent * n / 100), n)
    return f"{max(0, percent - half)} %", f"{min(100, percent + half)} %"


def _list_consistency_rows(consistency: Consistency) -> Iterator[list[object]]:
    place = ["", "", consistency.name, "capability"]
    sureness = [consistency.n, "yes" if consistency.provisional else "no", ""]
    yield [*place, "alpha", consistency.alpha_value, *consistency.alpha_range, *sureness]
    yield [*place, "omega", consistency.omega, "", "", *sureness]
    for flag in consistency.flags:
        yield [*place, "flag", flag, "", "", *sureness]


def _list_language_rows(row: LanguageRow) -> Iterator[list[object]]:
    question = row.question
    place = [question.position, question.form, question.code, question.kind]
    for score in row.scores:
        if score is not None:
            numbers = [f"{score.mean} %", f"{score.low} %", f"{score.high} %", score.n]
            language = score.language or "original"
            yield [*place, "score, mean", *numbers, "yes" if score.provisional else "no", language]
