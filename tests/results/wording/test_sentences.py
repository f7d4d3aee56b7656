"""What a result says: every row, both sides alike, and nothing beyond its test."""

import re
from datetime import date
from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.commitments.dates import next_full, next_pulse
from assessment.results.estimates import Compared, Measured
from assessment.results.wording import sentences
from assessment.results.wording.numbers import spell_count, spell_ordinal
from assessment.scoring.constants import Z80, Z95
from assessment.scoring.rounding import half_up
from assessment.scoring.verdict import Naming, choose_verdict_row, count_right, name_capabilities

NAMES = {
    "systems": "Systems thinking",
    "literacy": "Technical literacy",
    "uncertainty": "Bounded uncertainty",
}
scores = st.floats(5, 100)
errors = st.floats(2, 20)


def name(first: float, second: float, third: float, error: float = 9.0) -> str:
    naming = name_capabilities(
        dict(zip(NAMES, (first, second, third), strict=True)), dict.fromkeys(NAMES, error)
    )
    return sentences.capability_headline(naming)


@pytest.mark.parametrize(
    ("dots", "sentence"),
    [
        (20, "On the orchestrator’s trajectory."),
        (19, "On the orchestrator’s trajectory."),
        (18, "More orchestrator than artefact. Probably."),
        (16, "More orchestrator than artefact. Probably."),
        (15, "Too close to call."),
        (10, "Too close to call."),
        (5, "Too close to call."),
        (4, "More artefact than orchestrator. Probably."),
        (2, "More artefact than orchestrator. Probably."),
        (1, "On the artefact’s trajectory, for now."),
        (0, "On the artefact’s trajectory, for now."),
        (None, "Not enough to say yet."),
    ],
)
def test_the_verdict_follows_the_dots(dots: int | None, sentence: str) -> None:
    assert str(sentences.verdicts()[choose_verdict_row(dots)]) == sentence


def test_only_probably_is_a_hedge() -> None:
    assert {headline.hedge for headline in sentences.verdicts().values()} == {"", "Probably."}


@pytest.mark.parametrize(
    ("index", "sentence"),
    [
        (
            56,
            (
                "Your index is 56; we’re 80 % sure of 49 to 63. "
                "That range crosses the line at 50, "
                "but 17 of 20 likely results fall on the orchestrator’s side."
            ),
        ),
        (
            50,
            (
                "Your index is 50; we’re 80 % sure of 43 to 57. "
                "That range crosses the line at 50, so we can’t call a side."
            ),
        ),
        (
            38,
            "Your index is 38; we’re 80 % sure of 31 to 45. All of that is on the artefact’s side.",
        ),
        (
            64,
            "Your index is 64; we’re 80 % sure of 57 to 71. All of that is on the orchestrator’s side.",
        ),
    ],
)
def test_the_sentence_gives_the_index_its_range_and_what_that_says_of_the_line(
    index: float, sentence: str
) -> None:
    assert sentences.verdict_sentence(index, 5.5, count_right(index, 5.5)) == sentence


def test_why_no_capability_is_called_the_weakest() -> None:
    def naming(strongest: str | None = None, apart: tuple[str, str] | None = None) -> Naming:
        return Naming(strongest, None, apart, level=not (strongest or apart))

    scores = {"systems": 70.0, "literacy": 37.4, "uncertainty": 56.8}
    assert sentences.nothing_holds_down(naming("systems"), scores) == (
        "We can’t tell which capability: systems thinking carries you, "
        "and the other two are too close together."
    )
    assert sentences.nothing_holds_down(naming(apart=("systems", "literacy")), scores) == (
        "Most likely technical literacy (37); bounded uncertainty (57) may be as low."
    )
    alike = {"systems": 70.0, "literacy": 37.4, "uncertainty": 37.2}
    assert sentences.nothing_holds_down(naming(apart=("systems", "uncertainty")), alike) == (
        "Either bounded uncertainty or technical literacy (37 each): we can’t tell which."
    )
    assert sentences.nothing_holds_down(naming(), scores) == (
        "We can’t tell which capability: all three are too close together."
    )
    assert sentences.nothing_holds_down(Naming(None, "literacy", None, level=False), scores) == ""
    top, floor = "Nothing: all three capabilities are near 100.", "All three alike: each is near 0."
    assert sentences.nothing_holds_down(naming(), dict(zip(scores, (100.0, 97.0, 95.0), strict=True))) == top
    assert sentences.nothing_holds_down(naming(), dict(zip(scores, (0.0, 0.0, 4.9), strict=True))) == floor


def test_odds_at_the_ends_and_in_the_middle() -> None:
    assert sentences.odds(20) == "More than 19 of 20 likely results fall on the orchestrator’s side."
    assert sentences.odds(0) == "More than 19 of 20 likely results fall on the artefact’s side."
    assert sentences.odds(10) == "10 of 20 likely results fall on either side."
    assert sentences.odds(3) == "17 of 20 likely results fall on the artefact’s side."


@pytest.mark.parametrize("dots", range(21))
def test_the_odds_are_symmetric_about_the_line(dots: int) -> None:
    mirrored = sentences.odds(20 - dots)
    swapped = {"orchestrator": "artefact", "artefact": "orchestrator"}
    assert re.sub("orchestrator|artefact", lambda match: swapped[match[0]], sentences.odds(dots)) == mirrored


@pytest.mark.parametrize("dots", range(21))
def test_the_headlines_are_symmetric_about_the_line(dots: int) -> None:
    mirror = {
        "orchestrator": "artefact",
        "orchestrator_probably": "artefact_probably",
        "line": "line",
        "artefact_probably": "orchestrator_probably",
        "artefact": "orchestrator",
    }
    assert choose_verdict_row(20 - dots) == mirror[choose_verdict_row(dots)]


@settings(max_examples=1000)
@given(index=scores, error=errors)
def test_no_verdict_claims_more_than_its_dots(index: float, error: float) -> None:
    dots = count_right(index, error)
    headline = str(sentences.verdicts()[choose_verdict_row(dots)])
    sentence = sentences.verdict_sentence(index, error, dots)
    if "orchestrator’s trajectory" in headline:
        assert dots >= 19
    if headline.startswith("More orchestrator"):
        assert 16 <= dots <= 18
    if headline.startswith("More artefact"):
        assert 2 <= dots <= 4
    if "artefact’s trajectory" in headline:
        assert dots <= 1
    assert ("crosses the line" in sentence) == (abs(index - 50) <= Z80 * error)
    ((low, high),) = [map(int, ends) for ends in re.findall(r"sure of (\d+) to (\d+)", sentence)]
    assert f"{half_up(index)} ± {half_up(Z80 * error)}" == str(Measured(index, error))
    assert (low, high) == (
        max(0, half_up(index) - half_up(Z80 * error)),
        min(100, half_up(index) + half_up(Z80 * error)),
    )
    # No printed end lies beyond the line where the sentence says that nothing does.
    if "crosses the line" in sentence:
        assert low <= 50 <= high
    else:
        assert high <= 50 or low >= 50


def test_capability_headlines() -> None:
    assert name(80, 55, 30) == "Systems thinking carries you. Bounded uncertainty holds the score down."
    assert name(62, 58, 28) == "Bounded uncertainty holds the score down."
    assert name(35, 68, 38) == "Technical literacy carries you."
    assert name(64, 48, 32) == "Higher in systems thinking than in bounded uncertainty."
    # Named by themselves in version 1; together with a third they could be chance.
    assert name(62, 58, 35) == "Your three capabilities are level."
    assert name(55, 48, 45) == "Your three capabilities are level."


def test_a_missing_capability_is_not_called_level() -> None:
    missing = name_capabilities(
        {"systems": 60.0, "literacy": None, "uncertainty": 55.0},
        {"systems": 9.0, "literacy": None, "uncertainty": 9.0},
    )
    assert sentences.capability_headline(missing) == "Not enough answers to compare all three."


@settings(max_examples=1000)
@given(st.tuples(scores, scores, scores), st.tuples(errors, errors, errors))
def test_no_capability_is_named_beyond_the_test(
    points: tuple[float, float, float], widths: tuple[float, float, float]
) -> None:
    by_name = dict(zip(NAMES, points, strict=True))
    widths_by_name = dict(zip(NAMES, widths, strict=True))
    sentence = sentences.capability_headline(name_capabilities(by_name, widths_by_name, version=1))

    def above(higher: str, lower: str) -> bool:
        width = hypot(widths_by_name[higher], widths_by_name[lower])
        return by_name[higher] - by_name[lower] > Z80 * width

    for slug, label in NAMES.items():
        rest = [other for other in NAMES if other != slug]
        if f"{label} carries you" in sentence:
            assert all(above(slug, other) for other in rest)
        if f"{label} holds the score down" in sentence:
            assert all(above(other, slug) for other in rest)
    if sentence.startswith("Higher in"):
        assert [
            (higher, lower)
            for higher in NAMES
            for lower in NAMES
            if above(higher, lower)
            and sentence == f"Higher in {NAMES[higher].lower()} than in {NAMES[lower].lower()}."
        ]


def compare(before: float, first: float, after: float, second: float) -> Compared:
    compared = Compared.build(before, first, after, second)
    assert compared is not None
    return compared


def headline(before: float, first: float, after: float, second: float) -> str:
    return sentences.change_headline(compare(before, first, after, second))


def test_change_headlines() -> None:
    assert headline(48, 5.2, 71, 5.2) == "Clearly up: 48 to 71."
    assert headline(71, 5.2, 48, 5.2) == "Clearly down: 71 to 48."
    assert headline(48, 5.2, 64, 5.2) == "Probably up: 48 to 64."
    assert headline(47, 5.2, 56, 5.5) == (
        "No clear change. Nine up is within tolerance: this could be chance."
    )
    assert headline(61, 5.2, 48, 5.2) == (
        "No clear change. 13 down is within tolerance: this could be chance."
    )
    assert headline(50, 5.2, 50, 5.2) == ("No clear change. Both results come to the same number.")


@settings(max_examples=1000)
@given(before=scores, after=scores, first=errors, second=errors)
def test_no_change_is_named_beyond_the_test(before: float, after: float, first: float, second: float) -> None:
    sentence = headline(before, first, after, second)
    z = (after - before) / (1.4 * (first**2 + second**2) ** 0.5)
    assert sentence.startswith("No clear change") == (abs(z) < Z80)
    assert sentence.startswith("Clearly") == (abs(z) >= Z95)
    if not sentence.startswith("No"):
        assert (" up" in sentence) == (z > 0)


@given(before=scores, after=scores)
def test_what_a_change_needs_is_what_earns_the_word(before: float, after: float) -> None:
    compared = compare(before, 5.2, after, 5.2)
    assert sentences.change_in_a_cell(compared) == compared.change.word
    assert sentences.change_in_a_cell(None) == "other edition"


def test_capabilities_that_changed_are_named_and_the_others_said_together() -> None:
    up, still = compare(48, 9, 75, 9), compare(50, 9, 54, 9)
    assert sentences.capability_changes({"systems": up, "literacy": still}) == [
        "Systems thinking: probably up, 48 to 75.",
        "No clear change in technical literacy.",
    ]
    assert sentences.capability_changes(dict.fromkeys(NAMES, still)) == [
        "No clear change in any of the three capabilities."
    ]
    assert sentences.capability_changes({"systems": up}) == ["Systems thinking: probably up, 48 to 75."]
    assert sentences.capability_changes({}) == []


def test_a_figure_is_printed_with_its_tolerance() -> None:
    index = Measured(47.05, 5.486)
    assert str(index) == "47 ± 7"
    assert (index.low, index.high) == (40, 54)
    assert Measured.build(47.0, None) is None
    assert Compared.build(47.0, 5.2, None, None) is None


def test_a_pulse_names_no_side() -> None:
    assert sentences.pulse_sentence(52.8, 9.57) == (
        "Your pulse level is 53; we’re 80\u00a0% sure of 41 to 65. "
        "A pulse has too few answers to name a side."
    )


@given(index=scores, error=errors)
def test_ranges_print_inside_the_scale(index: float, error: float) -> None:
    ((low, high),) = re.findall(r"sure of (\d+) to (\d+)", sentences.pulse_sentence(index, error))
    assert 0 <= int(low) <= half_up(index) <= int(high) <= 100


@pytest.mark.parametrize(
    ("day", "month"),
    [
        ((2026, 11, 24), "February"),
        ((2026, 9, 30), "December"),
        ((2026, 10, 1), "January"),
        ((2027, 1, 31), "May"),
    ],
)
def test_come_back_in_three_months(day: tuple[int, int, int], month: str) -> None:
    sentence = str(sentences.come_back(date(*day), date(*day)))
    assert sentence == f"Come back in {month}. Sooner and you’d mostly measure your mood."


@given(day=st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_page_and_reminder_name_one_month(day: date) -> None:
    for pulse, due in ((False, next_full(day)), (True, next_pulse(day))):
        assert sentences.come_back(day, day, pulse=pulse).finding == f"Come back in {due:%B}."
    assert sentences.one_point(day, day) == f"One point is not a trend. Next: {next_full(day):%B}."


def test_after_three_months_nobody_is_sent_away() -> None:
    assert sentences.come_back(date(2026, 8, 3), date(2026, 11, 1)).finding == "Three months have passed."
    assert sentences.come_back(date(2026, 8, 3), date(2026, 10, 31)).finding == "Come back in November."


def test_a_pulse_returns_after_a_month() -> None:
    december = date(2026, 12, 24)
    assert sentences.come_back(december, december, pulse=True).finding == "Come back in January."
    passed = str(sentences.come_back(date(2026, 11, 24), december, pulse=True))
    assert passed == "A month has passed. It’s time for another pulse."


def test_one_result_waits_for_the_next() -> None:
    assert (
        sentences.one_point(date(2026, 11, 24), date(2026, 11, 24))
        == "One point is not a trend. Next: February."
    )
    assert sentences.one_point(date(2026, 8, 1), date(2026, 11, 24)) == "One point is not a trend. Next: now."


def test_a_sentence_inside_another_begins_small() -> None:
    assert sentences.decapitalize("No clear change.") == "no clear change."


def test_who_lacks_answers() -> None:
    assert sentences.too_few_answers(["systems"]) == (
        "The index needs all three capabilities, and systems thinking has too few answers."
    )
    assert sentences.too_few_answers(["systems", "literacy"]) == (
        "The index needs all three capabilities, and systems thinking and technical literacy have too few "
        "answers."
    )
    assert sentences.too_few_answers([]) == ""


def test_months_and_counts() -> None:
    assert sentences.month_of(date(2026, 8, 3), date(2026, 11, 24)) == "August"
    assert sentences.month_of(date(2025, 11, 3), date(2026, 11, 24)) == "November 2025"
    assert [spell_count(number) for number in (1, 9, 12, 13)] == ["one", "nine", "twelve", "13"]
    assert [spell_ordinal(number) for number in (1, 4, 12, 13, 21, 22, 23, 24, 111)] == [
        "first", "fourth", "twelfth", "13th", "21st", "22nd", "23rd", "24th", "111th",
    ]  # fmt: skip
    assert [half_up(x) for x in (0.5, 1.5, 2.49, 99.5)] == [1, 2, 2, 100]


def test_a_question_becomes_the_deed_it_asks_for() -> None:
    assert (
        sentences.describe_habit("In the past 30 days, how often did you write down a forecast with a date?")
        == "Write down a forecast with a date"
    )
    assert sentences.describe_habit("In the past 30 days, your briefs mostly…") == "Your briefs mostly…"
    period = "In den letzten 30 Tagen"
    assert sentences.describe_habit(f"{period} haben Sie nach einer Änderung meist …") == (
        "Sie haben nach einer Änderung meist …"
    )
    assert sentences.describe_habit(f"{period} hat Ihr Team, wenn noch Fakten fehlten, meist …") == (
        "Ihr Team hat, wenn noch Fakten fehlten, meist …"
    )
    assert sentences.describe_habit("In den vergangenen 30 Tagen haben Ihre Briefings meist …") == (
        "Ihre Briefings haben meist …"
    )
    assert sentences.describe_habit("How often do lessons travel?") == "How often do lessons travel"
