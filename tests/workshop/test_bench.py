"""The bench: preview and wording of what is typed, clone, balance, statistics. Looking stores nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, TestCase

from assessment.attempts.models import Attempt
from assessment.questionnaire import serialization
from assessment.questionnaire.models import Edition, Kind
from assessment.workshop import form_balance
from assessment.workshop.item_statistics import count_items
from assessment.workshop.models import Revision, Tally
from tests.make import NOON
from tests.questionnaire.pages import Form, send, words_of
from tests.statements import at_most, statements
from tests.workshop.crowd import submit

DAY = timedelta(days=1)
EDITION, QUESTION = "/admin/questionnaire/edition/", "/admin/questionnaire/question/"


def fields_of(client: Client, pk: int) -> dict[str, str]:
    return Form(client.get(f"{QUESTION}{pk}/change/").content.decode()).fields


@pytest.mark.parametrize("kind", Kind.values)
def test_the_preview_is_the_page_that_people_get(writing: Client, draft: Edition, kind: str) -> None:
    question = draft.questions.filter(kind=kind)[0]
    page = words_of(writing.get(f"{QUESTION}{question.pk}/preview/"))
    assert question.text.split("{")[0].replace("'", "&#x27;") in page
    assert f"{question.position} of 32" in page
    assert 'id="question-form"' in page
    assert "<script" not in page


def test_the_preview_shows_what_is_typed_and_stores_nothing(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    before = serialization.write(draft)
    form = fields_of(writing, question.pk) | {
        "text": "How often <b>now</b>?",
        "options-1-text": "A typed option",
    }
    with statements() as recorded:
        page = words_of(writing.post(f"{QUESTION}{question.pk}/preview/", form))
    assert "How often &lt;b&gt;now&lt;/b&gt;?" in page
    assert "A typed option" in page
    assert not [sql for sql in recorded.product if not sql.startswith("SELECT")]
    assert serialization.write(draft) == before
    assert not Attempt.objects.exists()


def test_typed_options_follow_their_numbers_and_deleted_ones_are_gone(
    writing: Client, draft: Edition
) -> None:
    question = draft.questions.filter(kind="judgement", form="A")[0]
    texts = list(question.options.order_by("position").values_list("text", flat=True))
    form = fields_of(writing, question.pk) | {"options-0-position": "9", "options-1-DELETE": "on"}
    page = writing.post(f"{QUESTION}{question.pk}/preview/", form).content.decode()
    places = [page.find(text.replace("'", "&#x27;")) for text in texts]
    assert places[1] == -1
    assert -1 < places[2] < places[3] < places[0]


def test_a_new_question_is_shown_as_soon_as_its_edition_is_chosen(writing: Client, draft: Edition) -> None:
    assert "Nothing to show yet" in words_of(writing.get(f"{QUESTION}preview/"))
    form = {"edition": str(draft.pk), "kind": "belief", "form": "B", "text": "Ice floats.", "position": "33"}
    page = words_of(writing.post(f"{QUESTION}preview/", form))
    assert "Ice floats." in page
    assert "33 of 33" in page
    assert "There is no source note." in words_of(writing.post(f"{QUESTION}wording/", form))


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"kind": "slider", "form": "Z", "position": "-1", "options-TOTAL_FORMS": "99999"},
        {"kind": "judgement", "options-TOTAL_FORMS": "x", "text": "\x00"},
        {
            "kind": "frequency",
            "options-TOTAL_FORMS": "3",
            "options-0-text": "a",
            "options-0-credit": "9" * 40,
        },
        {"kind": "range", "scene": "x\n" * 500, "text": "é" * 9_000},
        {"kind": "hours", "text": "{month} {", "scene": ":"},
        {"position": "٣", "kind": "pair"},
    ],
)
def test_unfinished_typing_is_never_an_error_of_ours(writing: Client, draft: Edition, nonsense: Any) -> None:
    question = draft.questions.all()[0]
    for address in ["preview/", f"{question.pk}/preview/", "wording/", f"{question.pk}/wording/"]:
        form = {"edition": str(draft.pk)} | nonsense
        assert writing.post(f"{QUESTION}{address}", form).status_code == 200, address


def test_the_preview_may_stand_in_our_own_frame_alone(writing: Client, draft: Edition) -> None:
    question = draft.questions.all()[0]
    response = writing.get(f"{QUESTION}{question.pk}/preview/")
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    form = writing.get(f"{QUESTION}{question.pk}/change/")
    assert "frame-ancestors 'none'" in form.headers["Content-Security-Policy"]
    assert 'sandbox="allow-same-origin"' in form.content.decode()


def test_checks_warn_when_a_question_is_saved_and_never_block(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="frequency")[0]
    response = send(
        writing, f"{QUESTION}{question.pk}/change/", text="How often did you not change a system?"
    )
    assert response.status_code == 302
    question.refresh_from_db()
    assert question.text == "How often did you not change a system?"
    page = words_of(writing.get(EDITION))
    assert f"“{question}”: Text: “not” negates." in page
    assert f"“{question}”: Text: “system” comes from the site’s own message." in page


def test_a_clone_comes_before_the_hours_with_its_options_and_its_own_code(
    writing: Client, draft: Edition
) -> None:
    question = draft.questions.filter(kind="pair")[0]
    response = writing.post(f"{QUESTION}{question.pk}/clone/")
    copy, hours = draft.questions.order_by("position").filter(position__gte=32)
    assert response.headers["Location"] == f"{QUESTION}{copy.pk}/change/"
    assert (copy.code, copy.position, copy.text) == (f"{question.code}-2", 32, question.text)
    assert (hours.kind, hours.position) == ("hours", 33)
    assert list(copy.options.values_list("code", "position", "credit")) == list(
        question.options.values_list("code", "position", "credit")
    )
    assert Revision.objects.latest("pk").note == f"Cloned from {question}"
    writing.post(f"{QUESTION}{question.pk}/clone/")
    assert draft.questions.filter(code=f"{question.code}-3").exists()


def test_what_is_published_is_not_cloned(writing: Client, live: Edition) -> None:
    assert writing.post(f"{QUESTION}{live.questions.all()[0].pk}/clone/").status_code == 404
    assert live.questions.count() == 58


def test_the_shipped_edition_is_in_balance(live: Edition) -> None:
    assert form_balance.check_balance(live).warnings == ()
    assert all(row.even for row in form_balance.check_balance(live).rows)


def test_what_a_form_lacks_is_said_on_the_page(writing: Client, draft: Edition) -> None:
    draft.questions.filter(kind="belief", form="B", is_true=True)[0].delete()
    turned = draft.questions.filter(kind="pair", reversed=True)[0]
    draft.questions.filter(pk=turned.pk).update(reversed=False)
    draft.questions.filter(position=1).update(position=40)
    assert form_balance.check_balance(draft).warnings == (
        "Form B lacks 1 belief in technical literacy.",
        "“Situations” is split into 2 pieces, so people see no names of parts while they answer.",
        "2 of 6 pairs have the orchestrator’s pole on the left; half should.",
    )
    page = words_of(writing.get(f"{EDITION}{draft.pk}/change/"))
    assert "Form B lacks 1 belief in technical literacy." in page


def test_each_position_names_its_part(writing: Client, draft: Edition) -> None:
    page = words_of(writing.get(f"{EDITION}{draft.pk}/change/"))
    parts = {"Last month": 18, "Situations": 6, "How sure?": 7, "Your calendar": 1}
    assert {part: page.count(f"<p>{part}</p>") for part in parts} == parts


def test_statistics_stand_beside_the_question_and_on_a_page_of_their_own(
    writing: Client, live: Edition, draft: Edition
) -> None:
    code = live.questions.filter(kind="frequency").order_by("position")[0].code
    submit(live, [{code: 4}] * 25)
    assert "Nothing has been counted on this edition yet." in words_of(
        writing.get(f"{EDITION}{live.pk}/statistics/")
    )
    with TestCase.captureOnCommitCallbacks(execute=True):
        writing.post(f"{EDITION}{live.pk}/statistics/")
    assert Tally.objects.get().people == 25
    page = words_of(writing.get(f"{EDITION}{live.pk}/statistics/"))
    assert "100 % chose one answer." in page
    assert "Count now" not in page
    words = words_of(writing.get(f"{QUESTION}{draft.questions.get(code=code).pk}/change/"))
    assert f"Of {live}, counted on" in words
    assert "100 % chose one answer." in words


def test_below_20_answers_a_page_tells_not_even_how_many(writing: Client, live: Edition) -> None:
    submit(live, [{}] * 13)
    with TestCase.captureOnCommitCallbacks(execute=True):
        writing.post(f"{EDITION}{live.pk}/statistics/")
    page = words_of(writing.get(f"{EDITION}{live.pk}/statistics/"))
    assert page.count("Too few to say") == 58
    own = page.split('class="colM"')[1]  # the addresses before it hold keys of rows
    assert not re.search(r"\b13\b", own.split("Question by question")[0].split("Counted on")[0])


def test_pages_ask_few_statements(writing: Client, live: Edition, draft: Edition) -> None:
    question = draft.questions.filter(kind="pair")[0]
    for address, most in [
        (f"{QUESTION}{question.pk}/preview/", 4),
        (f"{QUESTION}{question.pk}/wording/", 3),
        (f"{EDITION}{live.pk}/statistics/", 6),
        (f"{EDITION}{draft.pk}/dry-run/", 14),
    ]:
        with at_most(most, apart=12):
            assert writing.get(address).status_code == 200


def test_the_list_of_questions_shows_what_the_answers_say(writing: Client, live: Edition) -> None:
    question = live.questions.filter(kind="frequency").order_by("position")[0]
    submit(live, [{question.code: 4}] * 25)
    count_items(live, at=NOON + DAY)
    page = words_of(writing.get(QUESTION, {"q": question.code}))
    for column, cell in [
        ("mean", "4.0 of 4"),
        ("skipped", "0 %"),
        ("item_rest", ""),
        ("flags", '<span class="flag">100 % chose one answer.</span>'),
    ]:
        assert re.search(rf'<td class="field-{column}[^>]*>{re.escape(cell)}</td>', page), column
    assert re.search(r'<td class="field-seconds[^>]*>(5|10)</td>', page)
    assert "n ≈ 25" in page
    assert 'width="60.0" height="14"' in page


def test_a_draft_shows_what_the_answers_to_the_live_edition_say(
    writing: Client, live: Edition, draft: Edition
) -> None:
    submit(live, [{}] * 19)
    count_items(live, at=NOON + DAY)
    code = live.questions.filter(kind="frequency")[0].code
    query = {"q": code, "edition__id__exact": str(draft.pk)}
    assert "too few to say" in words_of(writing.get(QUESTION, query))
    submit(live, [{}] * 6, at=NOON + 2 * DAY)
    count_items(live, at=NOON + 8 * DAY)
    assert "n ≈ 25" in words_of(writing.get(QUESTION, query))


def test_the_list_asks_as_many_statements_for_one_question_as_for_a_hundred(
    writing: Client, live: Edition, draft: Edition
) -> None:
    code = live.questions.filter(kind="frequency")[0].code
    counts = []
    for query in ({"q": code}, {}):
        with statements() as recorded:
            writing.get(QUESTION, query)
        counts.append(len(recorded.product))
    assert counts[0] == counts[1] <= 16
