"""How many questions an edition may ask: what the page says before, and what the database holds."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction

from assessment.questionnaire import actions, composition, publish_checks
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import FORMS, FULL, PULSE, Edition, Option, Question
from assessment.scoring.constants import FACETS
from tests import make
from tests.questionnaire import documents

pytestmark = pytest.mark.django_db

State = Edition.State


def composed(slug: str, end: int) -> Document:
    """An edition with as few (0) or as many (1) questions of each kind as it may ask."""
    document = documents.full() if slug == FULL else documents.pulse()
    by_kind: dict[tuple[str, str], list[list[Document]]] = {}
    for _position, rows in sorted(slots(document).items()):
        by_kind.setdefault((rows[0]["capability"], rows[0]["kind"]), []).append(rows)
    chosen = []
    for (capability, kind), slot_rows in by_kind.items():
        count = composition.BOUNDS[slug][capability][kind][end]
        chosen += [copy_slot(slot_rows[number % len(slot_rows)], number) for number in range(count)]
    questions = [row | {"position": place} for place, rows in enumerate(chosen, 1) for row in rows]
    return document | {"questions": questions}


def slots(document: Document) -> dict[int, list[Document]]:
    by_position: dict[int, list[Document]] = {}
    for row in document["questions"]:
        by_position.setdefault(row["position"], []).append(row)
    return by_position


def copy_slot(rows: list[Document], number: int) -> list[Document]:
    return [row | {"code": f"{row['code']}-{number}"} for row in rows]


def find_missing(document: Document) -> list[str]:
    return publish_checks.find_missing(document)


def without(document: Document, *codes: str) -> Document:
    return document | {"questions": [row for row in document["questions"] if row["code"] not in codes]}


@pytest.mark.parametrize("slug", [FULL, PULSE])
def test_the_fewest_and_the_most_can_be_published(slug: str) -> None:
    for end, number in [(0, 1), (1, 2)]:
        document = composed(slug, end)
        document["edition"]["number"] = number
        if slug == PULSE or end:
            assert find_missing(document) == []
        edition = actions.load(document)
        assert publish_in_the_database(edition) == ""


@pytest.mark.parametrize("slug", [FULL, PULSE])
def test_the_database_has_the_bounds_that_the_page_says(slug: str) -> None:
    """Each kind in each capability, one beyond either end, in an edition that is otherwise at that end."""
    for end, step in [(0, -1), (1, 1)]:
        document = composed(slug, end)
        document["edition"]["number"] = end + 1
        edition = actions.load(document)
        for capability, kinds in composition.BOUNDS[slug].items():
            for kind in kinds:
                with roll_back():
                    change_count(edition, capability, kind, step)
                    assert f"{kind} questions in {capability}" in publish_in_the_database(edition)


@contextmanager
def roll_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def change_count(edition: Edition, capability: str, kind: str, step: int) -> None:
    """One question fewer or one more of a kind, in every form."""
    rows = list(edition.questions.filter(capability=capability, kind=kind).order_by("-position")[:3])
    rows = [row for row in rows if row.position == rows[0].position]
    if step < 0:
        Option.objects.filter(question__in=rows).delete()
        Question.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows if step > 0 else []:
        row.pk, row.code, row.position = None, f"{row.code}-more", 99
        row.save()


def publish_in_the_database(edition: Edition) -> str:
    """What the database says against it; empty, and undone, where it lets it through."""
    try:
        with roll_back():
            Edition.objects.filter(pk=edition.pk).update(
                state=State.PUBLISHED, published_at=make.NOON, digest="0" * 64
            )
    except IntegrityError as refused:
        return str(refused)
    return ""


def test_forms_with_other_numbers_of_questions_are_refused() -> None:
    document = without(composed(FULL, 1), "judgement-systems-flow-b-0")
    assert find_missing(document)[0] == (
        "Systems thinking: form A has 4 judgement questions, form B 3 and form C 4; each needs as many."
    )
    refusal = publish_in_the_database(actions.load(document))
    assert "unequal forms of judgement in systems" in refusal


def test_what_lies_beyond_the_bounds_is_said_with_the_bound() -> None:
    document = documents.full()
    pairs = [row["code"] for row in document["questions"] if row["kind"] == "pair"][:2]
    assert "Systems thinking: 0 pair questions, needs at least 1." in find_missing(without(document, *pairs))
    more = [
        documents.question("pair", "systems", "flow", position=33 + number, code=f"more-{number}")
        for number in (0, 1)
    ]
    assert find_missing(document | {"questions": [*document["questions"], *more]}) == [
        "Systems thinking: 4 pair questions, may have at most 3."
    ]


def test_a_facet_without_a_question_is_named() -> None:
    document = documents.full()
    for row in document["questions"]:
        if row["facet"] == "systems.learning":
            row["facet"] = "systems.rights"
    assert find_missing(document) == ["Systems thinking: no question asks about “Learning”."]
    assert find_missing(documents.pulse()) == []


def doubled(document: Document) -> Iterator[tuple[str, str]]:
    return ((facet.code, facet.sentence) for facet in composition.find_doubled_facets(document))


def test_a_facet_asked_twice_in_one_way_is_named_while_another_is_left_out() -> None:
    document = documents.full()
    assert list(doubled(document)) == []
    for row in document["questions"]:
        if row["code"] == "frequency-systems-division":
            row["facet"] = "systems.flow"
    assert list(doubled(document)) == [
        (
            "frequency-systems-division",
            "Frequency asks about “Flow” 2 times, and not about “Division”, “Learning”.",
        )
    ]
    for row in document["questions"]:
        if row["kind"] == "pair":
            row["facet"] = f"{row['capability']}.{FACETS[row['capability']][0]}"
    assert {code.partition("-")[0] for code, _sentence in doubled(document)} == {"frequency", "pair"}
    six = documents.full()
    more = [
        documents.question("frequency", "systems", facet, position=33 + number, code=f"more-{number}")
        for number, facet in enumerate(["learning", "flow"])
    ]
    assert list(doubled(six | {"questions": [*six["questions"], *more]})) == []


def test_the_precision_of_an_edition_is_that_of_its_least_precise_form() -> None:
    document = documents.full()
    shipped = composition.measure_shipped(FULL)
    assert composition.measure_precision(FULL, composition.list_asked(document)) == shipped
    heavy = next(row for row in document["questions"] if row["form"] == FORMS[1])
    heavy["weight"] = 2
    measured = composition.measure_precision(FULL, composition.list_asked(document))
    assert measured is not None
    assert shipped is not None
    assert measured.index > shipped.index
    pulse = composition.measure_precision(PULSE, composition.list_asked(documents.pulse()))
    assert pulse == composition.measure_shipped(PULSE)
    assert composition.measure_precision(PULSE, []) is None
