"""What the values of one question, and the questions of one edition, must be together."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from assessment.accounts.languages import get_base_language
from assessment.questionnaire import wording
from assessment.questionnaire.errors import Document, Fault, Place
from assessment.questionnaire.models import CHOSEN, KEYED, Kind
from assessment.scoring.constants import component_of

STEPS: list[int | None] = [0, 1, 2, 3, 4]
KINDS_WITH = {
    "form": KEYED,
    "left": (Kind.PAIR,),
    "right": (Kind.PAIR,),
    "is_true": (Kind.BELIEF,),
    "quantity": (Kind.RANGE,),
}
"""Values that exactly these kinds have."""
MAY_LACK = {"left", "right", "is_true", "quantity"}
"""Of these, what is written last. By its form a question has its place."""


def find_question_faults(question: Document) -> Iterator[Fault]:
    """Faults of one well-shaped question, at places within it."""
    kind = question["kind"]
    for name, kinds in KINDS_WITH.items():
        has_value = question[name] not in {"", None}
        if has_value != (kind in kinds):
            reason = _not_belonging(kind) if has_value else _needed(kind)
            yield Fault((name,), reason, lacking=not has_value and name in MAY_LACK)
    if question["reversed"] and kind != Kind.PAIR:
        yield Fault(("reversed",), _("only a pair can be reversed"), clause=True)
    if not question["scene"] and kind in {Kind.JUDGEMENT, Kind.RANGE}:
        yield Fault(("scene",), _needed(kind), lacking=True)
    yield from _check_capability(question)
    yield from _check_options(question)


def _needed(kind: str) -> str:
    return _("is needed by a %(kind)s question") % {"kind": wording.get_kind_names()[kind]}


def _not_belonging(kind: str) -> str:
    if kind == Kind.HOURS:
        return _("does not belong to an hours question")
    return _("does not belong to a %(kind)s question") % {"kind": wording.get_kind_names()[kind]}


def _check_capability(question: Document) -> Iterator[Fault]:
    kind, capability, facet = question["kind"], question["capability"], question["facet"]
    if kind == Kind.HOURS:
        for name in ("capability", "facet"):
            if question[name]:
                yield Fault((name,), _not_belonging(kind))
    elif not capability:
        yield Fault(("capability",), _needed(kind))
    elif component_of(kind, capability) is None:
        reason = _("a %(kind)s question does not feed %(capability)s")
        yield Fault(
            ("capability",),
            reason % {"kind": wording.get_kind_names()[kind], "capability": capability},
            clause=True,
        )
    elif not facet.startswith(f"{capability}."):
        yield Fault(("facet",), _("must lie in %(capability)s") % {"capability": capability})


def _check_options(question: Document) -> Iterator[Fault]:
    kind, options = question["kind"], question["options"]
    if kind not in CHOSEN:
        if options:
            yield Fault(
                ("options",),
                _("a question of the kind %(kind)s has none") % {"kind": wording.get_kind_names()[kind]},
                clause=True,
            )
        return
    for index in find_repeated([option["code"] for option in options]):
        yield Fault(("options", index, "code"), _("appears more than once"))
    reason, allowed = _list_credits(question)
    credit = [option["credit"] for option in options]
    if credit not in allowed and not (kind == Kind.JUDGEMENT and sorted(credit, key=str) in allowed):
        # The desk saves a draft with other credits, but no judgement worth more than three thirds.
        too_many = kind == Kind.JUDGEMENT and any((value or 0) > 3 for value in credit)
        yield Fault(("options",), reason, clause=True, lacking=not too_many)


def _list_credits(question: Document) -> tuple[str, list[list[int | None]]]:
    # In words, and as lists.
    if question["kind"] == Kind.JUDGEMENT:
        return _("a judgement has four, worth 0, 1, 2 and 3, one each"), [[0, 1, 2, 3]]
    if question["kind"] == Kind.FREQUENCY:
        return _("a frequency has five, worth 0, 1, 2, 3, 4, and perhaps one without credit"), [
            [*STEPS],
            [*STEPS, None],
        ]
    if question["reversed"]:
        return _("a pair has five, worth 4, 3, 2, 1, 0, since it is reversed"), [STEPS[::-1]]
    return _("a pair has five, worth 0, 1, 2, 3, 4, since it is not reversed"), [[*STEPS]]


def list_own_translations(language: str, translations: Document) -> list[str]:
    return [key for key in translations if get_base_language(key) == get_base_language(language)]


def own_language() -> str:
    return _("is the edition's own language: its texts are the original")


def find_own_language_faults(document: Document) -> Iterator[Fault]:
    language = document["edition"]["language"]
    for index, question in enumerate(document["questions"]):
        at: Place = ("questions", index)
        options = enumerate(question["options"])
        rows = [(at, question), *(((*at, "options", number), option) for number, option in options)]
        for place, row in rows:
            for key in list_own_translations(language, row.get("translations", {})):
                yield Fault((*place, "translations", key), own_language())


def find_repeated(values: Sequence[object]) -> list[int]:
    counts = Counter[object]()
    repeated = []
    for index, value in enumerate(values):
        if counts[value]:
            repeated.append(index)
        counts[value] += 1
    return repeated


def find_faults_among(questions: Mapping[int, Document]) -> Iterator[Fault]:
    """Faults of well-shaped questions (by index in the file), each by itself and all together."""
    for index, question in questions.items():
        for fault in find_question_faults(question):
            yield replace(fault, place=("questions", index, *fault.place))
    indexes, values = list(questions), list(questions.values())
    for repeated in find_repeated([question["code"] for question in values]):
        yield Fault(("questions", indexes[repeated], "code"), _("appears more than once"))
    for repeated in find_repeated([(question["position"], question["form"]) for question in values]):
        yield Fault(("questions", indexes[repeated], "position"), _("is taken in this form"))
