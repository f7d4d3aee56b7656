"""An edition as JSON: read without trust, written without loss, and its digest."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from assessment.questionnaire import consistency, validators
from assessment.questionnaire.errors import Document, EditionRefused, Fault
from assessment.questionnaire.models import Edition, Question

MAX_BYTES = 2 * 1024 * 1024
"""Bytes of a file; a larger one is not even parsed."""
MOST_DIGITS = 4_000  # Python reads 4,300
EDITION_KEYS = ("number", "language", "comparable", "changes")
OPTION_KEYS = ("code", "text", "credit", "rationale", "translations")


def read(raw: bytes, *, file: str = "edition.json") -> Document:
    """The edition in a file, as `write` gives it; EditionRefused names every fault.

    What a draft may lack, the file may lack: an unfinished draft comes back as it was exported.
    """
    document = parse_json(raw, file)
    faults = sorted(find_faults(document), key=lambda fault: fault.lacking)
    if not all(fault.lacking for fault in faults):
        raise EditionRefused(file, [_add_codes(fault, document) for fault in faults])
    return _normalize(document)


def _add_codes(fault: Fault, document: Any) -> Fault:
    codes, row = [], document
    for step in fault.place:
        row = _get_child(row, step)
        code = row.get("code") if isinstance(row, dict) else None
        if isinstance(code, str) and len(code) <= 60 and validators.SLUG.fullmatch(code):
            codes.append(code)
    return replace(fault, code=", ".join(codes))


def _get_child(row: Any, step: str | int) -> Any:
    if isinstance(row, list):
        return row[step] if isinstance(step, int) and step < len(row) else None
    return row.get(step) if isinstance(row, dict) else None


def write(edition: Edition) -> Document:
    """A stored edition as the document that `read` would give."""
    return compose(edition, edition.questions.order_by("position", "form").prefetch_related("options"))


def compose(edition: Edition, questions: Iterable[Question]) -> Document:
    # The questions in order, their options fetched: for whoever has them already.
    return {
        "format": validators.FORMAT,
        "questionnaire": {key: getattr(edition.questionnaire, key) for key in ("slug", "name", "purpose")},
        "edition": _normalize_edition({key: getattr(edition, key) for key in (*EDITION_KEYS, "equivalent")}),
        "questions": [write_question(question) for question in questions],
    }


def format_json(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def compute_digest(document: Document) -> str:
    """SHA-256 of what publishing freezes, as canonical JSON."""
    # The questionnaire may still be renamed.
    frozen = document | {"questionnaire": {"slug": document["questionnaire"]["slug"]}}
    canonical = json.dumps(frozen, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def find_faults(document: object) -> Iterator[Fault]:
    # Well-shaped questions alone can be checked for what they are together.
    faults = list(validators.find_shape_faults(document))
    yield from faults
    wrong = [fault for fault in faults if not fault.lacking]
    questions = document.get("questions") if isinstance(document, dict) else None
    if isinstance(questions, list):
        misshapen = {fault.place[:2] for fault in wrong}
        shaped = {
            index: question
            for index, question in enumerate(questions)
            if isinstance(question, dict) and ("questions", index) not in misshapen
        }
        yield from consistency.find_faults_among(shaped)
    if isinstance(document, dict) and not wrong:
        yield from consistency.find_own_language_faults(document)


def parse_json(raw: bytes, file: str) -> Any:
    """What a file without trust holds, strictly read; EditionRefused says why not."""
    if len(raw) > MAX_BYTES:
        raise EditionRefused(
            file, [Fault((), _("has more than %(most)s bytes") % {"most": f"{MAX_BYTES:,}"})]
        )
    try:
        return json.loads(
            raw.decode("utf-8").lstrip("\ufeff"),  # the mark of a program that edited the file, or of two
            object_pairs_hook=refuse_repeated_keys,
            parse_constant=_refuse_constant,
            parse_int=_parse_int,
        )
    except UnicodeDecodeError as error:
        raise EditionRefused(
            file, [Fault((), _("is not UTF-8 at byte %(byte)s") % {"byte": error.start})]
        ) from None
    except json.JSONDecodeError as error:
        at = {"fault": error.msg, "line": error.lineno, "column": error.colno}
        reason = _("is not JSON: %(fault)s at line %(line)s, column %(column)s") % at
        raise EditionRefused(file, [Fault((), reason)]) from None
    except ValueError as error:  # a constant, a repeated key, a number of thousands of digits
        raise EditionRefused(file, [Fault((), _("cannot be read: %(why)s") % {"why": error})]) from None
    except RecursionError:
        raise EditionRefused(file, [Fault((), _("is nested too deeply"))]) from None


class RepeatedKey(ValueError):
    # json would drop all values but the last.
    def __init__(self, key: str) -> None:
        message = _("the key %(key)s appears more than once in an object")
        super().__init__(message % {"key": validators.format_value(key)})


def refuse_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if again := consistency.find_repeated([key for key, _value in pairs]):
        raise RepeatedKey(pairs[again[0]][0])
    return dict(pairs)


def _parse_int(digits: str) -> int:
    if len(digits) > MOST_DIGITS:  # Python would refuse it in words for programmers
        raise ValueError(_("a number has %(digits)s digits") % {"digits": f"{len(digits):,}"})
    return int(digits)


def _refuse_constant(name: str) -> None:
    raise ValueError(_("%(name)s is not a number in JSON") % {"name": name})


def _normalize(document: Document) -> Document:
    # A valid document with its keys, questions and numbers in one order and form.
    questions = sorted(document["questions"], key=lambda question: (question["position"], question["form"]))
    return {
        "format": document["format"],
        "questionnaire": {key: document["questionnaire"][key] for key in ("slug", "name", "purpose")},
        "edition": _normalize_edition(document["edition"]),
        "questions": [normalize_question(question) for question in questions],
    }


def _normalize_edition(edition: Document) -> Document:
    normalized = {key: edition[key] for key in EDITION_KEYS}
    # Left out where there are none: older files do not have this key.
    equivalent = dict(sorted(edition.get("equivalent", {}).items()))
    return normalized | ({"equivalent": equivalent} if equivalent else {})


def normalize_question(question: Document) -> Document:
    normalized = {key: question[key] for key in QUESTION_KEYS} | {
        "weight": _simplify_number(question["weight"]),
        "quantity": _simplify_number(question["quantity"]),
        "options": [_normalize_option(option) for option in question["options"]],
        "translations": _sort_translations(question["translations"]),
    }
    return normalized | _keep_outdated(question)


def _normalize_option(option: Document) -> Document:
    complete: Document = {"translations": {}} | option
    normalized = {key: complete[key] for key in OPTION_KEYS} | {
        "translations": _sort_translations(complete["translations"])
    }
    return normalized | _keep_outdated(complete)


def _keep_outdated(row: Document) -> Document:
    # A file without the key counts as up to date, so it is written only where it is needed.
    outdated = {}
    for language, originals in row.get("outdated", {}).items():
        translated = row["translations"].get(language, {})
        changed = {
            name: original
            for name, original in originals.items()
            if translated.get(name, "").strip() and original != row[name]
        }
        if changed:
            outdated[language] = changed
    return {"outdated": _sort_translations(outdated)} if outdated else {}


def write_question(question: Question) -> Document:
    names = [*(key for key in QUESTION_KEYS if key != "options"), "outdated"]
    stored = {key: getattr(question, key) for key in names}
    options = [
        {key: getattr(option, key) for key in (*OPTION_KEYS, "outdated")}
        for option in sorted(question.options.all(), key=lambda option: option.position)
    ]
    return normalize_question(stored | {"options": options})


QUESTION_KEYS = (
    *("code", "position", "kind", "capability", "facet", "form", "text", "scene", "left", "right", "unit"),
    *("hint", "reversed", "weight", "is_true", "quantity", "rationale", "source", "options", "translations"),
)


def _simplify_number(number: Any) -> int | float | None:
    # 1 rather than 1.0.
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)


def _sort_translations(translations: Document) -> Document:
    # jsonb does not keep the order of keys.
    return {language: dict(sorted(texts.items())) for language, texts in sorted(translations.items())}
