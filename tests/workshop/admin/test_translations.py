"""The editors' pages of languages: gaps named, one question at a time, read-only once published."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessment.accounts.models import User
from assessment.questionnaire import actions, serialization, translation
from assessment.questionnaire.models import Edition, Option, Question
from assessment.workshop.admin.publishing import describe_languages
from tests.make import translated
from tests.questionnaire import documents
from tests.questionnaire.conftest import MONDAY, TUESDAY, signed_in
from tests.questionnaire.pages import Form, send, words_of


@pytest.fixture
def draft(db: None) -> Edition:
    """A draft that nobody has translated."""
    return actions.load(documents.full(7))


@pytest.fixture
def pair(draft: Edition) -> Question:
    return draft.questions.filter(kind="pair")[0]


def address(edition: Edition, question: Question | None = None, language: str = "de") -> str:
    if question is None:
        return reverse("admin:questionnaire_edition_translations", args=[edition.pk])
    return reverse("admin:questionnaire_edition_translate", args=[edition.pk, language, question.pk])


def translate_question(question: Question) -> dict[str, str]:
    """A whole translation as a form sends it."""
    fields = {"text": "Was davon?", "left": "Der eine Weg", "right": "Der andere Weg"}
    return fields | {f"option-{option.code}": f"Nr. {option.code}" for option in question.options.all()}


def test_the_overview_counts_what_is_missing(editor: User, draft: Edition) -> None:
    page = signed_in(editor).get(address(draft)).content.decode()
    assert "Not begun. People are asked in the original." in page
    assert len(re.findall(r'<li><a href="[^"]+/translate/de/\d+/">', page)) == draft.questions.count()


def test_a_question_is_translated_beside_its_original(editor: User, draft: Edition, pair: Question) -> None:
    client = signed_in(editor)
    page = client.get(address(draft, pair)).content.decode()
    assert f'lang="{draft.language}">{pair.left}</div>' in page
    response = client.post(address(draft, pair), translate_question(pair))
    assert response.status_code == 302
    pair.refresh_from_db()
    assert pair.translations == {
        "de": {"text": "Was davon?", "left": "Der eine Weg", "right": "Der andere Weg"}
    }
    first = Option.objects.filter(question=pair).order_by("position")[0]
    assert first.translations == {"de": {"text": "Nr. 1"}}
    assert not [
        gap for gap in translation.find_gaps(serialization.write(draft), "de") if gap.question == pair.code
    ]


def test_what_is_not_sent_stays_translated(editor: User, draft: Edition, pair: Question) -> None:
    client = signed_in(editor)
    client.post(address(draft, pair), translate_question(pair))
    assert client.post(address(draft, pair), {"left": "Der erste Weg"}).status_code == 302
    pair.refresh_from_db()
    stored = {"text": "Was davon?", "left": "Der erste Weg", "right": "Der andere Weg"}
    assert pair.translations["de"] == stored
    assert {option.translations["de"]["text"][:4] for option in pair.options.all()} == {"Nr. "}
    client.post(address(draft, pair), {"left": ""})
    pair.refresh_from_db()
    assert "left" not in pair.translations["de"]


def test_saving_leads_to_the_next_question(editor: User, draft: Edition) -> None:
    first, second = draft.questions.order_by("position", "form")[:2]
    response = signed_in(editor).post(address(draft, first), {"text": "Was?"})
    assert response.headers["Location"] == address(draft, second)


def test_half_a_translation_is_kept_and_its_gap_named(editor: User, draft: Edition, pair: Question) -> None:
    client = signed_in(editor)
    client.post(address(draft, pair), translate_question(pair) | {"right": " "})
    gaps = [
        str(gap)
        for gap in translation.find_gaps(serialization.write(draft), "de")
        if gap.question == pair.code
    ]
    assert gaps == [f"{pair.code}: right"]
    assert "right pole missing" in client.get(address(draft)).content.decode()


@pytest.mark.parametrize("text", ["x" * 301, "a\x00b"])
def test_what_does_not_fit_is_kept_in_the_field_and_nothing_is_saved(
    editor: User, draft: Edition, pair: Question, text: str
) -> None:
    response = signed_in(editor).post(address(draft, pair), translate_question(pair) | {"text": text})
    assert response.status_code == 422
    assert "Der andere Weg" in response.content.decode()
    pair.refresh_from_db()
    assert pair.translations == {}


def test_two_translators_of_one_question_lose_nothing(
    writing: Client, publishing: Client, draft: Edition
) -> None:
    question = draft.questions.filter(kind="frequency").order_by("position")[0]
    codes = [option.code for option in question.options.order_by("position")[:3]]
    first, second, third = (f"option-{code}" for code in codes)
    address = f"/admin/questionnaire/edition/{draft.pk}/translate/de/{question.pk}/"
    send(writing, address, **{"text": "Wie oft?", first: "Nie", second: "Einmal", third: "Zweimal"}, stay="")
    opened = Form(writing.get(address).content.decode()).fields
    theirs = {"text": "Wie häufig?", first: "Kein Mal", second: "Ein Mal"}
    assert send(publishing, address, **theirs, stay="").status_code == 302
    # Mine touches the text and the third option; the others I left as I had read them.
    refused = writing.post(address, opened | {"text": "Wie viele Male?", third: "Zwei Mal", "stay": ""})
    page = words_of(refused)
    assert refused.status_code == 422
    for words in [
        "Stored last by publisher@example.org, on ",
        "When you opened the page: Wie oft?",
        "Stored now: Wie häufig?",
        "Yours: Wie viele Male?",
        "Stored now: Kein Mal",
        "Stored now: Ein Mal",
    ]:
        assert words in page, words
    assert page.count("You had not changed this, so the form now shows what is stored.") == 2
    assert page.count('name="take_stored"') == 1
    fields = Form(refused.content.decode()).fields
    assert [fields[name] for name in ("text", first, third)] == ["Wie viele Male?", "Kein Mal", "Zwei Mal"]
    assert writing.post(address, fields | {"stay": "", "take_stored": "text"}).status_code == 302
    question.refresh_from_db()
    assert question.translations["de"]["text"] == "Wie häufig?"
    texts = [question.options.get(code=code).translations["de"]["text"] for code in codes]
    assert texts == ["Kein Mal", "Ein Mal", "Zwei Mal"]


def test_what_was_typed_into_a_deleted_option_is_shown(writing: Client, draft: Edition) -> None:
    question = draft.questions.filter(kind="judgement").order_by("position")[0]
    option = question.options.order_by("position")[0]
    address = f"/admin/questionnaire/edition/{draft.pk}/translate/de/{question.pk}/"
    opened = Form(writing.get(address).content.decode()).fields
    option.delete()
    page = words_of(writing.post(address, opened | {f"option-{option.code}": "Löwe fragen"}))
    assert "Stored now: deleted" in page
    assert "Yours: Löwe fragen" in page


def assert_saved_and_not_offered(client: Client, edition: Edition, question: Question, why: str) -> None:
    page = words_of(client.get(address(edition, question)))
    assert f'<span class="state state-review">{why}</span>' in page
    question.refresh_from_db()
    gaps = translation.find_gaps({"questions": [serialization.write_question(question)]}, "de")
    field = "scene" if "lines" in why else "text"
    assert f"{question.code}: {field}" in map(str, gaps)
    assert "de" not in translation.list_complete_languages(serialization.write(edition))


def test_assumptions_of_which_one_line_is_translated_are_saved(editor: User, edition: Edition) -> None:
    question, client = edition.questions.filter(kind="range")[0], signed_in(editor)
    assert translation.list_complete_languages(serialization.write(edition)) == ["de"]
    page = send(client, address(edition, question), scene="Eine Zeile")
    assert page.status_code == 302
    why = "The original has 2 lines; give as many, in its order."
    assert f"Saved as far as it goes. {question}: {why}" in words_of(client.get(page["Location"]))
    assert_saved_and_not_offered(client, edition, question, why)
    assert question.translations["de"]["scene"] == "Eine Zeile"


def test_a_translation_without_its_month_is_saved_and_not_offered(editor: User, edition: Edition) -> None:
    question, client = edition.questions.get(kind="hours"), signed_in(editor)
    Question.objects.filter(pk=question.pk).update(text="Hours in {month}?")
    assert send(client, address(edition, question), text="Stunden?").status_code == 302
    assert_saved_and_not_offered(client, edition, question, "Keep {month} where the month stands.")


def test_a_language_nobody_needs_has_no_page(editor: User, draft: Edition, pair: Question) -> None:
    client = signed_in(editor)
    for language in ("en", "xx"):
        assert client.get(address(draft, pair, language)).status_code == 404


def test_a_published_edition_is_there_to_read(editor: User) -> None:
    edition = actions.publish(actions.load(translated(documents.full())), by=None, at=TUESDAY)
    question = edition.questions.filter(kind="pair")[0]
    client = signed_in(editor)
    page = client.get(address(edition, question)).content.decode()
    assert "Published: here to read." in page
    assert "Save and next" not in page
    assert client.post(address(edition, question), {"text": "Anders"}).status_code == 422
    question.refresh_from_db()
    assert question.translations["de"]["text"] == f"{question.text} (de)"


def test_who_may_not_write_reads_nothing_here(clerk: User, draft: Edition, pair: Question) -> None:
    client = signed_in(clerk)
    for page in (address(draft), address(draft, pair)):
        assert client.get(page).status_code == 404


def url_of_equivalence(edition: Edition) -> str:
    return reverse("admin:questionnaire_edition_same", args=[edition.pk, "de"])


def load_translated_edition(number: int = 8) -> Edition:
    return actions.load(translated(documents.full(number)))


def test_a_publisher_marks_what_means_the_same_and_the_reason_is_logged(publisher: User) -> None:
    draft = load_translated_edition()
    signed_in(publisher).post(url_of_equivalence(draft), {"reason": "Translated back by two."})
    draft.refresh_from_db()
    assert draft.equivalent == {"de": "Translated back by two."}
    logged = LogEntry.objects.get(object_id=str(draft.pk))
    assert logged.change_message == "de means the same: Translated back by two."


def test_a_mark_is_not_removed_by_a_form_without_the_reason(publisher: User) -> None:
    draft = load_translated_edition()
    translation.mark_equivalent(draft, "de", "Translated back by two.")
    page = signed_in(publisher).post(url_of_equivalence(draft), follow=True)
    assert "Nothing was saved: that was not the form of this page." in page.content.decode()
    draft.refresh_from_db()
    assert draft.equivalent == {"de": "Translated back by two."}


def test_an_editor_marks_nothing(editor: User) -> None:
    draft = load_translated_edition()
    assert signed_in(editor).post(url_of_equivalence(draft), {"reason": "I say so."}).status_code == 404
    draft.refresh_from_db()
    assert draft.equivalent == {}


def test_an_incomplete_translation_cannot_be_marked(publisher: User, draft: Edition) -> None:
    page = signed_in(publisher).post(url_of_equivalence(draft), {"reason": "Nearly."}, follow=True)
    assert "You can mark only a complete translation of a draft." in page.content.decode()
    draft.refresh_from_db()
    assert draft.equivalent == {}


def test_a_changed_word_takes_the_mark_away(editor: User) -> None:
    draft = load_translated_edition()
    translation.mark_equivalent(draft, "de", "Translated back.")
    question = draft.questions.filter(kind="pair")[0]
    signed_in(editor).post(address(draft, question), translate_question(question))
    draft.refresh_from_db()
    assert draft.equivalent == {}


def original_changed(desk: Client, question: Question) -> None:
    send(desk, f"/admin/questionnaire/question/{question.pk}/change/", text="What else was it?")


def option_changed(desk: Client, question: Question) -> None:
    send(desk, f"/admin/questionnaire/question/{question.pk}/change/", **{"options-0-text": "Other words"})


def translated_beside(desk: Client, question: Question) -> None:
    desk.post(address(question.edition, question), translate_question(question))


def clone_question(desk: Client, question: Question) -> None:
    desk.post(f"/admin/questionnaire/question/{question.pk}/clone/")


def delete_question(desk: Client, question: Question) -> None:
    desk.post(f"/admin/questionnaire/question/{question.pk}/delete/", {"post": "yes"})


def imported_in_place(desk: Client, question: Question) -> None:
    brought_in(desk, question, into=str(question.edition_id))


def imported_as_another(desk: Client, question: Question) -> None:
    brought_in(desk, question, into="next")


def brought_in(desk: Client, question: Question, into: str) -> None:
    document = serialization.write(question.edition)
    assert document["edition"]["equivalent"]
    document["questions"][0]["text"] = "How often was it replaced?"
    file = SimpleUploadedFile("full.json", serialization.format_json(document).encode())
    desk.post("/admin/questionnaire/edition/import/", {"file": file, "into": into})


ROADS = [
    *(original_changed, option_changed),
    *(translated_beside, clone_question, delete_question, imported_in_place, imported_as_another),
]


@pytest.mark.parametrize("road", ROADS)
def test_the_mark_falls_with_any_change_of_either_text_by_any_road(superuser: User, road: Any) -> None:
    edition = load_translated_edition()
    translation.mark_equivalent(edition, "de", "Translated back by two.")
    question = Edition.objects.get(pk=edition.pk).questions.filter(kind="pair")[0]
    road(signed_in(superuser), question)
    assert Edition.objects.order_by("-number")[0].equivalent == {}


def test_the_mark_stays_where_no_text_changes(superuser: User) -> None:
    edition = load_translated_edition()
    translation.mark_equivalent(edition, "de", "Translated back by two.")
    question = edition.questions.filter(kind="pair")[0]
    address = f"/admin/questionnaire/question/{question.pk}/change/"
    send(signed_in(superuser), address, weight="1.5", rationale="Another.", **{"options-0-position": "9"})
    document = serialization.write(Edition.objects.get(pk=edition.pk))
    file = SimpleUploadedFile("full.json", serialization.format_json(document).encode())
    signed_in(superuser).post("/admin/questionnaire/edition/import/", {"file": file, "into": str(edition.pk)})
    edition.refresh_from_db()
    assert edition.equivalent == {"de": "Translated back by two."}
    assert edition.questions.filter(weight="1.5").exists()


def test_the_publish_page_warns_of_what_is_not_offered(draft: Edition, pair: Question) -> None:
    assert describe_languages(serialization.write(draft)) == []
    assert describe_languages(serialization.write(load_translated_edition())) == ["It is offered in German."]
    document = translated(documents.full(9))
    del document["questions"][0]["translations"]["de"]["text"]
    document["questions"][-1]["translations"] = {}
    partly = actions.load(document)
    assert describe_languages(serialization.write(partly)) == [
        "It is not offered in German: 2 texts missing."
    ]


@pytest.mark.django_db
def test_the_publish_page_offers_no_language_that_the_site_does_not_speak() -> None:
    edition = actions.load(translated(translated(documents.full(3)), "fr"))
    assert describe_languages(serialization.write(edition)) == [
        "It is offered in German.",
        "It is not offered in French: the site itself is not translated into it.",
    ]


@pytest.mark.parametrize("language", ["zh-cn", "zh-hans", "yue", "fil", "gsw", "xx"])
def test_a_language_without_a_name_stops_no_page(superuser: User, language: str) -> None:
    document = translated(translated(documents.full(3)), "tlh")
    document["edition"]["language"] = language
    draft = actions.load(document)
    desk, steps = signed_in(superuser), f"/admin/questionnaire/edition/{draft.pk}/"
    desk.post(f"{steps}phone/")
    page = words_of(desk.get(f"{steps}publish/"))
    assert "The site itself is not translated into its language" in page
    assert "It is not offered in tlh" in page
    question = draft.questions.all()[0]
    for tail in ["translate/", f"translate/tlh/{question.pk}/", "phone/", "change/"]:
        assert desk.get(f"{steps}{tail}").status_code == 200, tail
    assert desk.get(f"/admin/questionnaire/question/{question.pk}/change/").status_code == 200
    published = actions.publish(draft, by=None, at=MONDAY)
    visitor = Client()
    assert visitor.get("/start/").status_code == 200
    begun = visitor.post("/start/", follow=True)
    assert begun.status_code == 200
    assert published.attempts.count() == 1


def test_the_preview_is_in_the_language_asked_for(editor: User) -> None:
    question = load_translated_edition().questions.filter(kind="pair")[0]
    client: Client = signed_in(editor)
    page = client.get(reverse("workshop:preview", args=[question.pk]), {"language": "de"}).content.decode()
    assert '<html lang="de"' in page  # the page around the question speaks it too
    assert f"<h1>{question.text} (de)</h1>" in page
