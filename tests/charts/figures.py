"""Every figure of the site, from every fixture of the tests of charts."""

from datetime import datetime, timedelta
from functools import partial

from assessment.charts import capabilities, dumbbell, team, team_over_time, timeline
from assessment.charts.figure import Figure, place_beside_notes
from assessment.charts.projection import Stage, build_projection_figure
from assessment.charts.time_axis import MANY, Point, choose_span
from assessment.charts.timeline import (
    CLOTHS,
    CapabilityLine,
    Flag,
    RatioPoint,
    build_calendar_figure,
    build_capability_timeline,
)
from tests.charts import (
    test_capabilities,
    test_dumbbell,
    test_projection,
    test_team,
)
from tests.charts.test_timeline import ALL, AUGUST, MARCH, SPAN, day

PULSES = [Point(day(4), 40.0, 9.6, 1), Point(day(10), 44.0, 9.6, 2, joined=False)]
FLAGS = [Flag(day(5), outcome) for outcome in ("", *CLOTHS, "not")]
A_POINT_A_DAY = [Point(day(1) + timedelta(days=i), 50.0, 5.2, 3) for i in range(MANY + 1)]
TEAM_PICTURES = [test_team.point(month, 40 + month) for month in range(50)]
THREE_ROWS = [CapabilityLine(name, tuple(ALL)) for name in ("Systems", "Literacy", "Uncertainty")]
COUNTED = RatioPoint(day(7), 6.0, 3.9, 9.2, counted=True)
FALLING = Stage(datetime(2028, 5, 21), 44.0, 30.0, 10.0, 60.0)  # noqa: DTZ001  # a place on the axis


def _index(points: list[Point], pulses: list[Point], flags: list[Flag]) -> partial[Figure]:
    span = choose_span([point.at for point in [*points, *pulses]])
    return partial(timeline.build_index_figure, points, span, pulses, flags)


CASES: dict[str, partial[Figure]] = {
    "capabilities": partial(
        capabilities.build_capabilities_figure, [test_capabilities.SYSTEMS, test_capabilities.BOUNDED]
    ),
    "capabilities, first time": partial(capabilities.build_capabilities_figure, [test_capabilities.BOUNDED]),
    "said and done": partial(
        dumbbell.build_self_rating_figure, [test_dumbbell.LITERACY, test_dumbbell.SYSTEMS]
    ),
    "projection, rising": partial(build_projection_figure, [test_projection.NOW, test_projection.LATER]),
    "projection, falling": partial(build_projection_figure, [test_projection.NOW, FALLING]),
    "team": partial(team.build_team_figure, [test_team.SYSTEMS, test_team.LITERACY]),
    "team, of which the viewer has no result": partial(team.build_team_figure, [test_team.LITERACY]),
    "team over time": partial(team_over_time.build_team_timeline, TEAM_PICTURES[:3]),
    "team over time, many pictures": partial(team_over_time.build_team_timeline, TEAM_PICTURES),
    "index": _index(ALL, [], []),
    "index, one result": _index([MARCH], [], []),
    "index, one edition": _index([MARCH, AUGUST], [], []),
    "index, many results": _index(A_POINT_A_DAY, [], []),
    "index with pulses and commitments": _index(ALL, PULSES, FLAGS),
    "pulses alone": _index([], PULSES, []),
    "capabilities over time": partial(build_capability_timeline, THREE_ROWS, SPAN),
    "one capability over time": partial(build_capability_timeline, THREE_ROWS[:1], SPAN),
    "calendar": partial(
        build_calendar_figure, [RatioPoint(day(3), 5.8), COUNTED, RatioPoint(day(10), 0.5)], SPAN
    ),
}
FIGURES = {name: draw() for name, draw in CASES.items()} | {
    "said and done, on paper beside its notes": place_beside_notes(CASES["said and done"]()),
}
