"""Finding questions in the list, and what two questionnaires ask in the same words."""

import re
from datetime import timedelta
from html import unescape
from itertools import pairwise
from random import Random

import pytest
from django.http import QueryDict
from django.test import Client

from assessment.questionnaire import actions
from assessment.questionnaire.models import Edition, Question
from assessment.workshop import statistics_view
from assessment.workshop.item_statistics import count_items
from tests import make
from tests.make import NOON
from tests.questionnaire.pages import send, words_of
from tests.statements import at_most
from tests.workshop.crowd import submit

pytestmark = pytest.mark.django_db
QUESTION = "/admin/questionnaire/question/"


def list_codes(client: Client, draft: Edition, **filters: str) -> set[str]:
    """Codes of the questions on the list's page."""
    page = words_of(client.get(QUESTION, {"edition__id__exact": str(draft.pk), **filters}))
    return set(re.findall(r'<th class="field-code"><a href="[^"]*">([^<]*)</a>', page))


def test_the_list_is_narrowed_to_what_a_language_lacks(writing: Client, draft: Edition) -> None:
    first, second, third = draft.questions.order_by("position", "form")[:3]
    assert list_codes(writing, draft, untranslated="de") == set()
    Question.objects.filter(pk=first.pk).update(translations={})
    Question.objects.filter(pk=second.pk).update(text="Which of these would you rather do?")
    assert list_codes(writing, draft, untranslated="de") == {first.code, second.code}
    assert list_codes(writing, draft, untranslated="en") == set()
    assert third.code in list_codes(writing, draft, untranslated="xx")


@pytest.fixture
def answered_edition(live: Edition) -> Edition:
    """Sixty people answered the live edition, each by a bent of their own, and were counted."""
    keyed = [
        (
            question.code,
            sorted(option.credit for option in question.options.all() if option.credit is not None),
        )
        for question in live.questions.filter(kind__in=["frequency", "pair"]).prefetch_related("options")
    ]
    draw = Random(7)  # noqa: S311  # invented answers
    people = [
        {code: draw.choice([steps[bent], draw.choice(steps)]) for code, steps in keyed}
        for bent in [draw.randrange(5) for _person in range(60)]
    ]
    for seconds in range(3):
        submit(live, people[seconds::3], seconds=5.0 + seconds)
    count_items(live, at=NOON + timedelta(days=1))
    return live


def in_order(client: Client, edition: Edition, **query: str) -> list[Question]:
    """Questions of the list's page, as they stand there, each with what the answers say."""
    page = words_of(client.get(QUESTION, {"edition__id__exact": str(edition.pk), **query}))
    codes = re.findall(r'<th class="field-code"><a href="[^"]*">([^<]*)</a>', page)
    questions = statistics_view.attach_readings(edition.questions.select_related("edition"))
    return sorted(
        (question for question in questions if question.code in codes),
        key=lambda question: codes.index(question.code),
    )


def numbers_of(questions: list[Question], name: str) -> list[float]:
    return [question.told.numbers[name] for question in questions if name in question.told.numbers]  # type: ignore[attr-defined]  # attached


@pytest.mark.parametrize("name", ["item_rest", "seconds", "flags"])
def test_the_list_is_sorted_by_what_the_answers_say(
    writing: Client, answered_edition: Edition, draft: Edition, name: str
) -> None:
    head = re.search(
        rf'<th scope="col" class="[^"]*column-{name}">.*?href="\?([^"]*)"',
        writing.get(QUESTION, {"edition__id__exact": str(draft.pk)}).content.decode(),
        re.DOTALL,
    )
    assert head
    column = QueryDict(unescape(head[1]))["o"].split(".")[0].removeprefix("-")
    for edition in (answered_edition, draft):  # a draft by the answers to the edition before it
        rising, falling = (in_order(writing, edition, o=f"{sign}{column}") for sign in ("", "-"))
        numbers = numbers_of(rising, name)
        assert len(rising) == len(falling) == 58
        assert len(set(numbers)) > (name != "seconds")
        assert numbers == sorted(numbers)
        assert numbers_of(falling, name) == numbers[::-1]
        for questions in (rising, falling):  # those without the number come last
            assert numbers_of(questions[: len(numbers)], name) == numbers_of(questions, name)


def test_the_list_is_narrowed_by_correlation_and_seconds(
    writing: Client, answered_edition: Edition, draft: Edition
) -> None:
    for name, parameter in [("item_rest", "r"), ("seconds", "seconds")]:
        everything = numbers_of(in_order(writing, draft), name)
        narrowed = [numbers_of(in_order(writing, draft, **{parameter: part}), name) for part in "012"]
        assert sum(map(len, narrowed)) == len(everything) > 0
        edges = [(min(numbers), max(numbers)) for numbers in narrowed if numbers]
        assert all(before[1] < after[0] for before, after in pairwise(edges))
        assert len(in_order(writing, draft, **{parameter: "9"})) == 58


def test_sorting_and_narrowing_stay_within_the_ceiling(
    writing: Client, answered_edition: Edition, draft: Edition
) -> None:
    query = {"edition__id__exact": str(draft.pk), "o": "-7", "r": "2", "seconds": "0", "flagged": "yes"}
    with at_most(15, apart=5):
        writing.get(QUESTION, query)


def test_rewording_what_the_pulse_asks_too_says_so(writing: Client, draft: Edition) -> None:
    pulse = make.published("pulse")
    codes = pulse.questions.exclude(kind="hours").values_list("code", flat=True)
    question = draft.questions.filter(code__in=codes)[0]
    address = f"{QUESTION}{question.pk}/change/"
    page = words_of(writing.get(address))
    assert f"{pulse} asks it in the same words. Reword both, or neither." in page
    response = send(writing, address, text="How often was it otherwise?", _continue="")
    saved = words_of(writing.get(response.headers["Location"]))
    assert saved.count(f"{pulse} asks it in other words now.") == 2  # as a message, and above the form
    actions.retire(pulse, by=None, at=NOON)
    assert f"{pulse} asks it" not in words_of(writing.get(address))


def test_the_publish_page_counts_what_is_worth_a_look(publishing: Client, draft: Edition) -> None:
    address = f"/admin/questionnaire/edition/{draft.pk}/publish/"
    count_pattern = re.compile(r"(\d+) things? about the wording (?:is|are) worth a look")
    before = count_pattern.search(words_of(publishing.get(address)))
    pair = draft.questions.filter(kind="pair")[0]
    Question.objects.filter(pk=pair.pk).update(text="Do architects and systems of 2027 differ?")
    publishing.post(f"/admin/questionnaire/edition/{draft.pk}/phone/")
    after = count_pattern.search(words_of(publishing.get(address)))
    assert after
    assert int(after.group(1)) > (int(before.group(1)) if before else 0)
