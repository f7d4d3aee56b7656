"""A discussion guide, made from what the picture shows and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.teams import wording
from assessment.teams.queries import Picture


@dataclass(frozen=True)
class Topic:
    """One thing the picture shows, and what to ask about it."""

    finding: str
    questions: Sequence[str]


def asked(capability: str) -> Sequence[str]:
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


def about_hours() -> Sequence[str]:
    return (
        _("Take last week’s three longest approvals. What rule would have decided each of them?"),
        _("Which of these rules could be written by Friday, and by whom?"),
    )


def last() -> Topic:
    stop = _("What does each of us stop approving this month, and who takes it over?")
    return Topic(_("Before you leave the room"), (stop,))


def guide(picture: Picture) -> list[Topic]:
    """Where the team disagrees, where its lowest median lies, its calendar, and one thing to do."""
    lowest = min(picture.capabilities, key=lambda name: picture.capabilities[name].median)
    topics = []
    if picture.disagreement:
        said = {"finding": wording.disagreement(picture.disagreement)}
        both = _("%(finding)s Hear both ends first.") % said
        topics.append(Topic(both, asked(picture.disagreement)))
    if lowest != picture.disagreement:
        topics.append(Topic(wording.medians(picture.capabilities), asked(lowest)))
    if picture.calendar:
        summed = picture.calendar
        topics.append(Topic(wording.together(summed.approving, summed.designing), about_hours()))
    return [*topics, last()]
