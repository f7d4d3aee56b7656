"""Questions that a group talks about, once it has seen what it has in common."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


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


def ask_before_leaving() -> str:
    return _("What does each of us stop approving this month, and who takes it over?")
