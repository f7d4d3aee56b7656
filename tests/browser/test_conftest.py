"""What is looked at on every page: axe is asked again whenever the elements or their colours differ."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import conftest
from tests.browser.conftest import look_at

pytestmark = pytest.mark.django_db(transaction=True)

FORM = (
    '<html lang="en"><title>A page</title><main><h1>{words}</h1>'
    '<label for="a">Age</label><input id="{name}"></main>'
)


@pytest.fixture
def blank(page: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.setattr(conftest, "judged", set())
    return page


def test_a_field_without_its_label_is_found_behind_a_page_that_has_one(blank: Page) -> None:
    blank.set_content(FORM.format(words="One", name="a"))
    look_at(blank)
    blank.set_content(FORM.format(words="Two", name="b"))
    with pytest.raises(AssertionError, match="label"):
        look_at(blank)


def test_pale_words_on_the_dark_page_alone_are_found(blank: Page) -> None:
    pale = "<style>@media (prefers-color-scheme: dark) {{ h1 {{ color: #eee }} }}</style>"
    blank.set_content(pale.format() + FORM.format(words="One", name="a"))
    with pytest.raises(AssertionError, match="390 px, dark"):
        look_at(blank)


def test_other_words_in_the_same_elements_are_judged_once(
    blank: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def find_none(_page: Page, rules: Any) -> list[Any]:
        asked.append(rules)
        return []

    monkeypatch.setattr(conftest, "find_violations", find_none)
    for words in ("One", "Two"):
        blank.set_content(FORM.format(words=words, name="a"))
        look_at(blank)
    assert asked == [conftest.RULES, conftest.COLOURS] * 2
