"""The desk: how the live edition goes, what waits for whom, and the one next step of an edition."""

import csv
from datetime import datetime, timedelta
from hashlib import sha256
from io import StringIO

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from assessment.accounts.models import User
from assessment.attempts.models import Answer, Attempt
from assessment.questionnaire import actions, publish_checks, serialization, two_person_rule
from assessment.questionnaire.models import Edition
from assessment.workshop import attempt_counts
from assessment.workshop.item_statistics import count_items
from assessment.workshop.models import AttemptTally
from tests.questionnaire.pages import words_of
from tests.statements import at_most
from tests.workshop.crowd import submit

DAY = timedelta(days=1)
EDITION = "/admin/questionnaire/edition/"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def stop(edition: Edition, people: int, *, after: int, at: datetime, language: str = "") -> None:
    """So many people who answered that many questions and went away."""
    questions = list(edition.questions.asked(edition, "A")[:after])
    attempts = Attempt.objects.bulk_create(
        Attempt(
            questionnaire=edition.questionnaire,
            edition=edition,
            form="A",
            language=language,
            started_at=at,
            token_hash=sha256(f"{after} {number} {at} {language}".encode()).hexdigest(),
        )
        for number in range(people)
    )
    Answer.objects.bulk_create(
        Answer(attempt=attempt, question=question, value={"none": "passed"}, answered_at=at)
        for attempt in attempts
        for question in questions
    )


def test_attempts_are_counted_where_people_stopped(live: Edition, now: datetime) -> None:
    submit(live, [{}] * 30, at=now - 3 * DAY)
    stop(live, 10, after=6, at=now - 3 * DAY)
    stop(live, 4, after=12, at=now - 10 * DAY, language="de")
    tally = attempt_counts.count_attempts(live, at=now)
    assert tally is not None
    assert (tally.started, tally.finished) == (44, 30)
    assert tally.numbers["stops"] == {"7": 10, "13": None}
    assert tally.numbers["languages"] == {"": [40, 30], "de": None}
    assert sorted(len(group or []) for group in tally.numbers["weeks"].values()) == [0, 2]


def test_an_attempt_counts_from_a_day_after_it_began_and_for_twelve_weeks(
    live: Edition, now: datetime
) -> None:
    stop(live, 6, after=3, at=now - timedelta(hours=20))
    stop(live, 6, after=3, at=now - timedelta(weeks=13))
    assert attempt_counts.count_attempts(live, at=now) is None
    stop(live, 5, after=3, at=now - 2 * DAY)
    tally = attempt_counts.count_attempts(live, at=now)
    assert tally is not None
    assert (tally.started, tally.finished) == (5, 0)


def test_with_fewer_than_five_left_the_numbers_go(live: Edition, now: datetime) -> None:
    stop(live, 5, after=3, at=now - 2 * DAY)
    attempt_counts.count_attempts(live, at=now)
    Attempt.objects.all()[:1].get().delete()
    attempt_counts.count_attempts(live, at=now)
    assert not AttemptTally.objects.exists()


def test_groups_are_given_in_steps_of_five_people(live: Edition, now: datetime) -> None:
    stop(live, 13, after=6, at=now - 2 * DAY)
    tally = attempt_counts.count_attempts(live, at=now)
    assert tally is not None
    assert tally.numbers["stops"]["7"] == 10  # 15 would be more than there are
    assert tally.started == 13


@pytest.mark.parametrize(("finished", "started", "half"), [(260, 340, 3), (12, 12, 8), (0, 5, 16)])
def test_completion_has_its_range(finished: int, started: int, half: int) -> None:
    assert attempt_counts.compute_half_width(finished, started) == half


def test_the_desk_shows_how_the_live_edition_goes(writing: Client, live: Edition, now: datetime) -> None:
    page = words_of(writing.get("/admin/"))
    assert "<h1>Too few to say yet.</h1> <p>Figures begin with five attempts" in page
    assert page.count("Figures begin with five attempts") == 1
    submit(live, [{}] * 30, at=now - 3 * DAY)
    stop(live, 10, after=6, at=now - 3 * DAY)
    attempt_counts.count_attempts(live, at=now)
    page = words_of(writing.get("/admin/"))
    assert "<h1>75 % finish.</h1>" in page
    assert "Of the 10 who did not finish, about 10 stopped at question 7." in page
    first_asked_there = live.questions.filter(position=7).order_by("form")[0]
    assert f'<a href="/admin/questionnaire/question/{first_asked_there.pk}/change/"><title>' in page


def test_the_desk_says_what_waits_for_whom(
    writing: Client, publishing: Client, draft: Edition, editor: User, publisher: User
) -> None:
    with override_settings(TWO_PERSON_PUBLISH=True):
        assert f"{editor} · Nothing left to settle" in words_of(writing.get("/admin/"))
        two_person_rule.record_change(draft, editor)
        actions.ask_for_review(draft, by=editor)
        assert "Waits for others" in words_of(writing.get("/admin/"))
        theirs = words_of(publishing.get("/admin/"))
        assert "It waits to be read." in theirs
        assert "Waits for others" not in theirs
        actions.record_review(draft, by=publisher, at=timezone.now())
        assert "Publish it" in words_of(publishing.get("/admin/"))


def test_a_question_worth_a_look_is_named_by_its_first_words(
    writing: Client, live: Edition, now: datetime
) -> None:
    submit(live, [{}] * 60, at=now - 3 * DAY)
    assert count_items(live, at=now) is not None
    page = words_of(writing.get("/admin/"))
    start = " ".join(live.questions.get(position=1, form="A").scene.split()[:18])
    assert f"Question 1, form A</a><p>“{start}…” 100 % chose one answer.</p>" in page


def test_without_a_live_edition_the_desk_says_so(writing: Client) -> None:
    assert "Nothing is published." in words_of(writing.get("/admin/"))


def test_support_has_a_desk_without_editions(live: Edition) -> None:
    from tests import make  # noqa: PLC0415  # one test alone needs it

    client = Client()
    client.force_login(make.staff("helper", "support"))
    page = words_of(client.get("/admin/"))
    assert "/admin/accounts/user/" in page
    assert "/admin/questionnaire/" not in page


def test_the_desk_asks_as_much_for_many_attempts(
    writing: Client, live: Edition, draft: Edition, now: datetime
) -> None:
    submit(live, [{}] * 30, at=now - 3 * DAY)
    attempt_counts.count_attempts(live, at=now)
    with at_most(10, apart=10):
        writing.get("/admin/")


class TestNextStep:
    """The head of an edition's page."""

    def test_a_draft_lists_what_to_settle_with_links(self, writing: Client, draft: Edition) -> None:
        question = draft.questions.filter(kind="judgement").order_by("position", "form")[0]
        question.options.filter(credit=3).delete()
        page = words_of(writing.get(f"{EDITION}{draft.pk}/change/"))
        assert "Settle" in page
        address = f"/admin/questionnaire/question/{question.pk}/change/"
        assert f'<a href="{address}">Question {question.position}, form {question.form}</a>' in page
        assert f'<a class="button default" href="{address}">Open the first</a>' in page

    def test_settling_one_thing_uncovers_no_other(self, writing: Client, draft: Edition) -> None:
        half_keyed, missing = draft.questions.filter(kind="judgement").order_by("position", "form")[:2]
        half_keyed.options.filter(credit=3).delete()
        missing.delete()
        sentences = publish_checks.find_missing(serialization.write(draft))
        assert any(half_keyed.code in sentence for sentence in sentences)
        sentences_left = [sentence for sentence in sentences if half_keyed.code not in sentence]
        assert any("needs" in sentence for sentence in sentences_left)
        half_keyed.options.create(position=9, code="z", text="Stop it.", credit=3)
        assert publish_checks.find_missing(serialization.write(draft)) == sentences_left

    def test_a_draft_with_nothing_to_settle_goes_to_review(self, writing: Client, draft: Edition) -> None:
        page = words_of(writing.get(f"{EDITION}{draft.pk}/change/"))
        assert "Nothing is left to settle. Send it to review." in page
        assert f'<a class="button default" href="{EDITION}{draft.pk}/review/">Send to review</a>' in page

    def test_what_is_only_worth_a_look_does_not_count(self, writing: Client, draft: Edition) -> None:
        draft.questions.filter(kind="frequency").update(text="How often did you not change a system?")
        page = words_of(writing.get(f"{EDITION}{draft.pk}/change/"))
        assert "Nothing is left to settle. Send it to review." in page
        assert "You can publish without settling these." in page

    def test_an_edition_in_review_is_read_and_then_published(
        self, publishing: Client, draft: Edition, editor: User, publisher: User
    ) -> None:
        actions.ask_for_review(draft, by=editor)
        address = f"{EDITION}{draft.pk}/"
        page = words_of(publishing.get(f"{address}change/"))
        assert "It waits to be read." in page
        assert f'<a class="button default" href="{address}reviewed/">Record the review</a>' in page
        actions.record_review(draft, by=publisher, at=timezone.now())
        page = words_of(publishing.get(f"{address}change/"))
        assert "It has been read. It can be published." in page
        assert f'<a class="button default" href="{address}publish/">Publish</a>' in page

    def test_the_desk_says_who_may_publish(self, writing: Client, draft: Edition, publisher: User) -> None:
        assert f"<b>Publish</b> <span>{publisher}</span>" in words_of(
            writing.get(f"{EDITION}{draft.pk}/change/")
        )

    def test_a_frozen_edition_offers_a_draft(self, writing: Client, live: Edition) -> None:
        page = words_of(writing.get(f"{EDITION}{live.pk}/change/"))
        assert f'<a class="button default" href="{EDITION}{live.pk}/draft/">Start a new draft</a>' in page


def test_statistics_are_saved_with_the_rounded_numbers_alone(
    writing: Client, live: Edition, now: datetime
) -> None:
    code = live.questions.filter(kind="frequency").order_by("position")[0].code
    submit(live, [{code: 4}] * 25, at=now - 3 * DAY)
    tally = count_items(live, at=now)
    assert tally is not None
    response = writing.get(f"{EDITION}{live.pk}/statistics.csv")
    rows = list(csv.DictReader(StringIO(response.content.decode().removeprefix("\ufeff"))))
    of_question = [row for row in rows if row["question"] == code]
    assert ("option 5", "100.0", "%", "25") in [
        (row["measure"], row["value"], row["unit"], row["n, about"]) for row in of_question
    ]
    assert {row["n, about"] for row in of_question} == {"25"}
    assert len({row["question"] for row in rows}) == 58
