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
    monkeypatch.setattr(conftest, "judged_colours", set())
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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "kind", ["color: #777; background: #888", "position: absolute; color: #777; background: #888"]
)
def test_pale_words_on_a_desk_alone_are_found(blank: Page, theme: str, kind: str) -> None:
    wide = f"(min-width: 1000px) and (prefers-color-scheme: {theme})"
    blank.set_content(
        f"<style>@media {wide} {{ h1 {{ {kind} }} }}</style>" + FORM.format(words="One", name="a")
    )
    with pytest.raises(AssertionError, match=f"1440 px, {theme}"):
        look_at(blank)


def test_a_pale_ground_behind_the_words_is_found_on_a_desk(blank: Page) -> None:
    grey = "<style>h1 { color: #767676 } @media (min-width: 1000px) { main { background: #bbb } }</style>"
    blank.set_content(grey + FORM.format(words="One", name="a"))
    with pytest.raises(AssertionError, match="1440 px, light"):
        look_at(blank)


def test_a_target_that_is_too_small_on_a_desk_is_found(blank: Page) -> None:
    size = "width: 9px; height: 9px; padding: 0; overflow: hidden"
    small = f"<style>@media (min-width: 1000px) {{ button {{ {size} }} }}</style>"
    buttons = "<button>One</button><button>Two</button>"
    blank.set_content(small + FORM.format(words="One", name="a") + buttons)
    with pytest.raises(AssertionError, match="target-size"):
        look_at(blank)


def test_other_words_in_the_same_elements_are_judged_once(
    blank: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests: list[Any] = []

    def find_none(_page: Page, rules: Any = conftest.RULES, **_: Any) -> list[Any]:
        requests.append(rules)
        return []

    monkeypatch.setattr(conftest, "find_violations", find_none)
    for words in ("One", "Two"):
        blank.set_content(FORM.format(words=words, name="a"))
        look_at(blank)
    assert requests == [conftest.STRUCTURE, conftest.COLOURS, conftest.LAYOUT]


@pytest.mark.parametrize(
    "pale", ["h1 { color: #777; font-size: 12px }", "body { background: #555 }", ".pale { color: #999 }"]
)
def test_pale_words_are_found_behind_a_page_whose_words_are_not(blank: Page, pale: str) -> None:
    """Of another hue, on another ground, or in another place; and again by whoever looks next."""
    blank.set_content(FORM.format(words="One", name="a"))
    look_at(blank)
    other = FORM.format(words="Two", name="a").replace("<h1>", '<h1 class="pale">')
    blank.set_content(f"<style>body {{ background: #eee }} {pale}</style>{other}")
    for _ in range(2):
        with pytest.raises(AssertionError, match="color-contrast"):
            look_at(blank)
