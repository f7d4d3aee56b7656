"""What a picture's numbers say, and that they say no more."""

import pytest

from assessment.questionnaire.models import CAPABILITIES
from assessment.teams import wording
from assessment.teams.pages.guide import build_guide
from assessment.teams.queries import Calendar, Half, Picture, Shares
from tests.make import NOON

ABOVE, BELOW, ON = Half(55, 61, 70), Half(30, 41, 49), Half(44, 52, 60)


@pytest.mark.parametrize(
    ("halves", "sentence"),
    [
        (
            (ABOVE, BELOW, ON),
            "The team leans orchestrator on systems thinking, and artefact on technical literacy.",
        ),
        ((ABOVE, ON, ABOVE), "The team leans orchestrator on systems thinking and bounded uncertainty."),
        ((ON, BELOW, ON), "The team leans artefact on technical literacy."),
        ((ABOVE, ABOVE, ABOVE), "The team leans orchestrator on all three."),
        ((BELOW, BELOW, BELOW), "The team leans artefact on all three."),
        ((ON, ON, Half(50, 55, 60)), "The team stands on the line."),
        ((ON, Half(40, 45, 50), ON), "The team stands on the line."),
    ],
)
def test_the_headline_names_a_side_only_where_the_whole_half_lies_on_it(
    halves: tuple[Half, ...], sentence: str
) -> None:
    by_capability = dict(zip(("systems", "literacy", "uncertainty"), halves, strict=True))
    assert wording.describe_sides(by_capability, 12) == sentence


def test_medians_are_said_from_the_lowest_to_the_highest() -> None:
    halves = {"systems": ABOVE, "literacy": BELOW, "uncertainty": ON}
    assert (
        wording.describe_medians(halves)
        == "The lowest median is 41, in technical literacy; the highest is 61, in systems thinking."
    )
    assert wording.describe_medians(dict.fromkeys(halves, ON)) == "All three medians stand at 52."


def test_capabilities_that_share_the_lowest_or_the_highest_median_are_all_named() -> None:
    high_ends = {"systems": ABOVE, "literacy": BELOW, "uncertainty": ABOVE}
    low_ends = {"systems": BELOW, "literacy": BELOW, "uncertainty": ABOVE}
    assert wording.describe_medians(high_ends) == (
        "The lowest median is 41, in technical literacy; "
        "the highest is 61, in systems thinking and bounded uncertainty."
    )
    assert wording.describe_medians(low_ends) == (
        "The lowest median is 41, in systems thinking and technical literacy; "
        "the highest is 61, in bounded uncertainty."
    )


@pytest.mark.parametrize(
    ("approving", "designing", "sentence"),
    [
        (400, 100, "Together you approve for four hours for every hour you design."),
        (100, 200, "Together you design for two hours for every hour you approve."),
        (100, 100, "Together you approve for about as long as you design."),
        (100, 0, "Together you spend no hours designing."),
        (3, 2, "Too few hours to show."),
    ],
)
def test_the_summed_hours_in_words(approving: int, designing: int, sentence: str) -> None:
    assert wording.describe_hours(Calendar(approving, designing, 400)) == sentence


@pytest.mark.parametrize(
    ("approving", "designing", "sentence"),
    [
        (40, 10, "Together you approve for four hours for every hour you design."),
        (5, 5, "Together you approve for about as long as you design."),
        (35, 0, "Of your time together, next to none goes into designing."),
        (0, 20, "Of your time together, next to none goes into approving."),
        (0, 0, "Of your time together, next to none goes into approving or designing."),
    ],
)
def test_the_shares_of_the_hours_in_words(approving: int, designing: int, sentence: str) -> None:
    assert wording.describe_hours(Shares(approving, designing, 100 - approving - designing)) == sentence


@pytest.mark.parametrize(
    ("median", "people", "sentence"),
    [
        (65, 5, "The team leans orchestrator on all three."),
        (60, 5, "The team leans orchestrator on all three."),
        (55, 5, "We cannot tell on which side of the line the team stands."),
        (50, 9, "We cannot tell on which side of the line the team stands."),
        (45, 9, "We cannot tell on which side of the line the team stands."),
        (40, 9, "The team leans artefact on all three."),
    ],
)
def test_without_middle_halves_a_side_is_named_only_where_the_range_of_the_median_lies_on_it(
    median: int, people: int, sentence: str
) -> None:
    """Five people: 1.2816 · 7.73 is 9.9 points; nine: 7.6."""
    halves = dict.fromkeys(CAPABILITIES, Half(None, median, None))
    assert wording.describe_sides(halves, people) == sentence


def test_two_medians_and_who_answered() -> None:
    assert wording.describe_change(46, 52) == "The median index: 46, now 52."
    assert wording.describe_change(52, 46) == "The median index: 52, now 46."
    assert wording.describe_change(52, 52) == "The median index stands at 52, as before."
    assert (
        "part of the difference may come from who answered. It has not been tested."
        in wording.explain_difference(52, 46)
    )
    assert "does not mean that nobody moved" in wording.explain_difference(52, 52)
    assert all("the last two pictures" in wording.explain_difference(52, latest) for latest in (46, 52))


def picture(disagreement: str | None, calendar: Calendar | None) -> Picture:
    halves = {"systems": ABOVE, "uncertainty": ON, "literacy": BELOW}
    return Picture(NOON, 9, ON, halves, disagreement, calendar)


def test_the_guide_follows_what_the_picture_shows() -> None:
    topics = [topic.finding for topic in build_guide(picture("systems", Calendar(400, 100, 200)))]
    assert topics == [
        "You disagree most on systems thinking. Hear both ends first.",
        "The lowest median is 41, in technical literacy; the highest is 61, in systems thinking.",
        "Together you approve for four hours for every hour you design.",
        "Before you leave the room",
    ]
    assert len(build_guide(picture("literacy", None))) == 2
    assert len(build_guide(picture(None, None))) == 2
