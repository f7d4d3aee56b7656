"""What somebody typed is text: whatever it says, a page has the same elements as with a plain word."""

from html.parser import HTMLParser

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import actions
from tests import make
from tests.questionnaire import documents

pytestmark = pytest.mark.django_db
OPENERS = [
    "<script>",
    "<img src=x onerror=",
    "<svg onload=",
    "<iframe src=",
    "<a href=javascript:",
    "<style>",
]
ENDERS = ["</script>", "</title>", "</textarea>", "-->", "]]>", "'>", '">', "`>"]
PAYLOADS = [
    *(f"{end}{open_}alert(1)>" for open_ in OPENERS for end in ["", '">', "'>", "</script>"]),
    *(f"{end}<b>bold</b>" for end in ENDERS),
    *("{{ 7|add:7 }}", "{% debug %}", "&lt;script&gt;", "\u003cscript\u003e", "javascript:alert(1)"),
    *('" autofocus onfocus="alert(1)', "' onmouseover='alert(1)", "＜script＞alert(1)＜/script＞"),
]


class Skeleton(HTMLParser):
    """Elements and the names of their attributes, in order; what stands in them is left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.bones: list[object] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.bones.append((tag, sorted(name for name, _ in attrs)))


def test_there_are_forty_payloads() -> None:
    assert len(set(PAYLOADS)) >= 40


def test_a_name_adds_no_element_to_any_page(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    result = make.attempt(cmo)
    pages = ["/account/", "/account/erase/", "/over-time/", f"/r/{result.uid}/", "/accounts/2fa/"]

    def bones(name: str) -> list[object]:
        User.objects.filter(pk=cmo.pk).update(name=name[:80])
        return [Skeleton(client.get(page).content.decode()).bones for page in pages]

    plain = bones("Ada")
    assert [payload for payload in PAYLOADS if bones(payload) != plain] == []


@pytest.mark.parametrize("part", range(4))
def test_no_text_of_an_edition_adds_an_element(part: int, client: Client) -> None:
    """Question texts of an imported edition, on the page that asks and the one that reviews."""

    def bones(text: str) -> list[object]:
        document = documents.full(1)
        for question in document["questions"]:
            question["text"] = f"{text} {{month}}" if question["kind"] == "hours" else text
        edition = actions.load(document)
        for question in edition.questions.all():
            assert question.text.startswith(text)
        client.force_login(make.superuser(f"root{edition.pk}"))
        pages = [f"/admin/questionnaire/edition/{edition.pk}/change/"]
        found: list[object] = [Skeleton(client.get(page).content.decode()).bones for page in pages]
        edition.delete()
        return found

    plain = bones("A plain question")
    assert [text for text in PAYLOADS[part * 10 : part * 10 + 10] if bones(text) != plain] == []
