"""What an edition still needs before people may answer it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from assessment.questionnaire import serialization, translation, words
from assessment.questionnaire.errors import Document, Fault
from assessment.questionnaire.models import CAPABILITIES, FORMS, KEYED, Kind
from assessment.scoring.constants import COMPOSITION

PULSE = {Kind.FREQUENCY: 2, Kind.PAIR: 1}
"""Questions of the pulse for each capability."""


def missing_from(document: Document) -> list[str]:
    """Sentences; empty when the edition may be published."""
    faults = list(serialization.faults_of(document))
    if faults:
        return [_sentence(document, fault) for fault in faults]
    said = [*_words(document), *_counts(document), *_places(document), *_slots(document)]
    return [*said, *_equivalents(document)]


def _equivalents(document: Document) -> Iterator[str]:
    for language in document["edition"].get("equivalent", {}):
        if language not in translation.complete_in(document):
            says = _("“%(language)s” is marked as meaning the same, but its translation is not complete.")
            if language in translation.begun_in(document) and not list(translation.gaps(document, language)):
                says = _(
                    "“%(language)s” is marked as meaning the same, but texts in it are to look at again."
                )
            yield says % {"language": language}


def _sentence(document: Document, fault: Fault) -> str:
    """A fault by the question's code, which editors know, rather than by its index in a file."""
    place = fault.place
    if place[:1] != ("questions",) or len(place) < 2:
        return fault.sentence
    return f"{document['questions'][place[1]]['code']}: {replace(fault, place=place[2:]).sentence}"


def _words(document: Document) -> Iterator[str]:
    if not document["edition"]["changes"].strip():
        yield _("Say in a sentence what is new in this edition: the method page shows it.")


def _counts(document: Document) -> Iterator[str]:
    held = Counter(
        (question["capability"], question["kind"], question["form"]) for question in document["questions"]
    )
    wanted = _wanted(document["questionnaire"]["slug"])
    for capability, kind, form in sorted(held.keys() | wanted.keys()):
        has, needs = held[capability, kind, form], wanted[capability, kind, form]
        if has != needs:
            says = _("%(where)s: %(has)s %(kind)s questions, needs %(needs)s.")
            named = {"where": _where(capability, form), "kind": words.kinds()[kind]}
            yield says % (named | {"has": has, "needs": needs})


def _where(capability: str, form: str) -> str:
    if not capability:
        return _("Calendar")
    name = _(CAPABILITIES[capability])
    return f"{name}, {_('form %(form)s') % {'form': form}}" if form else name


def _wanted(slug: str) -> Counter[tuple[str, str, str]]:
    """How many questions of each capability, kind and form: what the planned weights rest on."""
    wanted = Counter({("", str(Kind.HOURS), ""): 1})
    for capability in CAPABILITIES:
        counts = {kind: len(facets) for kind, facets in COMPOSITION[capability].items()}
        for kind, count in (PULSE if slug == "pulse" else counts).items():
            for form in FORMS if kind in KEYED else ("",):
                wanted[capability, str(kind), form] = count
    return wanted


def _places(document: Document) -> Iterator[str]:
    """Whatever the form, positions run from 1 without a gap."""
    questions = document["questions"]
    for form in FORMS if any(question["form"] for question in questions) else ("",):
        taken = {question["position"] for question in questions if question["form"] in {"", form}}
        asked = sum(question["form"] in {"", form} for question in questions)
        for place in sorted(set(range(1, asked + 1)) - taken):
            says = (
                _("Form %(form)s: no question stands at position %(place)s.")
                if form
                else _("No question stands at position %(place)s.")
            )
            yield says % {"form": form, "place": place}
        if len(taken) < asked:
            says = (
                _("Form %(form)s: two questions stand at one position.")
                if form
                else _("Two questions stand at one position.")
            )
            yield says % {"form": form}


def _slots(document: Document) -> Iterator[str]:
    """A position asks for the same facet in the same way, whatever the form."""
    slots = defaultdict(set)
    for question in document["questions"]:
        if question["form"]:
            slots[question["position"]].add((question["kind"], question["facet"]))
    for position, kinds in sorted(slots.items()):
        if len(kinds) > 1:
            says = _("Position %(position)s: forms A, B and C must ask for one facet in one way.")
            yield says % {"position": position}
