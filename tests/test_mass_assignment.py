"""Fields that no form asks for change nothing, whatever they are called."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.holder import SESSION_KEY
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.questionnaire.models import Edition, Option, Question
from tests import make

pytestmark = pytest.mark.django_db

ASKED = {"page", "revision", "seconds"}
MODELS = (Attempt, Answer, CapabilityScore, Edition, Question, Option, User)
ATTEMPT_KEEPS = (
    *("owner_id", "edition_id", "questionnaire_id", "submitted_at", "scoring_version"),
    *("index", "index_standard_error", "dots", "tolerance_people"),
)


@pytest.fixture
def extra(stranger: User) -> dict[str, str]:
    """Every column of every table somebody might aim at, each with a value that it could hold."""
    columns = {
        name
        for model in MODELS
        for field in model._meta.concrete_fields
        for name in (field.name, field.attname)
        if name not in ASKED
    }
    aimed = {
        **dict.fromkeys(columns, "1"),
        **dict.fromkeys(("owner", "owner_id", "user", "user_id"), str(stranger.pk)),
        **dict.fromkeys(("submitted_at", "started_at", "answered_at"), "2020-01-01T00:00:00Z"),
        "token_hash": "a" * 64,
        "email": "stranger@example.com",
        "form": "C",
        "uid": str(stranger.uid),
        "is_staff": "on",
        "is_superuser": "on",
    }
    assert {"owner", "edition", "form", "index", "submitted_at", "token_hash", "is_staff"} <= set(aimed)
    return aimed


def read_kept_values(attempt: Attempt, *names: str) -> list[Any]:
    return list(Attempt.objects.filter(pk=attempt.pk).values_list(*(names or ATTEMPT_KEEPS)))


def rights(user: User) -> tuple[Any, ...]:
    return User.objects.values_list("uid", "email", "is_staff", "is_superuser", "is_active", "password").get(
        pk=user.pk
    )


def test_starting_gives_nobody_elses_attempt(cmo: User, client: Client, extra: dict[str, str]) -> None:
    edition = make.published()
    client.force_login(cmo)
    client.post("/start/", extra)
    attempt = Attempt.objects.get()
    assert read_kept_values(attempt) == [(cmo.pk, edition.pk, edition.questionnaire_id, *[None] * 6)]
    assert attempt.token_hash == ""
    assert str(attempt.uid) != extra["uid"]
    assert attempt.started_at.year > 2020


def test_starting_again_keeps_the_form_in_turn(cmo: User, client: Client, extra: dict[str, str]) -> None:
    make.attempt(cmo)
    client.force_login(cmo)
    client.post("/start/", extra)
    assert Attempt.objects.get(submitted_at=None).form == "B"


def test_answering_stores_the_answer_alone(cmo: User, client: Client, extra: dict[str, str]) -> None:
    attempt = make.started(cmo)
    before = read_kept_values(attempt, *(field.attname for field in Attempt._meta.concrete_fields))
    client.force_login(cmo)
    client.post(f"/take/{attempt.uid}/q/1/", extra | {"choice": "c"})
    assert read_kept_values(attempt, *(field.attname for field in Attempt._meta.concrete_fields)) == before
    answer = Answer.objects.get()
    assert (answer.attempt, answer.question.position) == (attempt, 1)
    assert (answer.option and answer.option.code, answer.value, answer.contribution) == ("c", None, None)
    assert (answer.revision, answer.seconds) == (1, None)
    assert answer.answered_at.year > 2020


def test_submitting_scores_what_was_answered(cmo: User, client: Client, extra: dict[str, str]) -> None:
    attempt = make.answered(make.started(cmo))
    with transaction.atomic():
        usual = actions.submit(attempt, at=make.NOON)
        transaction.set_rollback(True)
    client.force_login(cmo)
    client.post(f"/take/{attempt.uid}/submit/", extra)
    scored = Attempt.objects.get(pk=attempt.pk)
    figures = ("owner_id", "edition_id", "form", "scoring_version", "index", "index_standard_error", "dots")
    assert [getattr(scored, name) for name in figures] == [getattr(usual, name) for name in figures]
    assert scored.submitted_at is not None
    assert scored.submitted_at.year > 2020


def test_leaving_makes_a_link_of_its_own(client: Client, extra: dict[str, str]) -> None:
    make.published()
    client.post("/start/")
    attempt = Attempt.objects.get()
    before = read_kept_values(attempt)
    del extra["email"]  # a field of this page: where to send the link
    client.post(f"/take/{attempt.uid}/leave/", extra)
    assert read_kept_values(attempt) == before
    assert Attempt.objects.get().token_hash != extra["token_hash"]


def test_keeping_gives_it_to_whoever_is_signed_in(cmo: User, client: Client, extra: dict[str, str]) -> None:
    attempt = make.started()
    client.force_login(cmo)
    session = client.session
    session[SESSION_KEY] = [str(attempt.uid)]
    session.save()
    client.post(f"/r/{attempt.uid}/keep/", extra)
    assert read_kept_values(attempt, "owner_id", "token_hash", "submitted_at") == [(cmo.pk, "", None)]


def test_no_form_touches_an_account(cmo: User, client: Client, extra: dict[str, str]) -> None:
    attempt = make.answered(make.started(cmo))
    before = rights(cmo)
    client.force_login(cmo)
    pages = ["q/1", "leave", "submit"]
    for address in ["/start/", "/pulse/", "/ratio/", *(f"/take/{attempt.uid}/{page}/" for page in pages)]:
        client.post(address, extra)
    assert rights(cmo) == before
    assert client.get("/admin/").status_code == 404
