"""What drawings print: well-formed, with every word escaped, and taken by a template as it is."""

from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template import Context, Engine

from assessment.charts import i18n
from assessment.charts.dots import Before, Likely, draw_dots
from assessment.charts.plan import Hours, draw_plans
from assessment.charts.svg import Markup, draw_signed_bar, write_dots, write_plan

PLACES = tuple(41.0 + place for place in range(20))


def parse(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<svg>{markup}</svg>")  # noqa: S314  # our own


def count(root: ElementTree.Element, tag: str, name: str) -> int:
    return sum(name in element.get("class", "").split() for element in root.iter(tag))


def list_words(root: ElementTree.Element) -> list[str]:
    return ["".join(element.itertext()) for element in root.iter("text")]


def test_a_plan_has_a_floor_a_tick_and_words_for_each_room() -> None:
    (plan,) = draw_plans([Hours(60, 20, 50, 10)])
    for drawing in plan.drawings:
        root = parse(drawing.body)
        assert count(root, "rect", "room-floor") == 4
        assert count(root, "text", "room-label") == 4
        assert len([use for use in root.iter("use") if use.get("href") == "#tick"]) == 5
        stacks = [use for use in root.iter("use") if use.get("href") == "#stack"]
        assert len(stacks) == len(drawing.rooms[0].stacks) > 0


@pytest.mark.parametrize(
    ("hours", "walls", "doors"),
    [(Hours(50, 50), 1, 1), (Hours(50, 0), 1, 0), (Hours(98, 2), 1, 0)],
    ids=["a leaf", "a closed wall", "a gap too narrow for a leaf"],
)
def test_the_second_room_has_a_wall_with_the_door_it_has_room_for(
    hours: Hours, walls: int, doors: int
) -> None:
    (plan,) = draw_plans([hours])
    root = parse(plan.drawings[0].body)
    assert (count(root, "path", "wall"), count(root, "path", "door")) == (walls, doors)


def test_twenty_dots_stand_on_two_sides_and_the_result_before_on_the_scale() -> None:
    (drawing, *_rest) = draw_dots(Likely(50.5, 7.0, PLACES, Before(48.5, "August"))).drawings
    root = parse(drawing.body)
    assert count(root, "circle", "dot-artefact") == 10
    assert count(root, "circle", "dot-orchestrator") == 10
    assert {"Artefact", "Orchestrator", "51± 7", "August 49"} <= set(list_words(root))


def test_without_a_result_before_the_scale_names_none() -> None:
    (drawing, *_rest) = draw_dots(Likely(50.5, 7.0, PLACES)).drawings
    assert count(parse(drawing.body), "text", "last-time-text") == 0


@pytest.mark.parametrize(
    ("points", "bars"),
    [
        (3.2, {"class": "bar-up", "x": "50%", "width": "20.00%"}),
        (-3.2, {"class": "bar-down", "x": "30.00%", "width": "20.00%"}),
        (0.0, None),
    ],
)
def test_a_signed_bar_begins_in_the_middle(points: float, bars: dict[str, str] | None) -> None:
    attributes = [rect.attrib for rect in parse(draw_signed_bar(points, 40)).iter("rect")]
    assert attributes == ([bars | {"y": "3", "height": "10"}] if bars else [])


@pytest.fixture
def hostile_words(monkeypatch: pytest.MonkeyPatch) -> str:
    """A language whose every word would break out of the drawing."""
    words = '</text><script>"&'
    translate: Callable[[str], str] = lambda text: words  # noqa: E731  # one expression
    month: Callable[[date], str] = lambda day: words  # noqa: E731  # as above
    monkeypatch.setattr(i18n._Translator, "words", staticmethod(translate))
    monkeypatch.setattr(i18n._Translator, "month", staticmethod(month))
    return words


def test_words_of_a_plan_are_escaped(hostile_words: str) -> None:
    (plan,) = draw_plans([Hours(60, 0.5, 50, 10)], of=hostile_words)
    for drawing in plan.drawings:
        root = parse(drawing.body)
        assert [*root.iter("script")] == []
        assert any(hostile_words in words for words in list_words(root))


def test_words_of_a_verdict_are_escaped(hostile_words: str) -> None:
    likely = Likely(50.5, 7.0, PLACES, Before(48.5, hostile_words))
    for drawing in draw_dots(likely).drawings:
        root = parse(drawing.body)
        assert [*root.iter("script")] == []
        assert {hostile_words, f"{hostile_words} 49"} <= set(list_words(root))


@pytest.mark.parametrize(
    ("sentence", "label"), [("1 < 2 & “3”", "1 &lt; 2 &amp; “3”"), (Markup("1 &lt; 2"), "1 &lt; 2")]
)
def test_what_is_read_out_is_escaped_once(sentence: str, label: str) -> None:
    (plan,) = draw_plans([Hours(60, 0.5, 50, 10)])
    markup = write_plan(plan, sentence) + write_dots(draw_dots(Likely(50.5, 7.0, PLACES)), sentence)
    assert markup.count(f' role="img" aria-label="{label}"') == markup.count(' role="img"') == 6


def render(value: Any) -> str:
    return Engine().from_string("{{ value }}").render(Context({"value": value}))


def test_a_template_prints_markup_as_it_is_and_escapes_what_is_joined_to_it() -> None:
    assert render(Markup("<g/>")) == "<g/>"
    assert render(Markup("<g/>") + "<script>") == "&lt;g/&gt;&lt;script&gt;"
