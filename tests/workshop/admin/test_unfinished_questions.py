"""A draft of which half is written is saved, opens everywhere, says what it lacks, and is not published."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessment.questionnaire import actions, publish_checks, serialization
from assessment.questionnaire.models import Edition, Option, Question
from assessment.workshop import spreadsheet
from tests import make
from tests.questionnaire.conftest import MONDAY
from tests.questionnaire.pages import Form, send, words_of

pytestmark = pytest.mark.django_db


def page_of(question: Question) -> str:
    return reverse("admin:questionnaire_question_change", args=[question.pk])


def of_kind(edition: Edition, kind: str) -> Question:
    return edition.questions.filter(kind=kind).order_by("position", "form")[0]


NOT_WRITTEN_YET = [
    *(("frequency", name, "") for name in ("text", "options-0-text", "options-0-credit")),
    *(("pair", name, "") for name in ("text", "left", "right", "options-1-text")),
    *(("judgement", name, "") for name in ("text", "scene", "options-2-text", "options-2-credit")),
    *(("belief", name, value) for name, value in [("text", ""), ("is_true", "unknown")]),
    *(("range", name, "") for name in ("text", "scene", "quantity")),
    ("hours", "text", ""),
]
PAGES_OF_A_DRAFT = [
    *("change", "dry-run", "phone", "trial", "translations", "publish", "review", "history", "compare"),
    *("export", "spreadsheet_export", "spreadsheet"),
]


@pytest.mark.parametrize(("kind", "field", "value"), NOT_WRITTEN_YET)
def test_a_question_is_saved_as_far_as_it_is_written(
    writing: Client, draft: Edition, kind: str, field: str, value: str
) -> None:
    question = of_kind(draft, kind)
    assert send(writing, page_of(question), **{field: value}).status_code == 302
    page = words_of(writing.get(page_of(question)))
    assert "Left to settle before it can be published:" in page
    assert writing.get(reverse("workshop:preview", args=[question.pk])).status_code == 200
    with pytest.raises(actions.EditionNotReady):
        actions.publish(draft, by=None, at=MONDAY)


@pytest.mark.parametrize(("kind", "field", "value"), NOT_WRITTEN_YET)
def test_an_unfinished_draft_comes_back_from_its_files_as_it_was(
    writing: Client, draft: Edition, kind: str, field: str, value: str
) -> None:
    send(writing, page_of(of_kind(draft, kind)), **{field: value})
    stored = serialization.write(draft)
    exported = writing.get(reverse("admin:questionnaire_edition_export", args=[draft.pk])).content
    spread = writing.get(reverse("admin:questionnaire_edition_spreadsheet_export", args=[draft.pk])).content
    assert spreadsheet.read(spread, stored)[0] == stored
    file = SimpleUploadedFile("mine.json", exported)
    address = reverse("admin:questionnaire_edition_import")
    response = writing.post(address, {"file": file, "into": "next"}, follow=True)
    again = serialization.write(Edition.objects.latest("number"))
    assert again["questions"] == stored["questions"]
    missing = [unsettled.sentence for unsettled in publish_checks.find_unsettled(again)]
    assert missing
    assert missing == [unsettled.sentence for unsettled in publish_checks.find_unsettled(stored)]
    page = unescape(words_of(response))
    assert all(sentence in page for sentence in missing)


def test_a_draft_full_of_holes_opens_everywhere_and_names_them(
    publishing: Client, draft: Edition, published: Edition
) -> None:
    make.attempt(level=0.7)  # which the draft would score anew
    draft.questions.update(text="", scene="", left="", right="", is_true=None, quantity=None)
    Option.objects.filter(question__edition=draft).update(text="")
    for name in PAGES_OF_A_DRAFT:
        address = reverse(f"admin:questionnaire_edition_{name}", args=[draft.pk])
        assert publishing.get(address).status_code == 200, name
    page = words_of(publishing.get(reverse("admin:questionnaire_edition_change", args=[draft.pk])))
    assert "Still lacking: text." in page
    assert f'">{draft.questions.earliest("position", "form").code}</a>' in page
    assert publishing.get(f"/admin/questionnaire/question/?edition__id__exact={draft.pk}").status_code == 200
    for kind in ["frequency", "pair", "judgement", "belief", "range", "hours"]:
        question = of_kind(draft, kind)
        for address in (
            page_of(question),
            reverse("workshop:preview", args=[question.pk]),
            reverse("workshop:check_wording", args=[question.pk]),
            reverse("admin:questionnaire_edition_translate", args=[draft.pk, "de", question.pk]),
        ):
            assert publishing.get(address).status_code == 200, address
    assert send(publishing, reverse("workshop:sample", args=[draft.pk])).status_code == 200


def test_two_new_options_of_one_code_are_refused_in_words(writing: Client, draft: Edition) -> None:
    question = of_kind(draft, "frequency")
    rows = {f"options-{row}-{name}": name + str(row) for row in (5, 6) for name in ("code", "text")}
    rows |= {"options-TOTAL_FORMS": "7", "options-5-code": "new", "options-6-code": "new"}
    page = words_of(send(writing, page_of(question), **rows))
    assert "Two options have the same code. Give each its own." in page
    assert "> text6</textarea>" in page
    assert question.options.count() == 5


def test_no_more_options_are_saved_than_a_file_may_bring(writing: Client, draft: Edition) -> None:
    question = of_kind(draft, "frequency")
    rows = {f"options-{row}-{name}": f"{name}{row}" for row in range(5, 10) for name in ("code", "text")} | {
        "options-TOTAL_FORMS": "10"
    }
    page = words_of(send(writing, page_of(question), **rows))
    assert "These are 10 options. A question has at most 9." in page
    assert question.options.count() == 5
    assert send(writing, page_of(question), **rows | {"options-9-DELETE": "on"}).status_code == 302
    assert question.options.count() == 9


def test_a_preview_says_where_something_is_to_be_written(writing: Client, draft: Edition) -> None:
    question = of_kind(draft, "judgement")
    assert send(writing, page_of(question), **{"scene": "", "options-1-text": ""}).status_code == 302
    preview = reverse("workshop:preview", args=[question.pk])
    assert words_of(writing.get(preview)).count("[to be written]") == 2
    opened = Form(writing.get(page_of(question)).content.decode()).fields
    assert words_of(writing.post(preview, opened)).count("[to be written]") == 2
    page = words_of(writing.get(page_of(question)))
    code = question.options.get(position=2).code
    assert f"Still lacking: the text of option {code}." in page
    assert "Still lacking: scene." in page
    assert "the shortest 0" not in page
