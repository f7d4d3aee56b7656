"""An edition as JSON: read without trust, written without loss, and its digest."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from assessment.questionnaire import consistency, validators
from assessment.questionnaire.errors import Document, EditionRefused, Fault
from assessment.questionnaire.models import Edition, Question

LARGEST = 2 * 1024 * 1024
"""Bytes of a file; a larger one is not even parsed."""
EDITION_KEYS = ("number", "language", "comparable", "changes")
OPTION_KEYS = ("code", "text", "credit", "rationale", "translations")


def read(raw: bytes, *, file: str = "edition.json") -> Document:
    """The edition a file holds, in the form that `write` gives; EditionRefused names every fault."""
    document = _parsed(raw, file)
    if faults := list(faults_of(document)):
        raise EditionRefused(file, [_with_code(fault, document) for fault in faults])
    return _settled(document)


def _with_code(fault: Fault, document: Any) -> Fault:
    """With the codes of its question and option, as far as the file gives them."""
    codes, row = [], document
    for step in fault.place:
        row = _at(row, step)
        code = row.get("code") if isinstance(row, dict) else None
        if isinstance(code, str) and len(code) <= 60 and validators.SLUG.fullmatch(code):
            codes.append(code)
    return replace(fault, code=", ".join(codes))


def _at(row: Any, step: str | int) -> Any:
    if isinstance(row, list):
        return row[step] if isinstance(step, int) and step < len(row) else None
    return row.get(step) if isinstance(row, dict) else None


def write(edition: Edition) -> Document:
    """A stored edition as the document that `read` would give."""
    questions = edition.questions.order_by("position", "form").prefetch_related("options")
    return {
        "format": validators.FORMAT,
        "questionnaire": {key: getattr(edition.questionnaire, key) for key in ("slug", "name", "purpose")},
        "edition": _settled_edition({key: getattr(edition, key) for key in (*EDITION_KEYS, "equivalent")}),
        "questions": [write_question(question) for question in questions],
    }


def text_of(document: Document) -> str:
    """The document as a file to read and to compare line by line."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def digest(document: Document) -> str:
    """SHA-256 of what publishing freezes, as canonical JSON; the questionnaire may still be renamed."""
    frozen = document | {"questionnaire": {"slug": document["questionnaire"]["slug"]}}
    canonical = json.dumps(frozen, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def faults_of(document: object) -> Iterator[Fault]:
    """Faults of shape first; then what well-shaped questions are together."""
    faults = list(validators.faults_of(document))
    yield from faults
    questions = document.get("questions") if isinstance(document, dict) else None
    if isinstance(questions, list):
        misshapen = {fault.place[:2] for fault in faults}
        shaped = {
            index: question
            for index, question in enumerate(questions)
            if isinstance(question, dict) and ("questions", index) not in misshapen
        }
        yield from consistency.faults_among(shaped)
    if isinstance(document, dict) and not faults:
        yield from consistency.own_language_faults(document)


def _parsed(raw: bytes, file: str) -> Any:
    if len(raw) > LARGEST:
        raise EditionRefused(file, [Fault((), _("has more than %(most)s bytes") % {"most": f"{LARGEST:,}"})])
    try:
        return json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=without_repeated_keys, parse_constant=_no_constant
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
    """An object in JSON names one key twice, and all values but the last would be lost."""

    def __init__(self, key: str) -> None:
        says = _("the key %(key)s stands more than once in an object")
        super().__init__(says % {"key": validators.shown(key)})


def without_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if again := consistency.repeated([key for key, _value in pairs]):
        raise RepeatedKey(pairs[again[0]][0])
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise ValueError(_("%(name)s is not a number in JSON") % {"name": name})


def _settled(document: Document) -> Document:
    """A valid document with its keys, questions and numbers in the one order and form."""
    questions = sorted(document["questions"], key=lambda question: (question["position"], question["form"]))
    return {
        "format": document["format"],
        "questionnaire": {key: document["questionnaire"][key] for key in ("slug", "name", "purpose")},
        "edition": _settled_edition(document["edition"]),
        "questions": [settled_question(question) for question in questions],
    }


def _settled_edition(edition: Document) -> Document:
    """Languages that mean the same stand there only if there are any: older files know nothing of them."""
    settled = {key: edition[key] for key in EDITION_KEYS}
    same = dict(sorted(edition.get("equivalent", {}).items()))
    return settled | ({"equivalent": same} if same else {})


def settled_question(question: Document) -> Document:
    """One question with its keys in order and its numbers as JSON writes them best."""
    settled = {key: question[key] for key in QUESTION_KEYS} | {
        "weight": _plain(question["weight"]),
        "quantity": _plain(question["quantity"]),
        "options": [_settled_option(option) for option in question["options"]],
        "translations": _sorted(question["translations"]),
    }
    return settled | _outdated(question)


def _settled_option(option: Document) -> Document:
    whole: Document = {"translations": {}} | option
    settled = {key: whole[key] for key in OPTION_KEYS} | {"translations": _sorted(whole["translations"])}
    return settled | _outdated(whole)


def _outdated(row: Document) -> Document:
    """The key is written only where a translation is outdated: a file without it is taken as up to date."""
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
    return {"outdated": _sorted(outdated)} if outdated else {}


def write_question(question: Question) -> Document:
    names = [*(key for key in QUESTION_KEYS if key != "options"), "outdated"]
    stored = {key: getattr(question, key) for key in names}
    options = [
        {key: getattr(option, key) for key in (*OPTION_KEYS, "outdated")}
        for option in sorted(question.options.all(), key=lambda option: option.position)
    ]
    return settled_question(stored | {"options": options})


QUESTION_KEYS = (
    *("code", "position", "kind", "capability", "facet", "form", "text", "scene", "left", "right", "unit"),
    *("hint", "reversed", "weight", "is_true", "quantity", "rationale", "source", "options", "translations"),
)


def _plain(number: Any) -> int | float | None:
    """A number as JSON writes it best: 1 rather than 1.0."""
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)


def _sorted(translations: Document) -> Document:
    """jsonb keeps no order of keys, so the alphabet does."""
    return {language: dict(sorted(texts.items())) for language, texts in sorted(translations.items())}
