"""Two editors with the same page open: neither loses what the other wrote without having seen it."""

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import actions
from assessment.questionnaire.models import Edition, Option, Question
from tests.questionnaire.pages import Form, send, words_of


def of_kind(edition: Edition, kind: str) -> Question:
    return edition.questions.filter(kind=kind).order_by("position", "form")[0]


def page_of(question: Question) -> str:
    return f"/admin/questionnaire/question/{question.pk}/change/"


def edition_page(edition: Edition) -> str:
    return f"/admin/questionnaire/edition/{edition.pk}/change/"


def open_form(client: Client, address: str) -> dict[str, str]:
    return Form(client.get(address).content.decode()).fields


def shown_in(response: object) -> dict[str, str]:
    return Form(response.content.decode()).fields  # type: ignore[attr-defined]


def row_of(fields: dict[str, str], option: Option) -> str:
    """The start of the names of an option's fields."""
    (name,) = [key for key, value in fields.items() if key.endswith("-id") and value == str(option.pk)]
    return name.removesuffix("id")


def test_who_saves_second_sees_both_versions_and_loses_neither(writing: Client, draft: Edition) -> None:
    question = of_kind(draft, "frequency")
    before = open_form(writing, page_of(question))
    assert send(writing, page_of(question), text="How often did the first editor ask?").status_code == 302
    answer = writing.post(page_of(question), before | {"hint": "Counts if the second editor says so."})
    assert answer.status_code == 422
    assert "This changed somewhere else." in words_of(answer)
    assert f"When you opened the page: {before['text']}" in words_of(answer)
    assert "Stored now: How often did the first editor ask?" in words_of(answer)
    question.refresh_from_db()
    assert question.text == "How often did the first editor ask?"
    again = shown_in(answer)
    assert again["hint"] == "Counts if the second editor says so."
    assert writing.post(page_of(question), again).status_code == 302
    question.refresh_from_db()
    assert question.text == "How often did the first editor ask?"
    assert question.hint == "Counts if the second editor says so."


def test_what_both_changed_stays_as_typed_and_is_overwritten_by_saving_again(
    writing: Client, draft: Edition
) -> None:
    question = of_kind(draft, "frequency")
    before = open_form(writing, page_of(question))
    send(writing, page_of(question), text="How often did the first editor ask?")
    own_text = "How often did the second editor ask?"
    answer = writing.post(page_of(question), before | {"text": own_text})
    assert "Stored now: How often did the first editor ask?" in words_of(answer)
    assert f"Yours: {own_text}" in words_of(answer)
    assert writing.post(page_of(question), shown_in(answer)).status_code == 302
    question.refresh_from_db()
    assert question.text == own_text


def test_a_weight_is_shown_and_outlives_the_second_editor(writing: Client, draft: Edition) -> None:
    question = of_kind(draft, "frequency")
    before = open_form(writing, page_of(question))
    send(writing, page_of(question), weight="1.5")
    answer = writing.post(page_of(question), before | {"rationale": "Because it is so."})
    assert "Weight" in words_of(answer)
    assert "When you opened the page: 1<" in words_of(answer)
    assert "Stored now: 1.5<" in words_of(answer)
    assert writing.post(page_of(question), shown_in(answer)).status_code == 302
    question.refresh_from_db()
    assert (float(question.weight), question.rationale) == (1.5, "Because it is so.")


@pytest.mark.parametrize(
    ("kind", "field", "value", "stored"),
    [
        ("belief", "is_true", "", "no"),
        ("range", "quantity", "7", "Stored now: 7<"),
        ("range", "source", "A book.", "Stored now: A book."),
        ("pair", "reversed", "on", "Stored now: yes"),
    ],
)
def test_each_field_of_the_key_is_shown(
    writing: Client, draft: Edition, kind: str, field: str, value: str, stored: str
) -> None:
    question = of_kind(draft, kind)
    if field == "is_true":
        value = str(not question.is_true).lower()
        stored = f"Stored now: {'no' if question.is_true else 'yes'}"
    if field == "reversed":
        Question.objects.filter(pk=question.pk).update(reversed=False)
    before = open_form(writing, page_of(question))
    assert field != "reversed" or field not in before
    Question.objects.filter(pk=question.pk).update(
        **{field: {"true": True, "false": False, "on": True}.get(value, value)}
    )
    answer = writing.post(page_of(question), before | {"hint": "Something else."})
    assert answer.status_code == 422
    assert stored in words_of(answer)
    assert shown_in(answer)[field].lower().removesuffix(".00") == value.lower()


def test_a_credit_of_an_option_is_shown_with_its_option(writing: Client, draft: Edition) -> None:
    question = of_kind(draft, "judgement")
    option = question.options.get(position=1)
    before = open_form(writing, page_of(question))
    Option.objects.filter(pk=option.pk).update(credit=1 if option.credit != 1 else 2)
    answer = writing.post(page_of(question), before | {"rationale": "Mine."})
    assert answer.status_code == 422
    assert f"Option {option.code}: Credit" in words_of(answer)
    writing.post(page_of(question), shown_in(answer))
    option.refresh_from_db()
    assert option.credit == (1 if before[f"{row_of(before, option)}credit"] != "1" else 2)


def test_an_option_changed_meanwhile_is_said_too(writing: Client, draft: Edition) -> None:
    question = of_kind(draft, "judgement")
    before = open_form(writing, page_of(question))
    question.options.filter(position=1).update(text="Ask somebody who was there.")
    answer = writing.post(page_of(question), before)
    assert answer.status_code == 422
    assert "This changed somewhere else." in words_of(answer)
    assert "Stored now: Ask somebody who was there." in words_of(answer)


def test_an_option_that_somebody_else_deleted_goes_unless_it_was_changed(
    writing: Client, draft: Edition
) -> None:
    question = of_kind(draft, "frequency")
    first, second = question.options.order_by("position")[:2]
    before = open_form(writing, page_of(question))
    Option.objects.filter(pk__in=[first.pk, second.pk]).delete()
    own_fields = before | {f"{row_of(before, second)}text": "Now and again, as I typed it"}
    answer = writing.post(page_of(question), own_fields)
    assert answer.status_code == 422
    assert "Stored now: deleted" in words_of(answer)
    assert "Now and again, as I typed it" in words_of(answer)
    assert writing.post(page_of(question), shown_in(answer)).status_code == 302
    assert not question.options.filter(code=first.code).exists()
    assert question.options.get(code=second.code).text == "Now and again, as I typed it"


def test_an_option_that_somebody_else_added_is_shown_and_stays(writing: Client, draft: Edition) -> None:
    question = of_kind(draft, "frequency")
    before = open_form(writing, page_of(question))
    Option.objects.create(question=question, code="added", position=8, text="Added by the first.", credit=2)
    answer = writing.post(page_of(question), before | {"hint": "Counts if it is mine."})
    assert answer.status_code == 422
    assert "Added by the first." in words_of(answer)
    assert writing.post(page_of(question), shown_in(answer)).status_code == 302
    assert question.options.get(code="added").text == "Added by the first."


def test_options_that_both_added_are_both_there(writing: Client, draft: Edition) -> None:
    question = of_kind(draft, "judgement")
    before = open_form(writing, page_of(question))
    Option.objects.create(question=question, code="theirs", position=8, text="Theirs.", credit=2)
    rows = int(before["options-TOTAL_FORMS"])
    new = {"code": "ours", "text": "Ours.", "credit": "1", "position": "9", "id": ""}
    fields = {f"options-{rows}-{name}": value for name, value in new.items()}
    total = {"options-TOTAL_FORMS": str(rows + 1), f"options-{rows}-question": str(question.pk)}
    answer = writing.post(page_of(question), before | fields | total)
    assert answer.status_code == 422
    assert writing.post(page_of(question), shown_in(answer)).status_code == 302
    assert set(question.options.values_list("code", flat=True)) >= {"ours", "theirs"}


def test_an_order_of_options_is_one_difference_and_stays(writing: Client, draft: Edition) -> None:
    question = of_kind(draft, "judgement")
    codes = list(question.options.order_by("position").values_list("code", flat=True))
    before = open_form(writing, page_of(question))
    moved = {
        f"{row_of(before, option)}position": str(len(codes) - place)
        for place, option in enumerate(question.options.order_by("position"))
    }
    assert send(writing, page_of(question), **moved).status_code == 302
    answer = writing.post(page_of(question), before | {"rationale": "Mine."})
    assert answer.status_code == 422
    assert f"When you opened the page: {', '.join(codes)}" in words_of(answer)
    assert f"Stored now: {', '.join(reversed(codes))}" in words_of(answer)
    writing.post(page_of(question), shown_in(answer))
    assert list(question.options.order_by("position").values_list("code", flat=True)) == codes[::-1]


def test_a_translation_made_meanwhile_stays(writing: Client, draft: Edition) -> None:
    question = of_kind(draft, "frequency")
    before = open_form(writing, page_of(question))
    Question.objects.filter(pk=question.pk).update(translations={"de": {"text": "Wie oft?"}})
    assert writing.post(page_of(question), before | {"hint": "Counts if it is mine."}).status_code == 302
    question.refresh_from_db()
    assert question.translations == {"de": {"text": "Wie oft?"}}


def test_a_deleted_row_that_somebody_else_wrote_in_is_shown_first(writing: Client, draft: Edition) -> None:
    question = of_kind(draft, "judgement")
    option = question.options.get(position=1)
    before = open_form(writing, page_of(question))
    Option.objects.filter(pk=option.pk).update(text="Written meanwhile.")
    answer = writing.post(page_of(question), before | {f"{row_of(before, option)}DELETE": "on"})
    assert answer.status_code == 422
    assert "Written meanwhile." in words_of(answer)
    assert "Yours: deleted" in words_of(answer)
    assert Option.objects.filter(pk=option.pk).exists()
    writing.post(page_of(question), shown_in(answer))
    assert not Option.objects.filter(pk=option.pk).exists()


def test_the_same_change_in_two_tabs_is_no_conflict(writing: Client, draft: Edition) -> None:
    question = of_kind(draft, "frequency")
    before = open_form(writing, page_of(question))
    assert writing.post(page_of(question), before | {"weight": "1.5"}).status_code == 302
    assert writing.post(page_of(question), before | {"weight": "1.50"}).status_code == 302


@pytest.mark.parametrize("stamp", ["{", "[]", "null", '{"fields": 1, "rows": 2}', "[" * 9_999, "0" * 5_000])
def test_a_stamp_that_was_tampered_with_overwrites_nothing(
    writing: Client, draft: Edition, stamp: str
) -> None:
    question = of_kind(draft, "frequency")
    before = open_form(writing, page_of(question))
    answer = writing.post(page_of(question), before | {"as_read": stamp, "hint": "Counts if mine."})
    assert answer.status_code == 422
    question.refresh_from_db()
    assert question.hint == before["hint"]


def test_an_edition_changed_meanwhile_shows_what(writing: Client, draft: Edition) -> None:
    Edition.objects.filter(pk=draft.pk).update(changes="As it was.", comparable=False)
    before = open_form(writing, edition_page(draft))
    Edition.objects.filter(pk=draft.pk).update(changes="As the first wrote it.", comparable=True)
    answer = writing.post(edition_page(draft), before | {"changes": "As the second wrote it."})
    assert answer.status_code == 422
    for sentence in ("page: As it was.", "now: As the first wrote it.", "Yours: As the second wrote it."):
        assert sentence in words_of(answer)
    assert "Comparable" in words_of(answer)
    draft.refresh_from_db()
    assert (draft.changes, draft.comparable) == ("As the first wrote it.", True)
    assert writing.post(edition_page(draft), shown_in(answer)).status_code == 302
    draft.refresh_from_db()
    assert (draft.changes, draft.comparable) == ("As the second wrote it.", True)


def test_an_order_of_questions_changed_meanwhile_stays(writing: Client, draft: Edition) -> None:
    before = open_form(writing, edition_page(draft))
    last = draft.questions.order_by("-position")[0]
    actions.move_question(last, up=True)
    moved = list(draft.questions.order_by("position", "form").values_list("code", flat=True))
    answer = writing.post(edition_page(draft), before | {"changes": "Mine."})
    assert answer.status_code == 422
    assert writing.post(edition_page(draft), shown_in(answer)).status_code == 302
    assert list(draft.questions.order_by("position", "form").values_list("code", flat=True)) == moved


def test_a_question_that_somebody_else_added_or_deleted_keeps_the_editions_page_open(
    writing: Client, draft: Edition
) -> None:
    before = open_form(writing, edition_page(draft))
    draft.questions.filter(kind="hours").delete()
    Question.objects.create(
        edition=draft, code="added", position=90, kind="hours", text="How many hours in {month}?"
    )
    answer = writing.post(edition_page(draft), before | {"changes": "Mine."})
    assert answer.status_code == 422
    assert "added" in words_of(answer)
    assert writing.post(edition_page(draft), shown_in(answer)).status_code == 302
    draft.refresh_from_db()
    assert draft.changes == "Mine."
    assert draft.questions.filter(code="added").exists()


def test_a_questionnaire_changed_meanwhile_shows_what(superuser: User, draft: Edition) -> None:
    client = Client()
    client.force_login(superuser)
    questionnaire = draft.questionnaire
    address = f"/admin/questionnaire/questionnaire/{questionnaire.pk}/change/"
    before = open_form(client, address)
    assert send(client, address, purpose="As the first wrote it.").status_code == 302
    answer = client.post(address, before | {"name": "Second name", "purpose": "As the second wrote it."})
    assert answer.status_code == 422
    for sentence in ("Stored now: As the first wrote it.", "Yours: As the second wrote it."):
        assert sentence in words_of(answer)
    questionnaire.refresh_from_db()
    assert (questionnaire.name, questionnaire.purpose) == (before["name"], "As the first wrote it.")
    assert client.post(address, shown_in(answer)).status_code == 302
    questionnaire.refresh_from_db()
    assert (questionnaire.name, questionnaire.purpose) == ("Second name", "As the second wrote it.")


def test_what_nobody_touched_in_a_questionnaire_outlives_the_second(superuser: User, draft: Edition) -> None:
    client = Client()
    client.force_login(superuser)
    address = f"/admin/questionnaire/questionnaire/{draft.questionnaire_id}/change/"
    before = open_form(client, address)
    send(client, address, purpose="As the first wrote it.")
    answer = client.post(address, before | {"name": "Second name"})
    assert shown_in(answer)["purpose"] == "As the first wrote it."
    client.post(address, shown_in(answer))
    draft.questionnaire.refresh_from_db()
    assert (draft.questionnaire.name, draft.questionnaire.purpose) == (
        "Second name",
        "As the first wrote it.",
    )


@pytest.mark.parametrize(
    "nonsense",
    [
        {"options-": "1"},
        {"options-x": "1"},
        {"options-TOTAL_FORMS": "9" * 30},
        {"as_read": '{"fields": {"text": NaN, "weight": [1]}, "rows": {"1": {"position": {}}}}'},
        {"take_stored": "options-0-id"},
    ],
    ids=ascii,
)
def test_nonsense_beside_a_conflict_is_answered_and_changes_nothing(
    writing: Client, draft: Edition, nonsense: dict[str, str]
) -> None:
    question = of_kind(draft, "frequency")
    before = open_form(writing, page_of(question))
    send(writing, page_of(question), text="How often did the first editor ask?")
    answer = writing.post(page_of(question), before | {"hint": "Counts if mine."} | nonsense)
    assert answer.status_code == 422
    question.refresh_from_db()
    assert question.text == "How often did the first editor ask?"
