"""What the three capabilities are called on the page: alone, inside a sentence, and after "in".

A language that bends its nouns needs all three; English tells them apart by the capital alone.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def titles() -> Mapping[str, str]:
    return {
        "systems": _("Systems thinking"),
        "literacy": _("Technical literacy"),
        "uncertainty": _("Bounded uncertainty"),
    }


def title(slug: str) -> str:
    """A name that stands alone or begins a sentence: "Systems thinking"."""
    return titles()[slug]


def format_for_chart(slug: str) -> str:
    # A phone leaves room for little over a row of a chart.
    return {
        "systems": pgettext("in a chart", "Systems thinking"),
        "literacy": pgettext("in a chart", "Technical literacy"),
        "uncertainty": pgettext("in a chart", "Bounded uncertainty"),
    }[slug]


def format_in_sentence(slug: str) -> str:
    return {
        "systems": pgettext("inside a sentence", "systems thinking"),
        "literacy": pgettext("inside a sentence", "technical literacy"),
        "uncertainty": pgettext("inside a sentence", "bounded uncertainty"),
    }[slug]


def format_after_in(slug: str) -> str:
    """What follows "in" or "on": "systems thinking"; other languages put the word for "in" here too."""
    return {
        "systems": pgettext("after in or on", "systems thinking"),
        "literacy": pgettext("after in or on", "technical literacy"),
        "uncertainty": pgettext("after in or on", "bounded uncertainty"),
    }[slug]
