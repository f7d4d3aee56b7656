"""Practice pages at the editors' desk."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.text import capfirst

from assessment.practice import actions
from assessment.practice.models import MAY_BE_EMPTY, TEXTS, PracticePage
from tests import make
from tests.practice import pages
from tests.questionnaire.pages import Form, words_of

pytestmark = pytest.mark.django_db


def enter(client: Client, *groups: str) -> Client:
    client.force_login(make.staff(groups[0], *groups))
    return client


def change(page: PracticePage) -> str:
    return reverse("admin:practice_practicepage_change", args=[page.pk])


def url_of_step(name: str, page: PracticePage) -> str:
    return reverse(f"admin:practice_{name}", args=[page.pk])


def test_an_editor_writes_a_draft_and_a_publisher_publishes_it(client: Client) -> None:
    enter(client, "editor")
    assert client.post(reverse("admin:practice_practicepage_add"), pages.TEXTS).status_code == 302
    page = PracticePage.objects.get()
    assert (page.number, page.state) == (1, "draft")
    texts: dict[str, Any] = pages.TEXTS | {"title": "Date every job"}
    assert client.post(change(page), texts).status_code == 302
    page.refresh_from_db()
    assert page.title == "Date every job"
    assert "Date every job" in client.get(url_of_step("preview", page)).content.decode()
    assert client.post(url_of_step("publish", page)).status_code == 404
    enter(client, "publisher")
    assert client.post(url_of_step("publish", page)).status_code == 302
    page.refresh_from_db()
    assert page.state == "published"
    assert page.publisher is not None
    client.post(url_of_step("publish", page))
    assert "published it already" in client.get(change(page)).content.decode()


def test_a_published_page_is_read_only_and_leads_to_its_next_version(client: Client) -> None:
    page = pages.published()
    enter(client, "editor")
    text = client.get(change(page)).content.decode()
    assert "Write the next version" in text
    assert '<input type="text" name="title"' not in text
    response = client.post(url_of_step("draft", page))
    draft = PracticePage.objects.get(state="draft")
    assert response["Location"] == change(draft)
    assert "1: Find out how long work waits" in client.get(change(draft)).content.decode()


def get_lacking(page: str) -> list[str]:
    """What a page of the desk says is lacking, without its links."""
    section = page.partition('<section class="next-step"')[2].partition("</section>")[0]
    rows = re.findall(r"<li\b[^>]*>(.*?)</li>", section)
    return [re.sub(r"<[^>]+>", "", row) for row in rows]


NOT_WRITTEN = "Nothing is written here yet."


def test_what_is_too_long_or_without_an_example_is_saved_and_says_so(client: Client) -> None:
    enter(client, "editor")
    texts = pages.TEXTS | {
        "template": "one line",
        "good": "word " * 110,
        "trap": "word " * 75,
        "week": "a " * 90,
    }
    response = client.post(reverse("admin:practice_practicepage_add"), texts, follow=True)
    assert get_lacking(response.content.decode()) == [
        "Template to copy Use 4 to 7 lines; you have 1.",
        "Template to copy Fill in one field as an example and end it with (example).",
        "Length The page has 361 words without template and reference. Cut it to 250.",
    ]
    assert PracticePage.objects.get().template == "one line"


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in MAY_BE_EMPTY])
def test_a_draft_is_saved_whatever_is_not_written_yet_and_published_only_whole(
    client: Client, name: str
) -> None:
    field: Any = PracticePage._meta.get_field(name)
    label = capfirst(str(field.verbose_name))
    enter(client, "publisher")
    response = client.post(reverse("admin:practice_practicepage_add"), pages.TEXTS | {name: ""})
    page = PracticePage.objects.get()
    assert (response.status_code, response["Location"], getattr(page, name)) == (302, change(page), "")
    assert client.get(url_of_step("preview", page)).status_code == 200
    text = client.get(change(page)).content.decode()
    assert get_lacking(text) == [f"{label} {NOT_WRITTEN}"]
    assert f'href="#id_{name}"' in text
    assert "Publish what is saved" not in text
    refused = client.post(url_of_step("publish", page), follow=True).content.decode()
    assert f"{page} cannot be published yet." in refused
    assert get_lacking(refused) == [f"{label} {NOT_WRITTEN}"]
    page.refresh_from_db()
    assert page.state == "draft"


def test_what_many_texts_lack_is_said_once_with_all_their_places(client: Client) -> None:
    enter(client, "editor")
    lacking = [name for name in TEXTS if name not in MAY_BE_EMPTY]
    response = client.post(
        reverse("admin:practice_practicepage_add"), pages.TEXTS | dict.fromkeys(lacking, ""), follow=True
    )
    text = response.content.decode()
    fields: list[Any] = [PracticePage._meta.get_field(name) for name in lacking]
    places = ", ".join(capfirst(str(field.verbose_name)) for field in fields)
    assert get_lacking(text) == [f"{places} {NOT_WRITTEN}"]
    assert f"{len(lacking)} things are left to settle" in text
    assert all(f'href="#id_{name}"' in text for name in lacking)


def test_a_whole_draft_lacks_nothing_and_an_address_may_be_empty(client: Client) -> None:
    enter(client, "publisher")
    client.post(reverse("admin:practice_practicepage_add"), pages.TEXTS | {"reference_link": ""})
    page = PracticePage.objects.get()
    text = client.get(change(page)).content.decode()
    assert get_lacking(text) == []
    assert "Publish what is saved" in text
    client.post(url_of_step("publish", page))
    page.refresh_from_db()
    assert page.state == "published"


def test_a_field_that_is_not_sent_keeps_what_is_saved(client: Client) -> None:
    enter(client, "editor")
    client.post(reverse("admin:practice_practicepage_add"), pages.TEXTS)
    page = PracticePage.objects.get()
    client.post(change(page), {"title": "Another title"})
    saved = PracticePage.objects.get()
    assert {name for name in TEXTS if getattr(saved, name) != getattr(page, name)} == {"title"}
    assert saved.title == "Another title"


def test_a_draft_that_is_only_begun_is_listed_previewed_and_shown_to_nobody(client: Client) -> None:
    enter(client, "editor")
    begun = dict.fromkeys(pages.TEXTS, "") | {"facet": "systems.flow", "language": "en"}
    client.post(reverse("admin:practice_practicepage_add"), begun)
    page = PracticePage.objects.get()
    list_page = words_of(client.get(reverse("admin:practice_practicepage_changelist")))
    assert "Draft, 18 things to settle" in list_page
    preview = words_of(client.get(url_of_step("preview", page)))
    assert "<h1>[to be written]</h1>" in preview
    assert "[to be written]? Then [to be written]." in preview
    page.refresh_from_db()
    assert page.title == ""
    reader = Client()
    assert reader.get(reverse("practice:page", args=[page.facet])).status_code == 404
    assert "No page is published yet." in words_of(reader.get(reverse("practice:index")))


def test_a_template_with_a_field_of_no_name_has_a_preview(client: Client) -> None:
    page = pages.draft(template="____\n(example)")
    enter(client, "editor")
    preview = words_of(client.get(url_of_step("preview", page)))
    assert preview.count('">…</label>') == 2


@pytest.mark.parametrize("name", ["facet", "language"])
def test_a_draft_belongs_to_a_facet_and_a_language(client: Client, name: str) -> None:
    enter(client, "editor")
    response = client.post(
        reverse("admin:practice_practicepage_add"), pages.TEXTS | {name: "", "title": "Zebra"}
    )
    assert response.status_code == 422
    assert 'value="Zebra"' in response.content.decode()


@pytest.mark.parametrize("name", ["publish", "draft"])
def test_a_step_is_a_form_and_no_link(client: Client, name: str) -> None:
    page = pages.draft()
    enter(client, "publisher")
    assert client.get(url_of_step(name, page))["Location"] == change(page)
    assert PracticePage.objects.get().state == "draft"


def test_support_and_everybody_else_find_nothing(client: Client) -> None:
    page = pages.draft()
    enter(client, "support")
    for address in (change(page), url_of_step("preview", page)):
        assert client.get(address).status_code == 404


def test_a_second_draft_is_refused_in_words_and_keeps_what_was_typed(client: Client) -> None:
    draft = pages.draft()
    enter(client, "editor")
    sent_fields = pages.TEXTS | {"title": "Zebra"}
    response = client.post(reverse("admin:practice_practicepage_add"), sent_fields)
    assert response.status_code == 422
    page = response.content.decode()
    assert "There is a draft of this facet and language already. Change that one." in page
    assert f'href="{change(draft)}"' in page
    assert 'value="Zebra"' in page


def test_what_was_typed_into_a_page_published_or_deleted_meanwhile_is_still_there(client: Client) -> None:
    enter(client, "editor")

    def publish(page: PracticePage) -> object:
        return actions.publish(page, by=None, at=make.NOON)

    ends: list[tuple[Callable[[PracticePage], object], str]] = [
        (publish, "Meanwhile somebody published it."),
        (PracticePage.delete, "Meanwhile somebody deleted it."),
    ]
    for end, sentence in ends:
        page = pages.draft(number=PracticePage.objects.count() + 1)
        opened = Form(client.get(change(page)).content.decode()).fields
        address = change(page)
        end(page)
        response = client.post(address, opened | {"title": "Zebra", "trap": "Lion."})
        assert response.status_code == 422
        words = words_of(response)
        assert f"{sentence} Nothing of yours was saved." in words
        assert "Yours: Zebra" in words
        assert "Yours: Lion." in words
        assert words.count("Yours: ") == 2
        assert not PracticePage.objects.filter(title="Zebra").exists()


def test_a_double_click_adds_one_page(client: Client) -> None:
    enter(client, "editor")
    address = reverse("admin:practice_practicepage_add")
    opened = Form(client.get(address).content.decode()).fields
    assert opened["once"]
    answers = [client.post(address, opened | pages.TEXTS) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert PracticePage.objects.count() == 1
