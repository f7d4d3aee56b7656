"""How long slides take, and how large they are: of a result, of a team with twelve pictures, and of an
organisation with twenty-five teams.

`python -m benchmarks.slides` needs no database: it makes the files from sections filled by hand.
"""

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

ROUNDS = 20
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)


def build_result_page() -> dict[str, Any]:
    from assessment.charts import dots, levers  # noqa: PLC0415  # after Django's setup, as all below
    from assessment.results.estimates import Measured  # noqa: PLC0415
    from assessment.results.result.capabilities import CapabilityRow, CapabilitySection  # noqa: PLC0415
    from assessment.results.result.levers import LeversSection, Move, Weekly  # noqa: PLC0415
    from assessment.results.result.verdict import Verdict  # noqa: PLC0415
    from assessment.results.wording.sentences import Headline  # noqa: PLC0415
    from assessment.scoring.scorecard import Lever  # noqa: PLC0415
    from assessment.scoring.verdict import likely_results  # noqa: PLC0415

    index = Measured(56.0, 5.5)
    likely = dots.Likely(56.0, 7.05, likely_results(56.0, 5.5), dots.Before(49.0, "August"))
    lever = Lever("systems.flow", 2.0, 1.0, 4.0, (), "systems")
    moves = [Move("See where work waits", lever, (), None)] * 3
    drawing = levers.draw_levers(56.0, [levers.Move(2.0, 1.0, 4.0)] * 3, weekly=66.0, named=70)
    rows = [
        CapabilityRow(slug, slug.title(), Measured(60.0, 7.0), Measured(50.0, 7.0), 10, 10, 10)
        for slug in ("systems", "literacy", "uncertainty")
    ]
    return {
        "attempt": SimpleNamespace(
            submitted_at=NOON, tolerance_people=None, edition=SimpleNamespace(number=2)
        ),
        "index": index,
        "place": "second",
        "missing": "",
        "scored": True,
        "since": SimpleNamespace(name="August"),
        "verdict": Verdict(
            Headline("More orchestrator than artefact.", "Probably."), "", "", dots.draw_dots(likely)
        ),
        "strengths": CapabilitySection("Systems thinking carries you.", rows, None),
        "moves": LeversSection(
            "Three habits.", moves, Weekly("All three", "56 → 66", "+10"), "", "", drawing
        ),
    }


def list_pictures() -> list[Any]:
    from assessment.teams.queries import Half, Picture, Shares  # noqa: PLC0415

    halves = {"systems": Half(30, 55, 80), "literacy": Half(45, 50, 55), "uncertainty": Half(35, 40, 50)}
    return [
        Picture(
            at=NOON + timedelta(days=28 * number),
            people=14,
            index=Half(40, 45 + 5 * (number % 3), 65),
            capabilities=halves,
            disagreement="systems",
            calendar=None,
            shares=Shares(45, 5, 50),
            step=5,
            rules="2",
        )
        for number in range(12)
    ]


def build_sheet() -> tuple[Any, Any]:
    from assessment.organisations.pages.sheet import build_page  # noqa: PLC0415
    from assessment.organisations.pages.slides import Occasion  # noqa: PLC0415
    from assessment.organisations.pictures import TeamPicture  # noqa: PLC0415
    from assessment.organisations.sheet import MEASURES  # noqa: PLC0415
    from assessment.organisations.views.sheet import choose_questions  # noqa: PLC0415

    pictures = [
        TeamPicture(
            number,
            f"Team {number}",
            (),
            False,
            NOON.date(),
            8,
            dict.fromkeys(MEASURES, (20 + 5 * (number * 7 % 13), None, None)),
            (45, 15),
        )
        for number in range(25)
    ]
    page = build_page("Meridian Foods", pictures)
    questions = choose_questions(page)
    return page, Occasion("Meridian Foods", "fourth quarter 2026", questions)


def measure(name: str, build: Callable[[], bytes]) -> None:
    times, processor, size = [], [], 0
    for _ in range(ROUNDS):
        began, used = time.perf_counter(), time.process_time()
        size = len(build())
        times.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - used) * 1000)
    figures = (times[0], statistics.median(times), max(times), statistics.median(processor), size / 1000)
    print(f"| {name} | {' | '.join(f'{figure:.0f}' for figure in figures)} |")


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    import django  # noqa: PLC0415  # the settings are named first

    django.setup()
    page, pictures = build_result_page(), list_pictures()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    from assessment.organisations.pages import slides as sheet_slides  # noqa: PLC0415  # timed
    from assessment.results.result import slides as result_slides  # noqa: PLC0415  # the same
    from assessment.teams.pages import slides as team_slides  # noqa: PLC0415  # the same

    print(f"Import: {(time.perf_counter() - began) * 1000:.0f} ms, once in a process.\n")
    print("| slides | first, ms | median, ms | longest, ms | processor, ms | kB |\n|---|---|---|---|---|---|")
    measure("a result", lambda: result_slides.build_slides(page, None, at=NOON))
    measure("a team, 12 pictures", lambda: team_slides.build_slides("Meridian Foods", pictures, at=NOON))
    sheet = build_sheet()
    measure("an organisation, 25 teams", lambda: sheet_slides.build_slides(*sheet, at=NOON))
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    print(f"\nMemory: {more / 1024:.0f} MB more than before.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
