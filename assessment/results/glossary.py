"""What the site's own words mean, each said in one place.

{% load glossary %}{% meanings "index" "tolerance" %} offers them to be opened; without names, all of them.
{% definition "said" %} prints one as a sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

register = template.Library()


@dataclass(frozen=True)
class Term:
    name: str | Promise
    definition: str | Promise

    def __str__(self) -> str:
        return str(self.definition) % {}


TERMS: Mapping[str, Term] = {
    "orchestrator": Term(
        pgettext_lazy("term", "orchestrator"),
        _("The upper half of the scale, from 50 to 100: designs how people and AI agents work together."),
    ),
    "artefact": Term(
        pgettext_lazy("term", "artefact"),
        _(
            "The lower half of the scale, from 0 to 50: left over from the old job, approves what others "
            "made."
        ),
    ),
    "architect": Term(
        pgettext_lazy("term", "architect"),
        _("Somebody who designs how a department works: on our scale, an orchestrator."),
    ),
    "index": Term(
        pgettext_lazy("term", "index"),
        _(
            "One number from 0 to 100 for all three capabilities: their geometric mean. "
            "It is below the average if one capability is weaker than the others."
        ),
    ),
    "tolerance": Term(
        pgettext_lazy("term", "tolerance (±)"),
        _("How far off a number may be. We’re 80 %% sure that the true one is no further away."),
    ),
    "systems": Term(
        pgettext_lazy("term", "systems thinking"),
        _("Designing workflows of people and agents that run without constant supervision."),
    ),
    "literacy": Term(
        pgettext_lazy("term", "technical literacy"),
        _("Knowing what code and models can and can’t do, without writing code yourself."),
    ),
    "uncertainty": Term(
        pgettext_lazy("term", "bounded uncertainty"),
        _("Acting on probabilities, inside limits set beforehand."),
    ),
    "said": Term(
        pgettext_lazy("term", "said"), _("What you reported doing in the past 30 days, and your habits.")
    ),
    "shown": Term(
        pgettext_lazy("term", "shown"), _("How you handled realistic situations, statements and estimates.")
    ),
    "claimed": Term(pgettext_lazy("term", "hours from memory"), _("Hours you typed from memory.")),
    "counted": Term(pgettext_lazy("term", "counted hours"), _("Hours counted from a calendar file.")),
    "middle_half": Term(
        pgettext_lazy("term", "middle half"),
        _("The middle half of a group: a quarter of the people are below it, and a quarter above."),
    ),
}


@register.simple_tag
def meanings(*names: str) -> str:
    return _render_meanings(get_language() or "", names)


@lru_cache(100)
def _render_meanings(language: str, names: tuple[str, ...]) -> str:
    # The same on every page that offers these, in one language.
    return render_to_string("parts/meanings.html", {"terms": [TERMS[name] for name in names or TERMS]})


@register.simple_tag
def definition(name: str) -> str:
    return str(TERMS[name])
