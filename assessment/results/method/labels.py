"""What the method page calls its chapters, the facets and the kinds of question."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from assessment.questionnaire import wording
from assessment.questionnaire.models import Kind

QUESTIONNAIRES = (gettext_noop("Full questionnaire"), gettext_noop("Monthly pulse"))
"""The names of those that come with the site, as the page translates them."""


def facets() -> Mapping[str, str]:
    return {
        "flow": _("flow over event"),
        "feedback": _("feedback and delay"),
        "division": _("division of work"),
        "rights": _("decision rights"),
        "learning": _("learning loops"),
        "reach": _("reach of models"),
        "data": _("data and joins"),
        "evaluation": _("evaluation"),
        "specification": _("specification"),
        "reliance": _("measured reliance"),
        "odds": _("odds"),
        "calibration": _("calibration"),
        "bounds": _("bounds"),
        "action": _("acting early"),
        "variance": _("learning from variance"),
    }


def kinds() -> Mapping[str, str]:
    return {kind: label for kind, label in wording.get_kind_names().items() if kind != Kind.HOURS}


def fractions() -> Mapping[tuple[int, int], str]:
    return {(1, 2): pgettext("of its weight", "half"), (2, 3): pgettext("of its weight", "two thirds")}


def chapters() -> Sequence[tuple[str, str]]:
    return (
        ("limits", _("Limits")),
        ("asked", _("What is asked")),
        ("answers", _("From answers to scores")),
        ("tolerance", _("Tolerance")),
        ("verdict", _("The verdict")),
        ("said", _("Said and shown")),
        ("why", _("What made the score")),
        ("change", _("Change")),
        ("together", _("Estimated together")),
        ("ahead", _("Months ahead")),
        ("calendar", _("The calendar")),
        ("pulse", _("The pulse")),
        ("groups", _("Teams and statistics")),
        ("audit", _("Does it keep its word?")),
        ("guessing", _("What guessing pays")),
        ("editions", _("Editions")),
        ("questions", _("The questions")),
    )
