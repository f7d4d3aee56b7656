"""Editions and their questions, as far as anybody may see them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from assessment.questionnaire import composition, translation
from assessment.questionnaire.models import (
    FORMS,
    FULL,
    KEYED,
    PULSE,
    Edition,
    Kind,
    Option,
    Question,
)
from assessment.results.method import labels
from assessment.results.wording.capabilities import titles
from assessment.scoring.composition import Counts

WORD = re.compile(r"\w+")
ALIKE = 0.6
"""Share of their words that two questions have in common when they ask the same in other words: Jaccard."""


def list_published() -> QuerySet[Edition]:
    frozen = Edition.objects.filter(published_at__isnull=False).select_related("questionnaire")
    return frozen.order_by("questionnaire__slug", "-number")


@dataclass(frozen=True)
class Group:
    name: str
    questions: Sequence[Question]


@dataclass(frozen=True)
class InUse:
    """The questions of an edition in use: those about deeds in full, of the others only how many there are.

    closed: for each keyed kind its number in each form. even: whether every question weighs 1. counts: of one
    attempt.
    """

    edition: Edition
    groups: Sequence[Group]
    closed: Sequence[tuple[str, Sequence[int]]]
    total: int
    even: bool
    counts: Counts

    @property
    def deeds(self) -> int:
        return sum(len(group.questions) for group in self.groups)


def list_in_use() -> list[InUse]:
    questions_by_edition: dict[int, list[Question]] = {}
    editions: dict[str, Edition] = {}
    for question in (
        Question.objects.filter(edition__state=Edition.State.PUBLISHED)
        .select_related("edition__questionnaire")
        .order_by("position", "form")
    ):
        _apply_language(question)
        editions[question.edition.questionnaire.slug] = question.edition
        questions_by_edition.setdefault(question.edition_id, []).append(question)
    return [
        _build_in_use(editions[slug], questions_by_edition[editions[slug].pk])
        for slug in (FULL, PULSE)
        if slug in editions
    ]


def _build_in_use(edition: Edition, questions: Sequence[Question]) -> InUse:
    deeds = [question for question in questions if question.kind in {Kind.FREQUENCY, Kind.PAIR}]
    groups = [
        Group(name, [question for question in deeds if question.capability == slug])
        for slug, name in titles().items()
    ]
    closed = [
        (
            labels.kinds()[kind],
            [
                sum(question.kind == kind and question.form == form for question in questions)
                for form in FORMS
            ],
        )
        for kind in KEYED
    ]
    return InUse(
        edition=edition,
        groups=[group for group in groups if group.questions],
        closed=[(kind, counts) for kind, counts in closed if any(counts)],
        total=len(questions),
        even=all(question.weight == 1 for question in questions),
        counts=composition.count_of_one_form(composition.list_asked_of(questions)),
    )


def list_retired_keys() -> list[Question]:
    # No edition in use, or being written, asks them in any words.
    current = list(Question.objects.exclude(edition__state=Edition.State.RETIRED).filter(kind__in=KEYED))
    codes = {question.code for question in current}
    current_words = [(question.kind, _list_words(question)) for question in current]
    options = Prefetch("options", Option.objects.order_by("-credit", "position"))
    retired = Question.objects.filter(edition__state=Edition.State.RETIRED, kind__in=KEYED).exclude(
        code__in=codes
    )
    with_keys = [
        question
        for question in retired.select_related("edition")
        .prefetch_related(options)
        .order_by("edition", "form", "position")
        if not any(
            kind == question.kind and _are_alike(words, _list_words(question))
            for kind, words in current_words
        )
    ]
    for question in with_keys:
        _apply_language(question, question.options.all())
    return with_keys


def _list_words(question: Question) -> frozenset[str]:
    # Every judgement asks in the same words which option is best: its scene tells it from others.
    text = "" if question.kind == Kind.JUDGEMENT else question.text
    return frozenset(WORD.findall(f"{question.scene} {text}".lower()))


def _are_alike(first: frozenset[str], second: frozenset[str]) -> bool:
    return len(first & second) >= ALIKE * len(first | second)


def _apply_language(question: Question, options: Iterable[Option] = ()) -> None:
    language = translation.choose_language(question.edition, get_language() or "")
    translation.apply_translation(question, language)
    question.foreign = translation.get_foreign_language(question.edition, get_language() or "")
    for option in options:
        translation.apply_translation(option, language)
