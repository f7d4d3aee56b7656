"""A discussion guide, made from what the picture shows and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.teams import words
from assessment.teams.reading import Picture

ASKED = {
    "systems": (
        "Which piece of work here runs for a week without anybody looking at it? Who wrote its rules?",
        "Which hand-over between people and agents fails most often, and where is that written down?",
    ),
    "literacy": (
        "What did we last ask of a model that it could not know? How did we find out?",
        "Which of our decisions rests on a number that nobody here could rebuild?",
    ),
    "uncertainty": (
        "Which decision are we waiting with until we are sure? What would it cost to be wrong?",
        "Where have we set a limit beforehand, and kept to it when it hurt?",
    ),
}
HOURS = (
    "Take last week’s three longest approvals. What rule would have decided each of them?",
    "Which of these rules could be written by Friday, and by whom?",
)
LAST = ("What does each of us stop approving this month, and who takes it over?",)


@dataclass(frozen=True)
class Topic:
    """One thing the picture shows, and what to ask about it."""

    finding: str
    questions: Sequence[str]


def guide(picture: Picture) -> list[Topic]:
    """Where the team disagrees, where its lowest median lies, its calendar, and one thing to do."""
    lowest = min(picture.capabilities, key=lambda name: picture.capabilities[name].median)
    topics = []
    if picture.disagreement:
        said = words.disagreement(picture.disagreement)
        topics.append(Topic(f"{said} Hear both ends first.", ASKED[picture.disagreement]))
    if lowest != picture.disagreement:
        topics.append(Topic(words.medians(picture.capabilities), ASKED[lowest]))
    if picture.calendar:
        summed = picture.calendar
        topics.append(Topic(words.together(summed.approving, summed.designing), HOURS))
    return [*topics, Topic("Before you leave the room", LAST)]
