"""A discussion guide, made from what the picture shows and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.teams import wording
from assessment.teams.discussion import (
    ask_before_leaving,
    list_questions,
    list_questions_about_hours,
)
from assessment.teams.queries import Picture


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
