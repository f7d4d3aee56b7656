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
    *("shares", "shared_with_you"),
    *("teams", "let_in", "join_requests", "acquaintances", "invitations"),
    *("counted_in", "counted_last", "shown_by_name"),
]


def write_json(document: dict[str, Any]) -> str:
    return json.dumps(document, cls=PreciseEncoder, ensure_ascii=False, indent=2)


class PreciseEncoder(DjangoJSONEncoder):
    # Django's own encoder cuts moments to the millisecond.
    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def write_csv(document: dict[str, Any]) -> str:
    buffer = StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, restval="")
    writer.writeheader()
    for row in _list_rows(document):
        writer.writerow({column: escape_cell(value) for column, value in row.items()})
    # Spreadsheets take the file for UTF-8 by the mark at its start.
    return "\ufeff" + buffer.getvalue()


def escape_cell(value: Any) -> Any:
    """A cell's value as text that stays text; moments and structures written out first."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        value = json.dumps(value, cls=PreciseEncoder, ensure_ascii=False)
    return spreadsheet_safety.escape_formula(value)


def _list_rows(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in RECORDS:
        records = document.get(name, [])
        for record in records if isinstance(records, list) else [records]:
            for item, value in record.items():
                yield {"record": name, "item": item, "value": value}
    for attempt in document["attempts"]:
        yield from _list_attempt_rows(attempt)


def _list_attempt_rows(attempt: dict[str, Any]) -> Iterator[dict[str, Any]]:
    shared = {
        "attempt": attempt["uid"],
        "questionnaire": attempt["questionnaire"],
        "edition": attempt["edition"],
        "date": attempt["submitted_at"] or attempt["started_at"],
    }
    for item, value in attempt.items():
        if item not in {"commitment", "capabilities", "answers", *shared}:
            yield {"record": "attempt", **shared, "item": item, "value": value}
    for item, value in (attempt["commitment"] or {}).items():
        yield {"record": "commitment", **shared, "item": item, "value": value}
    for score in attempt["capabilities"]:
        yield from _list_score_rows(shared, score)
    for answer in attempt["answers"]:
        texts = " | ".join(
            str(answer[part]) for part in ["scene", "text", "left", "right", "unit"] if part in answer
        )
        reply = answer["value"] if answer["option"] is None else answer["option"]
        yield {"record": "answer", **shared, "item": answer["code"], "words": texts, "value": reply}
        for item in ["contribution", "seconds", "answered_at", "revision", "page", "option_code", "kind"]:
            yield {
                "record": "answer",
                **shared,
                "item": f"{answer['code']} {item}",
                "value": answer.get(item),
            }


def _list_score_rows(shared: dict[str, Any], score: dict[str, Any]) -> Iterator[dict[str, Any]]:
    name = score["capability"]
    for estimate, error in [("score", "standard_error"), ("said", "said_error"), ("shown", "shown_error")]:
        item = f"{name} {estimate}"
        yield {
            "record": "capability",
            **shared,
            "item": item,
            "value": score[estimate],
            "standard_error": score[error],
        }
    for count in ["answered", "asked"]:
        yield {"record": "capability", **shared, "item": f"{name} {count}", "value": score[count]}
