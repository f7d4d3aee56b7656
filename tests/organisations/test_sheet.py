"""What the sheet says of teams: from their pictures alone, and no difference that is noise."""

from dataclasses import replace
from itertools import combinations
from math import erfc, exp, log, sqrt

import pytest

from assessment.organisations import sheet_wording as wording
from assessment.organisations.pages.sheet import MOST_IN_PLAN, build_page, build_pair, build_plan
from assessment.organisations.sheet import MEASURES, Sheet, describe_hours, publish_median
from assessment.organisations.views.sheet import choose_questions
from assessment.scoring.side_by_side import ASSUMED_PEOPLE, SPREAD_MARGIN, SPREADS
from assessment.scoring.team_statistics import AssumedSpread, median_errors
from assessment.teams.discussion import list_questions
from tests.organisations.team_pictures import make_picture, make_pictures

ORGANISATION = "Meridian Foods"


def strip_isolates(words: str) -> str:
    return words.replace("\u2068", "").replace("\u2069", "")


def compute_chances(
    values: list[float], errors: list[float]
) -> tuple[list[float], dict[tuple[int, int], float]]:
    """The model as it is written down, term by term: chances above the level, and of each pair."""
    weights, above, pairs = [], [0.0] * len(values), dict.fromkeys(combinations(range(len(values)), 2), 0.0)
    grid = []
    for step in range(61):
        spread = step / 2
        variances = [error**2 + spread**2 for error in errors]
        precision = sum(1 / variance for variance in variances)
        level = sum(value / variance for value, variance in zip(values, variances, strict=True)) / precision
        misfit = sum(
            (value - level) ** 2 / variance for value, variance in zip(values, variances, strict=True)
        )
        weight = 0.5 * sum(-log(variance) for variance in variances) - 0.5 * log(precision)
        weights.append(weight - misfit / 2 - spread**2 / 200)
        grid.append((spread, precision, level, [spread**2 / variance for variance in variances]))
    shares = [exp(weight - max(weights)) for weight in weights]
    for share, (_, precision, level, own) in zip(shares, grid, strict=True):
        part = share / sum(shares)
        for i, value in enumerate(values):
            above[i] += part * lies_above(
                own[i] * (value - level), own[i] * errors[i] ** 2 + own[i] ** 2 / precision
            )
        for i, j in pairs:
            variance = own[i] * errors[i] ** 2 + own[j] * errors[j] ** 2 + (own[j] - own[i]) ** 2 / precision
            mean = own[i] * (values[i] - level) - own[j] * (values[j] - level)
            pairs[i, j] += part * lies_above(mean, variance)
    return above, pairs


def lies_above(mean: float, variance: float) -> float:
    return erfc(-mean / sqrt(2 * variance)) / 2 if variance else 0.5


def test_every_number_follows_from_the_pictures_alone() -> None:
    pictures = tuple(make_pictures(9, spread=12))
    sheet = Sheet(pictures)
    pairs_told_apart: set[tuple[int, int]] = set()
    for measure in MEASURES:
        published = [publish_median(picture, measure) for picture in pictures]
        errors = median_errors(
            [(team_range.width, team_range.people) for team_range in published],
            AssumedSpread(SPREADS[measure], ASSUMED_PEOPLE, SPREAD_MARGIN),
        )
        above, pairs = compute_chances([team_range.median for team_range in published], list(errors))
        comparison = sheet.comparisons[measure]
        assert [figure.above_level for figure in comparison.figures] == pytest.approx(above, abs=1e-9)
        assert [figure.median for figure in comparison.figures] == [
            team_range.median for team_range in published
        ]
        for (i, j), chance in pairs.items():
            difference = sheet.compare_pair(i, j)[measure]
            if max(chance, 1 - chance) < 0.9:
                assert difference is None
            else:
                assert difference
                assert (difference.higher, difference.lower) == ((i, j) if chance > 0.5 else (j, i))
                assert difference.chance == pytest.approx(max(chance, 1 - chance), abs=1e-9)
                pairs_told_apart.add((i, j))
    assert pairs_told_apart
    assert len(sheet.pairs_apart) == len(pairs_told_apart)


def test_equal_teams_cannot_be_told_apart() -> None:
    page = build_page(ORGANISATION, [make_picture(number, f"Team {number}") for number in range(1, 9)])
    assert page.headline == "No team can be told apart from another."
    assert page.sureness == ""
    assert page.lead == (
        "With eight people in each team that is the usual answer, and a full one. "
        "That does not make them equal: they may differ or not, and we can’t say."
    )
    assert page.pair_sentences == []
    assert build_plan(page) == []
    assert page.sides_named == {""}


def test_one_team_far_off_is_told_apart_and_nobody_is_best() -> None:
    teams = [
        make_picture(number, f"Team {number}", medians=(60, 50, 55, 55), size=30) for number in range(1, 5)
    ]
    teams.append(make_picture(5, "Media and data", medians=(60, 80, 55, 55), size=30, own=True))
    page = build_page(ORGANISATION, teams)
    assert (page.headline, page.sureness) == ("Four of 10 pairs of teams can be told apart.", "Clearly.")
    assert strip_isolates(page.lead) == (
        "Media and data is clearly ahead of four teams in technical literacy. "
        "For the other six pairs of teams we can’t say: they may differ or not. "
        "Your own team is in four of the pairs that can be told apart."
    )
    assert [strip_isolates(sentence.words) for sentence in page.pair_sentences] == [
        f"Media and data is higher in technical literacy than Team {number}." for number in range(1, 5)
    ]
    (above,) = [row for row in page.rows if "is-above" in row.drawn]
    assert above.team.name == "Media and data"
    plan = build_plan(page)
    assert [cell.short for row in plan for cell in row.cells].count("TL ▼") == 4


def test_who_stands_out_is_said_of_every_pair_or_the_pairs_are_counted() -> None:
    pages_with_several = pages_with_pairs_alone = 0
    for spread in (6, 12, 24):
        for seed in range(6):
            page = build_page(ORGANISATION, make_pictures(6, spread=spread, seed=seed))
            sheet, stand_outs = page.sheet, page.sheet.stand_outs
            assert page.headline == wording.describe_pairs_apart(sheet)
            if not stand_outs:
                pages_with_pairs_alone += bool(sheet.pairs_apart)
                continue
            pages_with_several += len(stand_outs) > 1
            assert {(stand_out.measure, *pair) for stand_out in stand_outs for pair in stand_out.pairs} == {
                (difference.measure, difference.higher, difference.lower)
                for difference in sheet.list_differences()
            }
            assert page.lead.startswith(" ".join(page.stand_outs))
            for stand_out in stand_outs:
                chances = [
                    difference.chance
                    for difference in sheet.list_differences()
                    if (difference.higher, difference.lower) in stand_out.pairs
                    and difference.measure == stand_out.measure
                ]
                assert stand_out.is_clear == (min(chances) >= 0.975)
    assert pages_with_several
    assert pages_with_pairs_alone


def test_a_team_that_others_are_ahead_of_and_a_single_pair_are_said_by_name() -> None:
    teams = [make_picture(number, f"Team {number}", size=30) for number in range(1, 5)]
    low = make_picture(5, "Media", medians=(60, 20, 55, 55), size=30)
    page = build_page(ORGANISATION, [*teams, low])
    assert strip_isolates(page.lead).startswith(
        "Four teams are clearly ahead of Media in technical literacy."
    )
    pair = build_page(ORGANISATION, [teams[0], low])
    assert pair.headline == "The two teams can be told apart."
    assert strip_isolates(pair.lead).startswith("Team 1 is clearly ahead of Media in technical literacy.")


def test_questions_are_about_what_differs_and_the_guides_own_stand_apart() -> None:
    apart = make_picture(5, "Media", medians=(95, 95, 55, 70), size=30)
    talk = choose_questions(
        build_page(
            ORGANISATION,
            [*(make_picture(number, f"Team {number}", size=30) for number in range(1, 5)), apart],
        )
    )
    assert talk.reason.startswith("Teams differ in systems thinking and technical literacy")
    assert talk.questions == [*list_questions("systems"), *list_questions("literacy")]
    assert not set(talk.for_every_team) & set(talk.questions)
    alike = choose_questions(
        build_page(ORGANISATION, [make_picture(number, f"Team {number}") for number in (1, 2)])
    )
    assert alike.questions == list(list_questions("literacy"))
    assert alike.reason.startswith("In no capability can teams be told apart")


def test_the_order_and_own_pairs_are_said_of_one_team_several_and_none() -> None:
    for own, order, pairs in (
        (0, "Teams are in the order", ""),
        (1, "Your own team comes first", "Your own team is in"),
        (2, "Your own teams come first", "Teams of yours are in four of the pairs"),
    ):
        teams = [make_picture(number, f"Team {number}", size=30, own=number <= own) for number in range(1, 4)]
        teams += [
            make_picture(number, f"Team {number}", medians=(60, 85, 55, 55), size=30) for number in (4, 5)
        ]
        page = build_page(ORGANISATION, teams)
        assert page.reading[-1].startswith(order)
        assert pairs in page.lead


def test_a_sheet_says_that_other_questions_may_make_a_difference() -> None:
    page = build_page(ORGANISATION, [make_picture(number, f"Team {number}") for number in (1, 2)])
    assert "whatever edition it was answered in" in " ".join(page.reading)


def test_two_teams_have_their_own_words() -> None:
    alike = build_page(ORGANISATION, [make_picture(1), make_picture(2, "Media")])
    assert alike.headline == "The two teams cannot be told apart."
    apart = build_page(
        ORGANISATION,
        [make_picture(1, size=150), make_picture(2, "Media", medians=(95, 95, 95, 95), size=150)],
    )
    assert (apart.headline, apart.sureness) == ("The two teams can be told apart.", "Clearly.")
    assert build_plan(apart) == []


@pytest.mark.parametrize("count", [2, MOST_IN_PLAN, 9, 20, 200])
def test_a_sheet_of_any_size_has_a_row_for_each_team(count: int) -> None:
    page = build_page(ORGANISATION, make_pictures(count))
    assert len(page.rows) == count
    assert bool(build_plan(page)) == (count == MOST_IN_PLAN and bool(page.sheet.pairs_apart))
    assert all(f'data-label="{title}"' in page.rows[0].drawn for title in page.titles.values())
    assert len(page.pair_sentences) <= max(60, 4 * (count - 1))


def test_the_order_is_own_then_tag_then_name_and_never_score() -> None:
    teams = [
        make_picture(1, "Zebra", medians=(90, 90, 90, 90)),
        make_picture(2, "Éclair", medians=(10, 10, 10, 10)),
        make_picture(3, "Own", own=True),
        make_picture(4, "Tagged", tags=("North",)),
        make_picture(5, None),
        make_picture(6, None, medians=(40, 40, 40, 40)),
    ]
    for pictures in (teams, teams[::-1]):
        page = build_page(ORGANISATION, pictures)
        assert [team.name for team in page.teams] == ["Own", "Éclair", "Tagged", "Zebra", None, None]
        tagged = build_page(ORGANISATION, pictures, tag="North")
        assert [team.name for team in tagged.teams] == ["Own", "Tagged", "Éclair", "Zebra", None, None]


def test_an_unnamed_team_cannot_be_followed() -> None:
    unnamed = [make_picture(4071, None), make_picture(4072, None, medians=(70, 40, 55, 60))]
    page = build_page(ORGANISATION, [make_picture(), *unnamed])
    assert [strip_isolates(team.label) for team in page.teams[1:]] == [
        "A team of Meridian Foods (1)",
        "A team of Meridian Foods (2)",
    ]
    assert not any("407" in team.key for team in page.teams)
    # Their order follows neither who they are nor their scores.
    orders = set()
    for day in range(1, 25):
        later = [replace(picture, day=picture.day.replace(day=day)) for picture in unnamed]
        orders.add(build_page(ORGANISATION, later).teams[0].picture.standing)
    assert orders == {4071, 4072}


def test_two_teams_on_one_scale_say_every_measure() -> None:
    page = build_page(ORGANISATION, make_pictures(8))
    rows = build_pair(page, 0, 1)
    assert [row.title for row in rows] == list(page.titles.values())
    assert all(len(row.lanes) == 2 and row.words for row in rows)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (None, ""),
        ((0, 0), "neither"),
        ((45, 15), "approving"),
        ((15, 45), "designing"),
        ((35, 35), "equal"),
        ((35, 30), "equal"),
        ((20, 0), "approving"),
        ((0, 20), "designing"),
    ],
)
def test_hours_are_words_that_do_not_sort(hours: tuple[float, float] | None, words: str) -> None:
    assert describe_hours(make_picture(hours=hours)) == words
