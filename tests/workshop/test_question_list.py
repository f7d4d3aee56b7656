"""Finding questions in the list, and what two questionnaires ask in the same words."""

import re

import pytest
from django.test import Client

from assessment.questionnaire import actions
from assessment.questionnaire.models import Edition, Question
from tests import make
from tests.make import NOON
from tests.questionnaire.pages import send, words_of

pytestmark = pytest.mark.django_db
QUESTION = "/admin/questionnaire/question/"


def listed(client: Client, draft: Edition, **filters: str) -> set[str]:
    """Codes of the questions on the list's page."""
    page = words_of(client.get(QUESTION, {"edition__id__exact": str(draft.pk), **filters}))
    return set(re.findall(r'<th class="field-code"><a href="[^"]*">([^<]*)</a>', page))


def test_the_list_is_narrowed_to_what_a_language_lacks(writing: Client, draft: Edition) -> None:
    first, second, third = draft.questions.order_by("position", "form")[:3]
    assert listed(writing, draft, untranslated="de") == set()
    Question.objects.filter(pk=first.pk).update(translations={})
    Question.objects.filter(pk=second.pk).update(text="Which of these would you rather do?")
    assert listed(writing, draft, untranslated="de") == {first.code, second.code}
    assert listed(writing, draft, untranslated="en") == set()
    assert third.code in listed(writing, draft, untranslated="xx")


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
    counted = re.compile(r"(\d+) things? about the wording (?:is|are) worth a look")
    before = counted.search(words_of(publishing.get(address)))
    pair = draft.questions.filter(kind="pair")[0]
    Question.objects.filter(pk=pair.pk).update(text="Do architects and systems of 2027 differ?")
    publishing.post(f"/admin/questionnaire/edition/{draft.pk}/phone/")
    after = counted.search(words_of(publishing.get(address)))
    assert after
    assert int(after.group(1)) > (int(before.group(1)) if before else 0)
