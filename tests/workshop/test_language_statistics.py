"""Statistics by language: a question that works otherwise in one is shown, and nothing of few people."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client

from assessment.questionnaire.models import Edition
from assessment.workshop import item_statistics, language_statistics
from assessment.workshop.models import Tally
from tests.make import NOON, published_in
from tests.questionnaire.pages import words_of
from tests.workshop.crowd import submit

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def bilingual() -> Edition:
    """The shipped edition with a whole translation that stands apart."""
    return published_in("de")


def code_of(edition: Edition, kind: str = "frequency") -> str:
    return str(edition.questions.filter(kind=kind).order_by("position")[0].code)


def submit_answers(
    edition: Edition, people: int, language: str, credit: int, *, anonymous: bool = False
) -> None:
    submit(edition, [{code_of(edition): credit}] * people, language=language, anonymous=anonymous)


def count_tally(edition: Edition) -> Tally:
    tally = item_statistics.count_items(edition, at=LATER)
    assert tally is not None
    return tally


def page_of(writing: Client, edition: Edition, name: str = "statistics/") -> str:
    return f"/admin/questionnaire/edition/{edition.pk}/{name}"


def test_a_question_that_works_otherwise_in_a_language_is_shown(bilingual: Edition) -> None:
    submit_answers(bilingual, 30, "", 4)
    submit_answers(bilingual, 25, "de", 1)
    tally = count_tally(bilingual)
    numbers = tally.numbers["languages"]
    assert {language: numbers[language]["people"] for language in numbers} == {"": 30, "de": 25}
    assert numbers["de"]["questions"][code_of(bilingual)] == {"n": 25, "mean": 0.25, "deviation": 0.0}
    columns = language_statistics.list_language_columns(bilingual, tally)
    assert [(column.language, column.people) for column in columns] == [("", 30), ("de", 25)]
    rows = language_statistics.list_language_rows(bilingual.questions.all(), tally, columns)
    row = next(row for row in rows if row.question.code == code_of(bilingual))
    assert row.flags == ("Lower in German",)
    original, german = row.scores
    assert original is not None
    assert german is not None
    assert (original.mean, original.n, german.n, german.provisional) == (100, 30, 25, True)
    # 25 % of 25 people comes in steps of 20 %, up or down by lot, and no range is narrower than a step.
    assert german.mean in {20, 40}
    assert (german.low, german.high) == (german.mean - 20, german.mean + 20)


def test_keyed_questions_count_by_what_is_right(bilingual: Edition) -> None:
    belief = bilingual.questions.filter(kind="belief", form="A", is_true=True).order_by("position")[0]
    choices = [{belief.code: {"claim": number < 12, "confidence": 80}} for number in range(24)]
    submit(bilingual, choices)
    submit_answers(bilingual, 20, "de", 2)
    numbers = count_tally(bilingual).numbers["languages"]
    assert numbers[""]["questions"][belief.code] == {"n": 24, "mean": 0.5, "deviation": 0.5}
    hours = bilingual.questions.get(kind="hours").code
    assert hours not in numbers[""]["questions"]


def test_a_language_below_twenty_people_is_called_too_few_to_say(writing: Client, bilingual: Edition) -> None:
    submit_answers(bilingual, 30, "", 4)
    submit_answers(bilingual, 19, "de", 1)
    tally = count_tally(bilingual)
    assert tally.numbers["languages"]["de"] == {}
    page = words_of(writing.get(page_of(writing, bilingual)))
    assert "German: too few to say. Nothing is shown below 20 people." in page
    assert "Lower in German" not in page


def test_twenty_attempts_of_few_people_with_an_account_say_nothing(bilingual: Edition) -> None:
    submit_answers(bilingual, 30, "", 4)
    submit_answers(bilingual, 20, "de", 1, anonymous=True)
    assert count_tally(bilingual).numbers["languages"]["de"] == {}


def test_one_language_has_no_section(writing: Client, live: Edition) -> None:
    submit_answers(live, 30, "", 4)
    assert count_tally(live).numbers["languages"] == {}
    assert "By language" not in words_of(writing.get(page_of(writing, live)))


def test_numbers_by_language_are_on_the_page_and_in_its_csv(writing: Client, bilingual: Edition) -> None:
    submit_answers(bilingual, 60, "", 4)
    submit_answers(bilingual, 60, "de", 1)
    count_tally(bilingual)
    page = words_of(writing.get(page_of(writing, bilingual)))
    assert "German: about 60 people" in page
    assert "Lower in German" in page
    sheet = writing.get(page_of(writing, bilingual, "statistics.csv")).content.decode().removeprefix("\ufeff")
    rows = list(csv.DictReader(StringIO(sheet)))
    own_rows = [row for row in rows if row["question"] == code_of(bilingual) and row["language"]]
    assert [(row["measure"], row["language"]) for row in own_rows] == [
        ("score, mean", "original"),
        ("score, mean", "de"),
    ]
    names = ["value", "80 % range from", "80 % range to", "unit"]
    assert [own_rows[0][name] for name in names] == ["100.0", "90.0", "100.0", "%"]
    shares = [row for row in rows if row["question"] == code_of(bilingual) and row["measure"] == "option 5"]
    assert [(row["value"], row["n, about"]) for row in shares] == [("100.0", "60")]
    assert shares[0]["80 % range to"] == "100.0"
    assert float(shares[0]["80 % range from"]) < 100
    alpha = [row for row in rows if row["measure"] == "alpha"]
    assert {row["kind"] for row in alpha} <= {"capability"}
