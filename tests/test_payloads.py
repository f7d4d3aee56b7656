"""What somebody typed is text: whatever it says, a page has the same elements as with a plain word."""

from html.parser import HTMLParser
from itertools import cycle
from typing import Any

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import actions
from tests import make
from tests.access.world import anonymised
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
    """Each payload on the pages that differ from one name to another; what they have in common, on all."""
    client.force_login(cmo)
    result = make.attempt(cmo)
    pages = ["/account/", "/account/erase/", "/over-time/", f"/r/{result.uid}/", "/accounts/2fa/"]

    def contents(name: str, addresses: list[str]) -> list[str]:
        User.objects.filter(pk=cmo.pk).update(name=name[:80])
        replies: list[Any] = [client.get(page) for page in addresses]
        return [anonymised(reply) for reply in replies]

    def bones(name: str, addresses: list[str]) -> list[object]:
        return [Skeleton(page).bones for page in contents(name, addresses)]

    contents_of_both = zip(pages, contents("Ada", pages), contents("Ben", pages), strict=True)
    naming = [page for page, ada, ben in contents_of_both if ada != ben]
    assert "/account/" in naming
    assert bones(PAYLOADS[0], pages) == bones("Ada", pages)
    plain = bones("Ada", naming)
    assert [payload for payload in PAYLOADS if bones(payload, naming) != plain] == []


@pytest.mark.parametrize("shift", range(4))
def test_no_text_of_an_edition_adds_an_element(shift: int, client: Client) -> None:
    """Every payload as the text of a question of an imported edition, and as that of another each time."""
    client.force_login(make.superuser())

    def bones(texts: list[str]) -> list[object]:
        document = documents.full(1)
        for question, text in zip(document["questions"], cycle(texts), strict=False):
            question["text"] = f"{text} {{month}}" if question["kind"] == "hours" else text
        edition = actions.load(document)
        for question, text in zip(document["questions"], cycle(texts), strict=False):
            assert edition.questions.get(code=question["code"]).text.startswith(text)
        page = client.get(f"/admin/questionnaire/edition/{edition.pk}/change/").content.decode()
        edition.delete()
        return Skeleton(page).bones

    assert len(documents.full(1)["questions"]) >= len(PAYLOADS)
    assert bones(PAYLOADS[shift * 10 :] + PAYLOADS[: shift * 10]) == bones(["A plain question"])
