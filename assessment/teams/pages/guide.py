"""A discussion guide, on one page or one finding a screen, made from the stored pictures and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.charts.plan import Plan
from assessment.teams import wording
from assessment.teams.discussion import (
    ask_before_leaving,
    list_questions,
    list_questions_about_hours,
)
from assessment.teams.pages.dashboard import Dashboard, build_dashboard
from assessment.teams.queries import Half, Picture

# So many of the latest pictures fit on one screen.
MOST_PICTURES = 4


@dataclass(frozen=True)
class Topic:
    """about: the part of the picture that it was found in: disagreement, medians, hours, or none."""

    finding: str
    questions: Sequence[str]
    about: str = ""


def build_closing_topic() -> Topic:
    return Topic(_("Before you leave the room"), (ask_before_leaving(),))


def build_guide(picture: Picture) -> list[Topic]:
    lowest = min(picture.capabilities, key=lambda name: picture.capabilities[name].median)
    topics = []
    if picture.disagreement:
        finding = {"finding": wording.describe_disagreement(picture.disagreement)}
        both = _("%(finding)s Hear both ends first.") % finding
        topics.append(Topic(both, list_questions(picture.disagreement), "disagreement"))
    if lowest != picture.disagreement:
        medians = wording.describe_medians(picture.capabilities)
        topics.append(Topic(medians, list_questions(lowest), "medians"))
    if hours := picture.shares or picture.calendar:
        topics.append(Topic(wording.describe_hours(hours), list_questions_about_hours(), "hours"))
    return [*topics, build_closing_topic()]


@dataclass(frozen=True)
class Bar:
    """One row of a drawing, on the scale from 0 to 100. strong: False where another row is what counts."""

    name: str
    half: Half
    strong: bool = True

    @property
    def width(self) -> int:
        return (self.half.high or 0) - (self.half.low or 0)


@dataclass(frozen=True)
class Screen:
    finding: str
    questions: Sequence[str]
    bars: Sequence[Bar] = ()
    plan: Plan | None = None
    text_alternative: str = ""
    note: str = ""


def build_screens(pictures: Sequence[Picture]) -> list[Screen]:
    # Without anybody's own result: whoever presents shows the team nothing of theirs.
    page = build_dashboard(pictures, {})
    first, *rest = [_build_screen(topic, page) for topic in build_guide(page.picture)]
    screens = [_build_opening(page), first, *rest[:-1]]
    if len(pictures) > 1:
        screens.append(_build_change(page, pictures))
    return screens + rest[-1:]


def _build_opening(page: Dashboard) -> Screen:
    return Screen(
        page.headline,
        [_("Is this how we would have described ourselves? What surprises us?")],
        bars=[Bar(row.drawn, row.half) for row in page.rows],
        note=_(
            "This is a mirror with a scale on it, not a selection test, and not for hiring, pay or ranking. "
            "The useful part is what you say to each other next."
        ),
    )


def _build_screen(topic: Topic, page: Dashboard) -> Screen:
    if topic.about == "hours" and page.calendar:
        calendar = page.calendar
        return Screen(
            topic.finding, topic.questions, plan=calendar.plan, text_alternative=calendar.text_alternative
        )
    if topic.about in {"disagreement", "medians"}:
        return Screen(topic.finding, topic.questions, bars=_build_capability_bars(topic.about, page))
    return Screen(topic.finding, topic.questions)


def _build_capability_bars(about: str, page: Dashboard) -> list[Bar]:
    named = page.picture.disagreement
    widest = page.picture.capabilities[named] if named and about == "disagreement" else None
    return [
        Bar(row.drawn, row.half, strong=widest is None or row.half is widest)
        for row in page.rows
        if row.half is not page.picture.index
    ]


def _build_change(page: Dashboard, pictures: Sequence[Picture]) -> Screen:
    before, now = pictures[-2].index.median, pictures[-1].index.median
    return Screen(
        wording.describe_change(before, now),
        [_("What did we do differently between the two pictures? What of it do we keep?")],
        bars=[Bar(wording.format_day(picture.at), picture.index) for picture in pictures[-MOST_PICTURES:]],
        note=wording.explain_difference(before, now),
    )
