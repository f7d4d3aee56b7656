"""Results of one person in two languages: compared only where the wordings were found to mean the same."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.models import Attempt
from assessment.questionnaire import actions as editing
from assessment.results.timeline.queries import read_history
from assessment.teams.snapshots import list_latest_results
from tests import make
from tests.make import NOON

APART = "You answered in two languages, and nobody has checked yet that the questions mean the same in both."


def make_attempts_in_two_languages(cmo: User, *, same: bool) -> tuple[Attempt, Attempt]:
    """One full attempt in the original, and one ninety days later in German."""
    make.published_in("de", same=same)
    first = make.attempt(cmo, level=0.4)
    later = NOON + timedelta(days=90)
    begun = make.answered(make.started(cmo, at=later), 0.8, at=later)
    Attempt.objects.filter(pk=begun.pk).update(language="de")
    begun.refresh_from_db()
    return first, actions.submit(begun, at=later)


def get_comparison_page(client: Client, first: Attempt, second: Attempt) -> str:
    return client.get(reverse("results:compare", args=[first.uid, second.uid])).content.decode()


def test_results_in_two_languages_are_not_compared(client: Client, cmo: User) -> None:
    client.force_login(cmo)
    page = get_comparison_page(client, *make_attempts_in_two_languages(cmo, same=False))
    assert APART in page
    assert "Clearly up" not in page


def test_a_translation_that_means_the_same_is_compared(client: Client, cmo: User) -> None:
    client.force_login(cmo)
    page = get_comparison_page(client, *make_attempts_in_two_languages(cmo, same=True))
    assert APART not in page
    assert "Clearly up" in page


@pytest.mark.parametrize("same", [False, True])
def test_the_line_over_time_breaks_where_the_language_stands_apart(cmo: User, same: bool) -> None:
    make_attempts_in_two_languages(cmo, same=same)
    first, second = read_history(cmo).full
    assert second.joined is same
    assert (second.previous is not None) is same
    assert not first.joined


def test_the_result_says_that_it_is_not_comparable(client: Client, cmo: User) -> None:
    client.force_login(cmo)
    _, second = make_attempts_in_two_languages(cmo, same=False)
    assert "Not comparable with" in client.get(f"/r/{second.uid}/").content.decode()


def test_two_results_in_the_same_translation_are_compared(cmo: User) -> None:
    make_attempts_in_two_languages(cmo, same=False)
    third_at = NOON + timedelta(days=180)
    begun = make.answered(make.started(cmo, at=third_at), 0.5, at=third_at)
    Attempt.objects.filter(pk=begun.pk).update(language="de")
    actions.submit(Attempt.objects.get(pk=begun.pk), at=third_at)
    assert [entry.joined for entry in read_history(cmo).full] == [False, False, True]


def test_a_comparison_names_its_questions_in_the_language_of_the_page(client: Client, cmo: User) -> None:
    client.force_login(cmo)
    first, second = make_attempts_in_two_languages(cmo, same=True)
    address = reverse("results:compare", args=[first.uid, second.uid])
    assert "(de)" in client.get(address, headers={"accept-language": "de"}).content.decode()
    assert "(de)" not in client.get(address, headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize("same", [False, True])
def test_a_group_counts_what_compares(cmo: User, same: bool) -> None:
    first, second = make_attempts_in_two_languages(cmo, same=same)
    assert list_latest_results([cmo.pk]).get() == (second if same else first)


def test_questions_in_another_language_than_the_page_say_so(client: Client, cmo: User) -> None:
    document = make.shipped()
    for row in [
        *document["questions"],
        *(o for question in document["questions"] for o in question["options"]),
    ]:
        row["translations"] = {}
    editing.publish(editing.load(document), by=None, at=NOON)
    first, second = make.attempt(cmo, level=0.3), make.attempt(cmo, level=0.6, at=NOON + timedelta(days=90))
    client.force_login(cmo)
    habit = "Write down a forecast with a percentage and a date"
    for address in (f"/r/{second.uid}/", reverse("results:compare", args=[first.uid, second.uid])):
        page = client.get(address, headers={"accept-language": "de"}).content.decode()
        assert f'<span lang="en">{habit}</span>' in page
        assert "&lt;span" not in page
        assert 'lang="en">' not in client.get(address, headers={"accept-language": "en"}).content.decode()
