"""What an edition still needs before people may answer it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from assessment.questionnaire import (
    composition,
    consistency,
    serialization,
    translation,
    validators,
    wording,
)
from assessment.questionnaire.errors import Document, Fault, Unsettled
from assessment.questionnaire.models import FORMS


def find_missing(document: Document) -> list[str]:
    # Empty when the edition may be published.
    return [str(unsettled) for unsettled in find_unsettled(document)]


def find_unsettled(document: Document) -> list[Unsettled]:
    # All at once, so that settling one thing never uncovers others.
    return [
        *(_locate_fault(document, fault) for fault in _sort_faults(serialization.find_faults(document))),
        *map(Unsettled, _check_changes(document)),
        *composition.find_unsettled(document),
        *map(Unsettled, _check_positions(document)),
        *map(Unsettled, _check_slots(document)),
        *map(Unsettled, _check_equivalents(document)),
    ]


def _sort_faults(faults: Iterator[Fault]) -> list[Fault]:
    # What one question lacks stands together.
    return sorted(faults, key=lambda fault: [step for step in fault.place[:2] if isinstance(step, int)])


def list_gaps(question: Document) -> list[str]:
    """What one question of a draft still needs, apart from its place among the others."""
    faults = list(validators.QUESTION(question, ()))
    if all(fault.lacking for fault in faults):
        faults += consistency.find_question_faults(question)
    return [_word_fault(fault, question) for fault in faults]


def _word_fault(fault: Fault, question: Document) -> str:
    # fault: at a place within the question.
    if not fault.lacking or fault.place == ("options",):
        return fault.sentence
    if fault.place[0] == "options":
        option = question["options"][fault.place[1]]["code"]
        part = _("the text of option %(code)s") % {"code": option}
    elif fault.place[0] == "is_true":
        part = _("whether the statement is true")
    else:
        part = wording.name_part(str(fault.place[0]))
    return _("Still lacking: %(part)s.") % {"part": part}


def _check_equivalents(document: Document) -> Iterator[str]:
    for language in document["edition"].get("equivalent", {}):
        if language not in translation.list_complete_languages(document):
            message = _("“%(language)s” is marked as meaning the same, but its translation is not complete.")
            if language in translation.list_begun_languages(document) and not list(
                translation.find_gaps(document, language)
            ):
                message = _(
                    "“%(language)s” is marked as meaning the same, but texts in it are to look at again."
                )
            yield message % {"language": language}


def _locate_fault(document: Document, fault: Fault) -> Unsettled:
    # Editors know a question by its code, not by its index in a file.
    place = fault.place
    if place[:1] != ("questions",) or len(place) < 2:
        return Unsettled(fault.sentence)
    question = document["questions"][place[1]]
    return Unsettled(_word_fault(replace(fault, place=place[2:]), question), question["code"])


def _check_changes(document: Document) -> Iterator[str]:
    if not document["edition"]["changes"].strip():
        yield _("Say in a sentence what is new in this edition: the method page shows it.")


def _check_positions(document: Document) -> Iterator[str]:
    # Whatever the form, positions run from 1 without a gap.
    questions = document["questions"]
    for form in FORMS if any(question["form"] for question in questions) else ("",):
        positions = {question["position"] for question in questions if question["form"] in {"", form}}
        question_count = sum(question["form"] in {"", form} for question in questions)
        for place in sorted(set(range(1, question_count + 1)) - positions):
            message = (
                _("Form %(form)s: no question stands at position %(place)s.")
                if form
                else _("No question stands at position %(place)s.")
            )
            yield message % {"form": form, "place": place}
        if len(positions) < question_count:
            message = (
                _("Form %(form)s: two questions stand at one position.")
                if form
                else _("Two questions stand at one position.")
            )
            yield message % {"form": form}


def _check_slots(document: Document) -> Iterator[str]:
    slots = defaultdict(set)
    for question in document["questions"]:
        if question["form"]:
            slots[question["position"]].add((question["kind"], question["facet"]))
    for position, kinds in sorted(slots.items()):
        # A position asks for the same facet in the same way, whatever the form.
        if len(kinds) > 1:
            message = _("Position %(position)s: forms A, B and C must ask for one facet in one way.")
            yield message % {"position": position}
