"""What the three capabilities are called on the page: alone, inside a sentence, and after "in".

A language that bends its nouns needs all three; English tells them apart by the capital alone.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy, pgettext_lazy

TITLES = {
    "systems": gettext_lazy("Systems thinking"),
    "literacy": gettext_lazy("Technical literacy"),
    "uncertainty": gettext_lazy("Bounded uncertainty"),
}
FOR_CHARTS = {
    "systems": pgettext_lazy("in a chart", "Systems thinking"),
    "literacy": pgettext_lazy("in a chart", "Technical literacy"),
    "uncertainty": pgettext_lazy("in a chart", "Bounded uncertainty"),
}
IN_SENTENCES = {
    "systems": pgettext_lazy("inside a sentence", "systems thinking"),
    "literacy": pgettext_lazy("inside a sentence", "technical literacy"),
    "uncertainty": pgettext_lazy("inside a sentence", "bounded uncertainty"),
}
AFTER_IN = {
    "systems": pgettext_lazy("after in or on", "systems thinking"),
    "literacy": pgettext_lazy("after in or on", "technical literacy"),
    "uncertainty": pgettext_lazy("after in or on", "bounded uncertainty"),
}


def titles() -> Mapping[str, str]:
    return {slug: str(title) for slug, title in TITLES.items()}


def title(slug: str) -> str:
    """A name that stands alone or begins a sentence: "Systems thinking"."""
    return str(TITLES[slug])


def format_for_chart(slug: str) -> str:
    # A phone leaves room for little over a row of a chart.
    return str(FOR_CHARTS[slug])


def format_in_sentence(slug: str) -> str:
    return str(IN_SENTENCES[slug])


def format_after_in(slug: str) -> str:
    """What follows "in" or "on": "systems thinking"; other languages put the word for "in" here too."""
    return str(AFTER_IN[slug])
