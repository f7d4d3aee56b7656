"""The team's figures: where halves, medians and the viewer's diamond lie, and what is refused."""

from datetime import UTC, datetime
from typing import Any

import pytest

from assessment.charts import team, team_over_time
from assessment.charts.team import TeamRow
from assessment.charts.team_over_time import TeamPoint

SYSTEMS, LITERACY = TeamRow("Systems thinking", 52, 61, 70, 68), TeamRow("Technical literacy", 34, 41, 50)


def traces(figure: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if trace["name"] == name]


def list_annotations(figure: dict[str, Any]) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_a_half_runs_from_the_lower_to_the_upper_quartile() -> None:
    (halves,) = traces(team.build_team_figure([SYSTEMS, LITERACY]), "middle half")
    assert (halves["base"], halves["x"]) == ([52, 34], [18, 16])


def test_the_median_is_a_tick_of_four_pixels_and_said_in_words() -> None:
    figure = team.build_team_figure([SYSTEMS, LITERACY])
    assert [trace["x"] for trace in traces(figure, "median")] == [[61, 61], [41, 41]]
    assert {trace["line"]["width"] for trace in traces(figure, "median")} == {4}
    assert {"median 61", "median 41"} <= set(list_annotations(figure))


def test_the_viewers_diamond_stands_only_where_there_is_a_result() -> None:
    (you,) = traces(team.build_team_figure([SYSTEMS, LITERACY]), "you")
    assert you["x"] == [68]
    assert list_annotations(team.build_team_figure([SYSTEMS, LITERACY])).count("you") == 1
    assert traces(team.build_team_figure([LITERACY]), "you") == []


def test_rows_take_96_pixels_each_and_38_at_the_foot() -> None:
    assert team.build_team_figure([SYSTEMS] * 4)["layout"]["height"] == 422


@pytest.mark.parametrize(
    "row", [TeamRow("x", 50, 40, 60), TeamRow("x", -1, 40, 60), TeamRow("x", 1, 40, 101)]
)
def test_quartiles_out_of_order_are_refused(row: TeamRow) -> None:
    with pytest.raises(ValueError, match="in order"):
        team.build_team_figure([row])


def test_a_figure_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        team.build_team_figure([])
    with pytest.raises(ValueError, match="needs a point"):
        team_over_time.build_team_timeline([])


def point(month: int, median: int) -> TeamPoint:
    return TeamPoint(
        datetime(2026 + month // 12, month % 12 + 1, 5, tzinfo=UTC), median - 8, median, median + 8
    )


def test_each_picture_has_its_stroke_and_nothing_stands_between_two() -> None:
    figure = team_over_time.build_team_timeline([point(1, 46), point(4, 49), point(7, 52)])
    assert [trace["y"] for trace in traces(figure, "middle half")] == [[38, 54], [41, 57], [44, 60]]
    (line,) = traces(figure, "median")
    assert line["y"] == [46, 49, 52]
    assert len(line["x"]) == 3


def test_of_many_pictures_the_first_and_the_last_carry_their_number() -> None:
    points = [point(month, 40 + month) for month in range(50)]
    figure = team_over_time.build_team_timeline(points)
    assert traces(figure, "number")[0]["text"] == ["40", "89"]
    assert traces(figure, "middle half")[0]["line"]["width"] == 4
    assert traces(team_over_time.build_team_timeline(points[:3]), "number")[0]["text"] == ["40", "41", "42"]


def test_what_is_the_viewers_alone_is_named_and_left_out_in_print() -> None:
    chart = team.build_team_figure([SYSTEMS, LITERACY])
    (hidden,) = chart["layout"]["meta"]["screen_only"]
    own_traces = [
        trace for trace in (*chart["data"], *chart["layout"]["annotations"]) if trace.get("name") == hidden
    ]
    assert {trace.get("text") for trace in own_traces} == {None, "you"}
    assert "you" not in {
        annotation["text"]
        for annotation in chart["layout"]["annotations"]
        if annotation.get("name") != hidden
    }
