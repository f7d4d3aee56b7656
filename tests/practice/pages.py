"""A practice page to test with."""

from typing import Any

from assessment.practice import actions
from assessment.practice.models import PracticePage
from tests import make

TEXTS = {
    "facet": "systems.flow",
    "language": "en",
    "title": "Find out how long work waits",
    "good": "Every job carries the date it reached the person who has it now.",
    "half_hour": "Divide the number of open jobs by the number you finish in a week.",
    "half_hour_sign": "the answer is longer than what you promise colleagues.",
    "week": "On Friday, ask what the five oldest jobs are waiting for.",
    "week_sign": "two of the five wait for the same thing.",
    "quarter": "Show the age of the oldest job at each stage in the Monday list.",
    "quarter_sign": "the oldest job is younger than three months ago.",
    "template": "Job: ____   by: ____\nNow with: ____\nWaiting for: photos (example)\nSent on: ____",
    "trap": "A tidy board that nobody keeps up to date.",
    "reference": "Little, J. D. C. (1961), A proof for the queuing formula",
    "reference_link": "https://doi.org/10.1287/opre.9.3.383",
    "finding": "Little proved how open jobs and waiting hang together.",
    "occasion": "the Monday job list",
    "act": "ask what the oldest jobs wait for",
    "handover": "the answers",
    "recipient": "the head of content",
    "obstacle": "a rush job",
    "response": "date it like the others",
}


def draft(**texts: Any) -> PracticePage:
    return PracticePage.objects.create(**{"number": 1} | TEXTS | texts)


def published(**texts: Any) -> PracticePage:
    return actions.publish(draft(**texts), by=None, at=make.NOON)
