"""An edition against which strategies pay too much goes out only with a written reason."""

import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from assessment.accounts.models import User
from assessment.questionnaire import actions
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition
from assessment.questionnaire.strategy_check import find_strategy_excesses, format_excesses
from tests.questionnaire import documents
from tests.questionnaire.conftest import MONDAY
from tests.questionnaire.strategies.editions import SHIPPED, shipped

pytestmark = pytest.mark.django_db
WHY = "Round 3 of the trial needs it unchanged."


def guessable() -> Document:
    """Every best option is the last one."""
    document = documents.full()
    for question in document["questions"]:
        if question["kind"] == "judgement":
            documents.give_key(question, 3)
    return document


def audited(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The reason code of each line that says that an edition was published."""
    lines = [json.loads(record.getMessage()) for record in caplog.records if record.name == "audit"]
    return [line["reason"] for line in lines if line["event"] == "edition.published"]


def test_an_edition_with_paying_strategies_is_not_published_without_a_reason(cmo: User) -> None:
    draft = actions.load(guessable())
    with pytest.raises(actions.StrategyReasonNeeded, match="Say why you publish it"):
        actions.publish(draft, by=cmo, at=MONDAY, strategy_reason="  ")
    draft.refresh_from_db()
    assert (draft.state, draft.strategy_excesses) == ("draft", [])


def test_the_reason_is_kept_with_what_was_found(cmo: User, caplog: pytest.LogCaptureFixture) -> None:
    actions.publish(actions.load(guessable()), by=cmo, at=MONDAY, strategy_reason=f" {WHY} ")
    edition = Edition.objects.get()
    assert edition.strategy_reason == WHY
    excesses = [
        (excess["strategy"], excess["limit"], excess["share"]) for excess in edition.strategy_excesses
    ]
    assert excesses == [("last_option", "keys", 1), ("last_option", "form", 1), ("last_option", "credit", 1)]
    assert audited(caplog) == ["strategies"]


def test_where_no_strategy_pays_no_reason_is_asked_or_kept(
    cmo: User, caplog: pytest.LogCaptureFixture
) -> None:
    edition = actions.publish(actions.load(documents.full()), by=cmo, at=MONDAY, strategy_reason=WHY)
    assert (edition.strategy_excesses, edition.strategy_reason) == ([], "")
    assert audited(caplog) == [""]


def test_a_pulse_has_no_keys_and_needs_no_reason(cmo: User) -> None:
    assert actions.publish(actions.load(documents.pulse()), by=cmo, at=MONDAY).strategy_excesses == []


def test_a_command_on_the_server_says_that_nobody_gave_one() -> None:
    edition = actions.publish(actions.load(guessable()), by=None, at=MONDAY)
    assert edition.strategy_reason == "A command on the server published it; no reason was written."


def test_a_command_on_the_server_may_give_one() -> None:
    call_command("load_edition", SHIPPED / "full-1.json", "--publish-if-none", "--reason", WHY, verbosity=0)
    assert Edition.objects.get().strategy_reason == WHY


def test_every_language_that_is_offered_is_played() -> None:
    document = guessable()
    assert {excess["language"] for excess in find_strategy_excesses(document)} == {"en"}
    assert {excess["language"] for excess in find_strategy_excesses(shipped("full-1"))} == {"en", "de"}


def test_what_was_found_is_said_language_by_language() -> None:
    sentences = dict(format_excesses(find_strategy_excesses(shipped("full-1"))))
    assert list(sentences) == ["English", "German"]
    assert (
        "The same range every time (32 to 67): earns 80.6\u00a0% of a full score, "
        "at most 60.0\u00a0% should be." in sentences["German"]
    )


@pytest.mark.parametrize(
    "values",
    [
        """strategy_excesses = '[{"strategy": "longest"}]', strategy_reason = 'Because'""",
        """strategy_excesses = '[{"strategy": "longest"}]', state = 'review', strategy_reason = 'Because'""",
    ],
)
def test_a_draft_holds_none_in_the_database(values: str) -> None:
    draft = actions.load(documents.full())
    _refused(f"update questionnaire_edition set {values} where id = {draft.pk}")  # noqa: S608  # from above


@pytest.mark.parametrize("reason", ["", " ", "\t\n"])
def test_the_database_refuses_one_without_a_reason(reason: str) -> None:
    draft = actions.load(documents.full())
    sql = """
    update questionnaire_edition set strategy_excesses = '[{"strategy": "longest"}]', strategy_reason = %s,
        state = 'published', published_at = now(), digest = repeat('0', 64) where id = %s
    """
    _refused(sql, reason, draft.pk)


def _refused(sql: str, *values: str | int) -> None:
    with (
        pytest.raises(IntegrityError, match="paying_strategies_have_a_reason"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, list(values) or None)
