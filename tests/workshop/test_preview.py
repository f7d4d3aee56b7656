"""A draft on its way from one key to another: its pages open, statistics stay with their option."""

import re
from collections.abc import Iterator
from itertools import batched
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import actions
from assessment.questionnaire.models import Edition, Option, Question
from assessment.workshop import statistics_view
from assessment.workshop.item_statistics import count_items
from assessment.workshop.models import Tally
from tests import make
from tests.make import NOON
from tests.questionnaire.pages import Form, send
from tests.workshop.crowd import submit

QUESTION = "/admin/questionnaire/question/"
KINDS = ["frequency", "pair", "judgement"]


def options_of(question: Question) -> list[Option]:
    return list(question.options.order_by("position"))


@pytest.fixture(scope="module")
def _counted_edition(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Answered by 25 people: all chose the option that is worth two, of a judgement the one worth one."""
    with django_db_blocker.unblock(), transaction.atomic():
        live = make.published()
        submit(live, [{}] * 25)
        count_items(live, at=NOON)
        draft = actions.start_draft(live, by=make.staff("editor", "editor"))
        Edition.objects.filter(pk=draft.pk).update(changes="One word.")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def editor(_counted_edition: None, db: None) -> User:
    return User.objects.get(email="editor@example.org")


@pytest.fixture
def draft(_counted_edition: None, db: None) -> Edition:
    return Edition.objects.select_related("questionnaire").get(state="draft")


@pytest.fixture
def tally(_counted_edition: None, db: None) -> Tally:
    return Tally.objects.get()


def of_kind(draft: Edition, kind: str) -> Question:
    return draft.questions.filter(kind=kind).order_by("position", "form")[0]


def lists_open(writing: Client, question: Question) -> None:
    """The list of a draft, the search that finds one of its questions, and its statistics."""
    for address in [
        f"{QUESTION}?edition__id__exact={question.edition_id}",
        f"{QUESTION}?q={question.code}",
        f"/admin/questionnaire/edition/{question.edition_id}/statistics/",
    ]:
        assert writing.get(address).status_code == 200, address


def page_opens(writing: Client, question: Question) -> str:
    response = writing.get(f"{QUESTION}{question.pk}/change/")
    assert response.status_code == 200, question.code
    return str(response.content.decode())


def open_question(writing: Client, question: Question) -> str:
    """The page of a question, once its list and its edition's statistics were opened too."""
    lists_open(writing, question)
    return " ".join(page_opens(writing, question).split())


def states(options: int, most: int) -> list[dict[str, str]]:
    """Each option deleted, and given each credit that the page takes or none."""
    return [
        {f"options-{row}-{field}": value}
        for row in range(options)
        for field, value in [
            ("DELETE", "on"),
            ("credit", ""),
            *(("credit", str(credit)) for credit in range(most + 1)),
        ]
    ]


@pytest.mark.parametrize(
    ("kind", "half_keyed"), [("frequency", states(5, 4)), ("pair", states(5, 4)), ("judgement", states(4, 3))]
)
def test_every_half_keyed_question_opens(
    writing: Client, draft: Edition, tally: Tally, kind: str, half_keyed: list[dict[str, str]]
) -> None:
    """As many states at once as the draft has questions of the kind: a list shows all of them."""
    questions = list(draft.questions.filter(kind=kind).order_by("position", "form"))
    forms = [Form(page_opens(writing, question)).fields for question in questions]
    for batch in batched(half_keyed, len(questions)):
        with transaction.atomic():
            changed = questions[: len(batch)]
            for question, form, state in zip(changed, forms, batch, strict=False):
                saved = writing.post(f"{QUESTION}{question.pk}/change/", form | state)
                assert saved.status_code == 302, (question.code, state)
            lists_open(writing, changed[-1])
            for question in changed:
                page_opens(writing, question)
            transaction.set_rollback(True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_whose_options_are_all_gone_opens(
    writing: Client, draft: Edition, tally: Tally, kind: str
) -> None:
    question = of_kind(draft, kind)
    question.options.all().delete()
    assert "Counted before your change of the key and the options." in open_question(writing, question)


@pytest.mark.parametrize("kind", KINDS)
def test_a_share_stays_with_its_option_when_the_options_change_places(
    writing: Client, draft: Edition, tally: Tally, kind: str
) -> None:
    question = of_kind(draft, kind)
    before = {share.code: share.percent for share in statistics_view.get_reading(question, tally).shares}
    assert sorted(before.values())[-2:] == [0, 100]
    facts = statistics_view.get_reading(question, tally).facts
    send(writing, f"{QUESTION}{question.pk}/change/", **{"options-0-position": "9"})
    again = statistics_view.get_reading(Question.objects.get(pk=question.pk), tally)
    assert {share.code: share.percent for share in again.shares} == before
    assert [share.code for share in again.shares] == [option.code for option in options_of(question)]
    assert again.facts == facts
    assert "Counted before your change of the options." in open_question(writing, question)


def test_the_best_is_told_only_where_one_is_best(draft: Edition, tally: Tally) -> None:
    question = of_kind(draft, "judgement")
    assert statistics_view.get_reading(question, tally).facts["best"] == "0\N{NO-BREAK SPACE}%"
    chosen = question.options.get(credit=1)
    question.options.filter(credit=3).update(credit=None)
    assert "best" not in statistics_view.get_reading(of_kind(draft, "judgement"), tally).facts
    Option.objects.filter(pk=chosen.pk).update(credit=3)
    assert (
        statistics_view.get_reading(of_kind(draft, "judgement"), tally).facts["best"]
        == "100\N{NO-BREAK SPACE}%"
    )


def test_a_deleted_option_keeps_its_share_and_says_that_it_is_gone(draft: Edition, tally: Tally) -> None:
    question = of_kind(draft, "frequency")
    chosen = question.options.get(credit=2)
    chosen.delete()
    shares = statistics_view.get_reading(of_kind(draft, "frequency"), tally).shares
    assert (shares[-1].text, shares[-1].percent) == (f"{chosen.text} (gone)", 100)


def test_an_option_that_was_not_there_has_no_share(draft: Edition, tally: Tally) -> None:
    question = of_kind(draft, "frequency")
    question.options.create(code="new", position=9, text="New", credit=None)
    shares = statistics_view.get_reading(of_kind(draft, "frequency"), tally).shares
    assert (shares[-1].text, shares[-1].percent) == ("New", 0)


@pytest.mark.parametrize(
    ("kind", "changed", "sentence"),
    [
        ("frequency", {"text": "How often did it happen?"}, "the text"),
        ("frequency", {"options-0-text": "Other words"}, "the options"),
        ("pair", {"reversed": "on"}, "the key"),
        ("judgement", {"options-0-credit": ""}, "the key"),
        ("belief", {"is_true": "false"}, "the key"),
        ("range", {"quantity": "1"}, "the key"),
        ("frequency", {"options-0-code": "zz", "hint": "Counts if so."}, "the text, the key and the options"),
    ],
)
def test_what_changed_since_the_count_is_said(
    writing: Client, draft: Edition, tally: Tally, kind: str, changed: dict[str, str], sentence: str
) -> None:
    question = draft.questions.filter(kind=kind, form__in=["", "A"], reversed=False).order_by("position")[0]
    if kind == "belief":
        question = draft.questions.filter(kind=kind, form="A", is_true=True)[0]
    assert "Counted before" not in open_question(writing, question)
    assert send(writing, f"{QUESTION}{question.pk}/change/", **changed).status_code == 302
    assert f"Counted before your change of {sentence}." in open_question(writing, question)


def test_the_list_is_narrowed_to_what_is_flagged_and_to_a_facet(
    writing: Client, draft: Edition, tally: Tally
) -> None:
    questions = statistics_view.attach_readings(draft.questions.select_related("edition"))
    flagged = {question.code for question in questions if question.told.flags}  # type: ignore[attr-defined]  # attached
    assert 0 < len(flagged) < len(questions)
    facets = {question.facet for question in questions if question.code in flagged}
    for facet in ["", min(facets)]:
        filters: dict[str, Any] = {"edition__id__exact": draft.pk, "flagged": "yes"} | (
            {"facet__exact": facet} if facet else {}
        )
        page = writing.get(QUESTION, filters).content.decode()
        matches = set(re.findall(r'<th class="field-code"><a href="[^"]*">([^<]*)</a>', page))
        assert matches == {q.code for q in questions if q.code in flagged and (not facet or q.facet == facet)}
