"""What the database refuses by itself, tried with plain SQL past every check in Python."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from assessment.accounts.models import User
from assessment.questionnaire import actions, serialization
from assessment.questionnaire.models import Edition, Option, Question, Questionnaire
from tests.questionnaire import documents

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 3, 9, tzinfo=UTC)
DIGEST = "a" * 64


def run(sql: str, *values: int | str) -> int:
    """Rows touched by one statement, deferred constraints checked at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        touched = cursor.rowcount
        cursor.execute("set constraints all immediate")
        return int(touched)


def assert_refused(why: str, sql: str, *values: int | str) -> None:
    with pytest.raises(IntegrityError, match=why):
        run(sql, *values)


@pytest.fixture(scope="module")
def editions(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A draft and a published edition, made once: what a test does to them is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        cmo = User.objects.create_user(email="cmo@example.org")
        actions.load(documents.full(2))
        actions.publish(actions.load(documents.full(1)), by=cmo, at=MONDAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def draft(editions: None) -> Edition:
    return Edition.objects.get(number=2)


@pytest.fixture
def published(editions: None) -> Edition:
    return Edition.objects.get(number=1)


@pytest.fixture
def cmo(editions: None) -> User:
    """Has published the edition."""
    return User.objects.get()


@pytest.fixture(params=["published", "retired"])
def frozen(request: pytest.FixtureRequest, published: Edition) -> Edition:
    if request.param == "retired":
        return actions.retire(published, by=None, at=TUESDAY)
    return published


# Constraints ------------------------------------------------------------------------------------------


def test_a_slug_names_one_questionnaire(draft: Edition) -> None:
    assert_refused(
        "slug", "insert into questionnaire_questionnaire (slug, name, purpose) values ('full', 'a', '')"
    )


def test_a_number_names_one_edition(draft: Edition, published: Edition) -> None:
    assert_refused(
        "one_edition_a_number", "update questionnaire_edition set number = 1 where id = %s", draft.pk
    )


def test_a_questionnaire_has_one_published_edition(draft: Edition, published: Edition) -> None:
    assert_refused(
        "one_published_edition",
        "update questionnaire_edition set state = 'published', published_at = now(), digest = %s"
        " where id = %s",
        DIGEST,
        draft.pk,
    )


@pytest.mark.parametrize(
    ("why", "change"),
    [
        ("edition_state_is_known", "state = 'open'"),
        ("published_edition_has_date_and_digest", "state = 'published'"),
        ("published_edition_has_date_and_digest", "state = 'published', published_at = now()"),
        ("published_edition_has_date_and_digest", f"state = 'published', digest = '{DIGEST}'"),
        (
            "published_edition_has_date_and_digest",
            "state = 'published', published_at = now(), digest = 'ABC'",
        ),
        (
            "retired_edition_has_its_date",
            f"state = 'retired', published_at = now(), digest = '{DIGEST}'",
        ),
        ("retired_edition_has_its_date", "retired_at = now()"),
        ("number", "number = -1"),
    ],
)
def test_an_edition_has_what_its_state_needs(draft: Edition, why: str, change: str) -> None:
    assert_refused(why, f"update questionnaire_edition set {change} where id = %s", draft.pk)  # noqa: S608  # from the list above


QUESTIONS = [
    ("one_question_a_code", "frequency", "code = 'hours'"),
    ("one_question_a_place", "frequency", "position = 14"),
    ("kind_is_known", "frequency", "kind = 'slider'"),
    ("keyed_questions_have_forms", "judgement", "form = ''"),
    ("keyed_questions_have_forms", "judgement", "form = 'D'"),
    ("keyed_questions_have_forms", "frequency", "form = 'A'"),
    ("keyed_questions_have_forms", "hours", "form = 'B'"),
    ("beliefs_are_true_or_false", "range", "is_true = true"),
    ("ranges_have_their_quantity", "range", "quantity = 100.01"),
    ("ranges_have_their_quantity", "range", "quantity = -1"),
    ("ranges_have_their_quantity", "pair", "quantity = 5"),
    ("facet_lies_in_its_capability", "frequency", "facet = 'uncertainty.odds', capability = 'systems'"),
    ("facet_lies_in_its_capability", "frequency", "facet = '', capability = ''"),
    ("facet_lies_in_its_capability", "frequency", "capability = 'luck', facet = 'luck.dice'"),
    ("facet_lies_in_its_capability", "hours", "capability = 'systems', facet = 'systems.flow'"),
    ("weight_half_to_two", "frequency", "weight = 0.49"),
    ("weight_half_to_two", "frequency", "weight = 2.01"),
    ("position_from_one", "frequency", "position = 0"),
]


@pytest.mark.parametrize(("why", "kind", "change"), QUESTIONS)
def test_a_question_has_what_its_kind_needs(draft: Edition, why: str, kind: str, change: str) -> None:
    question = draft.questions.filter(kind=kind)[0]
    assert_refused(why, f"update questionnaire_question set {change} where id = %s", question.pk)  # noqa: S608  # from the list above


WHAT_A_DRAFT_MAY_LACK = [
    ("belief", "text = ' '"),
    ("pair", "\"left\" = ''"),
    ("pair", "\"right\" = ''"),
    ("judgement", "scene = ''"),
    ("range", "scene = ''"),
    ("range", "quantity = null"),
    ("belief", "is_true = null"),
]


def assert_publishing_is_refused(draft: Edition, code: str) -> None:
    publish = "update questionnaire_edition set state = 'published', published_at = now(), digest = %s"
    with pytest.raises(actions.EditionNotReady, match=code):
        actions.publish(draft, by=None, at=TUESDAY)
    actions.retire(Edition.objects.get(state="published"), by=None, at=TUESDAY)
    assert_refused(f"asks {code}, which lacks a part", f"{publish} where id = %s", DIGEST, draft.pk)


@pytest.mark.parametrize(("kind", "change"), WHAT_A_DRAFT_MAY_LACK)
def test_a_question_of_a_draft_may_lack_what_a_published_one_has(
    draft: Edition, kind: str, change: str
) -> None:
    question = draft.questions.filter(kind=kind)[0]
    assert run(f"update questionnaire_question set {change} where id = %s", question.pk) == 1  # noqa: S608  # from the list above
    assert_publishing_is_refused(draft, question.code)


def test_an_option_of_a_draft_may_lack_the_text_that_a_published_one_has(draft: Edition) -> None:
    option = Option.objects.filter(question__edition=draft, question__kind="judgement")[0]
    assert run("update questionnaire_option set text = '' where id = %s", option.pk) == 1
    assert_publishing_is_refused(draft, option.question.code)


OPTIONS = [
    ("one_option_a_code", "frequency", "code = '2'"),
    ("one_option_a_place", "frequency", "position = 2"),
    ("credit_within_four", "frequency", "credit = 5"),
    ("credit", "frequency", "credit = -1"),
    ("at most three thirds", "judgement", "credit = 4"),
]


@pytest.mark.parametrize(("why", "kind", "change"), OPTIONS)
def test_an_option_has_what_its_question_needs(draft: Edition, why: str, kind: str, change: str) -> None:
    option = Option.objects.filter(question__edition=draft, question__kind=kind, position=1)[0]
    assert_refused(why, f"update questionnaire_option set {change} where id = %s", option.pk)  # noqa: S608  # from the list above


@pytest.mark.parametrize("kind", ["belief", "range", "hours"])
def test_a_question_answered_in_figures_has_no_options(draft: Edition, kind: str) -> None:
    question = draft.questions.filter(kind=kind)[0]
    assert_refused(f"a {kind} question has no options", ADD_OPTION, question.pk)


def test_reordering_is_one_statement(draft: Edition) -> None:
    sql = "update questionnaire_question set position = 33 - position where edition_id = %s"
    assert run(sql, draft.pk) == 58


# Triggers ---------------------------------------------------------------------------------------------

ADD_OPTION = (
    "insert into questionnaire_option (question_id, code, position, text, credit, rationale, translations)"
    " values (%s, 'new', 9, 'New', 1, '', '{}')"
)
ADD_QUESTION = """
insert into questionnaire_question (edition_id, code, position, kind, capability, facet, form, text, scene,
    "left", "right", unit, hint, reversed, weight, rationale, source, translations)
values (%s, 'new', 99, 'frequency', 'systems', 'systems.flow', '', 'New?', '', '', '', '', '', false, 1,
    '', '', '{}')
"""
EDITION_CHANGES = [
    "number = 9",
    "state = 'draft', published_at = null, retired_at = null",
    "state = 'review', retired_at = null",
    "language = 'de'",
    "changes = 'Nothing at all'",
    "comparable = true",
    "languages = '[\"de\"]'",
    'equivalent = \'{"de": "Because"}\'',
    "published_at = now()",
    "strategy_reason = 'Another'",
    "strategy_excesses = '[{\"strategy\": \"longest\"}]', strategy_reason = 'Another'",
    f"digest = '{DIGEST}'",
    "author_id = publisher_id, publisher_id = null",
]


@pytest.mark.parametrize("change", EDITION_CHANGES)
def test_a_frozen_edition_keeps_every_value(frozen: Edition, change: str) -> None:
    sql = f"update questionnaire_edition set {change} where id = %s"  # noqa: S608  # from the list above
    assert_refused(f"edition 1 is {frozen.state} and cannot change", sql, frozen.pk)


def test_a_frozen_edition_stays_with_its_questionnaire(frozen: Edition) -> None:
    pulse = Questionnaire.objects.create(slug="pulse", name="Pulse")
    sql = "update questionnaire_edition set questionnaire_id = %s where id = %s"
    assert_refused("cannot change", sql, pulse.pk, frozen.pk)


def test_a_frozen_edition_stays(frozen: Edition) -> None:
    assert_refused("and stays", "delete from questionnaire_edition where id = %s", frozen.pk)


def test_a_retired_edition_is_not_published_again(published: Edition) -> None:
    actions.retire(published, by=None, at=TUESDAY)
    sql = "update questionnaire_edition set state = 'published', retired_at = null where id = %s"
    assert_refused("is retired and cannot change", sql, published.pk)


def test_a_frozen_edition_forgets_who_made_it(frozen: Edition, cmo: User) -> None:
    cmo.delete()
    frozen.refresh_from_db()
    assert frozen.publisher is None


def test_a_published_edition_retires(published: Edition) -> None:
    sql = "update questionnaire_edition set state = 'retired', retired_at = now() where id = %s"
    assert run(sql, published.pk) == 1


@pytest.mark.parametrize("column", [field.column for field in Question._meta.concrete_fields[2:]])
def test_a_question_of_a_frozen_edition_keeps_every_value(frozen: Edition, column: str) -> None:
    question = frozen.questions.filter(kind="frequency")[0]
    sql = f'update questionnaire_question set "{column}" = "{column}" where id = %s'  # noqa: S608  # from the list above
    assert_refused("its questions cannot change", sql, question.pk)


def test_no_question_is_added_to_a_frozen_edition(frozen: Edition) -> None:
    assert_refused("its questions cannot change", ADD_QUESTION, frozen.pk)


def test_no_question_leaves_a_frozen_edition(frozen: Edition, draft: Edition) -> None:
    question = frozen.questions.filter(kind="hours")[0]
    assert_refused(
        "its questions cannot change", "delete from questionnaire_question where id = %s", question.pk
    )
    move = "update questionnaire_question set edition_id = %s, code = 'moved', position = 77 where id = %s"
    assert_refused("its questions cannot change", move, draft.pk, question.pk)


def test_no_question_moves_into_a_frozen_edition(frozen: Edition, draft: Edition) -> None:
    question = draft.questions.filter(kind="hours")[0]
    move = "update questionnaire_question set edition_id = %s, code = 'moved', position = 77 where id = %s"
    assert_refused("its questions cannot change", move, frozen.pk, question.pk)


@pytest.mark.parametrize("column", [field.column for field in Option._meta.concrete_fields[2:]])
def test_an_option_of_a_frozen_edition_keeps_every_value(frozen: Edition, column: str) -> None:
    option = Option.objects.filter(question__edition=frozen)[0]
    sql = f"update questionnaire_option set {column} = {column} where id = %s"  # noqa: S608  # from the list above
    assert_refused("its questions cannot change", sql, option.pk)


def test_no_option_is_added_to_a_frozen_edition(frozen: Edition) -> None:
    assert_refused("its questions cannot change", ADD_OPTION, frozen.questions.filter(kind="frequency")[0].pk)


def test_no_option_leaves_or_enters_a_frozen_edition(frozen: Edition, draft: Edition) -> None:
    frozen_option, draft_option = (
        Option.objects.filter(question__edition=edition, question__kind="frequency")[0]
        for edition in (frozen, draft)
    )
    assert_refused(
        "its questions cannot change", "delete from questionnaire_option where id = %s", frozen_option.pk
    )
    move = "update questionnaire_option set question_id = %s, code = 'm', position = 9 where id = %s"
    assert_refused("its questions cannot change", move, draft_option.question_id, frozen_option.pk)
    assert_refused("its questions cannot change", move, frozen_option.question_id, draft_option.pk)


def test_a_draft_changes_moves_and_goes(draft: Edition, published: Edition) -> None:
    before = serialization.write(published)
    assert run("update questionnaire_edition set comparable = true where id = %s", draft.pk) == 1
    assert run(ADD_QUESTION, draft.pk) == 1
    assert (
        run(
            "delete from questionnaire_option using questionnaire_question q where question_id = q.id"
            " and edition_id = %s",
            draft.pk,
        )
        == 162
    )
    draft.delete()
    assert serialization.write(Edition.objects.get()) == before


def test_every_constraint_of_these_tables_is_known_here() -> None:
    """A new constraint fails here until a test above breaks it."""
    models: list[Any] = [Questionnaire, Edition, Question, Option]
    names = {constraint.name for model in models for constraint in model._meta.constraints}
    broken = {
        *("one_edition_a_number", "one_published_edition", "edition_state_is_known"),
        *("published_edition_has_date_and_digest", "retired_edition_has_its_date"),
        *(
            "reviewed_edition_was_sent_and_read",
            "languages_are_offered_by_publishing",
        ),  # the latter: test_translation.py
        "paying_strategies_have_a_reason",  # test_strategy_check.py
        *(why for why, _, _ in QUESTIONS),
        *(why for why, _, _ in OPTIONS if " " not in why and why != "credit"),
        "option_with_its_question",  # the target of a foreign key; unique because its first column is
    }
    assert {name.removeprefix("questionnaire_") for name in names} == broken


def test_published_numbers_only_rise(published: Edition) -> None:
    actions.publish(actions.load(documents.full(5)), by=None, at=TUESDAY)
    low = actions.load(documents.full(4))
    with pytest.raises(actions.EditionNotReady, match="Edition 5 was published before it"):
        actions.publish(low, by=None, at=TUESDAY)
    Edition.objects.filter(number=5).update(state="retired", retired_at=TUESDAY)
    with pytest.raises(IntegrityError, match="comes after one with a higher number"), transaction.atomic():
        Edition.objects.filter(pk=low.pk).update(state="published", published_at=TUESDAY, digest="0" * 64)
