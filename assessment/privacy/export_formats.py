"""The document as a file: JSON without loss, CSV that no spreadsheet takes for a formula."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from assessment.accounts import spreadsheet_safety

COLUMNS = [
    "record",
    "attempt",
    "questionnaire",
    "edition",
    "date",
    "item",
    "words",
    "value",
    "standard_error",
]
RECORDS = [
    *("account", "addresses", "ways_to_sign_in", "single_sign_on", "signed_in_on"),
    *("reminders", "calendar_months"),
    *("teams", "acquaintances", "invitations", "counted_in", "shown_by_name"),
]


def as_json(document: dict[str, Any]) -> str:
    """Every value as the database has it; moments in UTC, to the microsecond."""
    return json.dumps(document, cls=Precise, ensure_ascii=False, indent=2)


class Precise(DjangoJSONEncoder):
    """Django's encoder cuts moments to the millisecond; nothing is cut here."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def as_csv(document: dict[str, Any]) -> str:
    """The same document as one table, a row for each value, after the mark that spreadsheets look for."""
    sheet = StringIO()
    writer = csv.DictWriter(sheet, COLUMNS, restval="")
    writer.writeheader()
    for row in _rows(document):
        writer.writerow({column: harmless(value) for column, value in row.items()})
    return "\ufeff" + sheet.getvalue()


def harmless(value: Any) -> Any:
    """A cell's value as text that stays text; moments and whole structures written out first."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        value = json.dumps(value, cls=Precise, ensure_ascii=False)
    return spreadsheet_safety.harmless(value)


def _rows(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in RECORDS:
        records = document.get(name, [])
        for record in records if isinstance(records, list) else [records]:
            for item, value in record.items():
                yield {"record": name, "item": item, "value": value}
    for attempt in document["attempts"]:
        yield from _attempt_rows(attempt)


def _attempt_rows(attempt: dict[str, Any]) -> Iterator[dict[str, Any]]:
    same = {
        "attempt": attempt["uid"],
        "questionnaire": attempt["questionnaire"],
        "edition": attempt["edition"],
        "date": attempt["submitted_at"] or attempt["started_at"],
    }
    for item, value in attempt.items():
        if item not in {"commitment", "capabilities", "answers", *same}:
            yield {"record": "attempt", **same, "item": item, "value": value}
    for item, value in (attempt["commitment"] or {}).items():
        yield {"record": "commitment", **same, "item": item, "value": value}
    for score in attempt["capabilities"]:
        yield from _score_rows(same, score)
    for answer in attempt["answers"]:
        words = " | ".join(
            str(answer[part]) for part in ["scene", "text", "left", "right", "unit"] if part in answer
        )
        reply = answer["value"] if answer["option"] is None else answer["option"]
        yield {"record": "answer", **same, "item": answer["code"], "words": words, "value": reply}
        for item in ["contribution", "seconds", "answered_at", "revision", "page", "option_code", "kind"]:
            yield {"record": "answer", **same, "item": f"{answer['code']} {item}", "value": answer.get(item)}


def _score_rows(same: dict[str, Any], score: dict[str, Any]) -> Iterator[dict[str, Any]]:
    name = score["capability"]
    for figure, error in [("score", "standard_error"), ("said", "said_error"), ("shown", "shown_error")]:
        item = f"{name} {figure}"
        yield {
            "record": "capability",
            **same,
            "item": item,
            "value": score[figure],
            "standard_error": score[error],
        }
    for count in ["answered", "asked"]:
        yield {"record": "capability", **same, "item": f"{name} {count}", "value": score[count]}
