"""A discussion guide, made from what the picture shows and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.teams import wording
from assessment.teams.queries import Picture


@dataclass(frozen=True)
class Topic:
    finding: str
    questions: Sequence[str]


def list_questions(capability: str) -> Sequence[str]:
    return {
        "systems": (
            _("Which piece of work here runs for a week without anybody looking at it? Who wrote its rules?"),
            _("Which hand-over between people and agents fails most often, and where is that written down?"),
        ),
        "literacy": (
            _("What did we last ask of a model that it could not know? How did we find out?"),
            _("Which of our decisions rests on a number that nobody here could rebuild?"),
        ),
        "uncertainty": (
            _("Which decision are we waiting with until we are sure? What would it cost to be wrong?"),
            _("Where have we set a limit beforehand, and kept to it when it hurt?"),
        ),
    }[capability]


def list_questions_about_hours() -> Sequence[str]:
    return (
        _("Take last week’s three longest approvals. What rule would have decided each of them?"),
        _("Which of these rules could be written by Friday, and by whom?"),
    )


def build_closing_topic() -> Topic:
    stop = _("What does each of us stop approving this month, and who takes it over?")
    return Topic(_("Before you leave the room"), (stop,))


def build_guide(picture: Picture) -> list[Topic]:
    lowest = min(picture.capabilities, key=lambda name: picture.capabilities[name].median)
    topics = []
    if picture.disagreement:
        finding = {"finding": wording.describe_disagreement(picture.disagreement)}
        both = _("%(finding)s Hear both ends first.") % finding
        topics.append(Topic(both, list_questions(picture.disagreement)))
    if lowest != picture.disagreement:
        topics.append(Topic(wording.describe_medians(picture.capabilities), list_questions(lowest)))
    if hours := picture.shares or picture.calendar:
        topics.append(Topic(wording.describe_hours(hours), list_questions_about_hours()))
    return [*topics, build_closing_topic()]
