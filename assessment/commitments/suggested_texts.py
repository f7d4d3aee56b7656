"""A first wording for each facet, there to be changed, and the choice of the facet: what would move the index
most, else the weakest described."""

from collections.abc import Mapping, Sequence
from statistics import fmean

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from assessment.commitments.phrases import Phrase
from assessment.scoring.replies import Item
from assessment.scoring.scorecard import Lever

DESCRIBED = ("frequency", "pair")
LEAST_GAIN = 1e-9
"""A smaller gain is none: below the floor a capability can rise without moving the index."""
PHRASES: Mapping[str, Phrase] = {
    "systems.flow": Phrase(
        _("the next late piece"),
        _("look up where it waited, and for how long"),
        _("the list of waits"),
        _("whoever does the slowest step"),
    ),
    "systems.feedback": Phrase(
        _("the next change to how we work"),
        _("ask one other department what the change did to its work"),
        _("what they say"),
        _("whoever made the change"),
    ),
    "systems.division": Phrase(
        _("the next brief"),
        _("split it into steps before work begins, each for a person or an agent"),
        _("the split"),
        _("the team that starts on it"),
    ),
    "systems.rights": Phrase(
        _("Thursday’s creative review"),
        _("write the rule that would have decided it"),
        _("the rule"),
        _("whoever brought the work"),
    ),
    "systems.learning": Phrase(
        _("the next thing that goes wrong"),
        _("have the written procedure changed the same week"),
        _("the changed page"),
        _("whoever works by it next"),
    ),
    "literacy.reach": Phrase(
        _("the next trial of an agent"),
        _("name a kind of case in which it would fail, before it starts"),
        _("that case"),
        _("whoever runs the trial"),
    ),
    "literacy.data": Phrase(
        _("the next date we are asked to promise"),
        _("ask what state the data are in before I agree to it"),
        _("the question"),
        _("whoever keeps the customer numbers"),
    ),
    "literacy.evaluation": Phrase(
        _("the next demonstration"),
        _("check ten results picked at random, failures included"),
        _("the ten"),
        _("somebody who did not make it"),
    ),
    "literacy.specification": Phrase(
        _("the next brief"),
        _("state the test by which I would accept the result, before work begins"),
        _("the test"),
        _("whoever does the work"),
    ),
    "literacy.reliance": Phrase(
        _("the next technical claim that matters"),
        _("try it on a few cases of ours first"),
        _("what I found"),
        _("whoever made the claim"),
    ),
    "uncertainty.odds": Phrase(
        _("the next plan"),
        _("give a range and the chance of landing in it, instead of one figure"),
        _("the range"),
        _("finance"),
    ),
    "uncertainty.calibration": Phrase(
        _("Monday’s forecast round"),
        _("write down one forecast with a percentage and a date"),
        _("the list"),
        _("somebody who will check it"),
    ),
    "uncertainty.bounds": Phrase(
        _("the next launch"),
        _("fix the figure at which it stops, before it starts"),
        _("the figure"),
        _("whoever can stop it without me"),
    ),
    "uncertainty.action": Phrase(
        _("the next decision with facts missing"),
        _("say until when it can still be changed"),
        _("that date"),
        _("whoever has to work with the decision"),
    ),
    "uncertainty.variance": Phrase(
        _("the next surprising figure"),
        _("look up its usual swing before anybody acts on it"),
        _("the swing"),
        _("whoever raised the alarm"),
    ),
}


def translate_phrase(phrase: Phrase) -> Phrase:
    """A first wording in the reader's language."""
    # gettext answers an empty text with the head of its catalogue.
    return Phrase(*(words and gettext(words) for words in vars(phrase).values()))


def suggest_phrase(items: Sequence[Item], levers: Sequence[Lever]) -> Phrase:
    """A first wording from somebody's answers and what would move their index, in the reader's language."""
    return translate_phrase(PHRASES[choose_facet(items, levers)])


def choose_facet(items: Sequence[Item], levers: Sequence[Lever]) -> str:
    """The first lever's facet. Without an index, as after a pulse: of the capability lowest in described
    answers the facet lowest in them, ties in order of position; with no described answer, the first facet."""
    first = next(iter(levers), None)
    if first is not None and first.gain > LEAST_GAIN:
        return first.facet
    described = [item for item in items if item.kind in DESCRIBED and item.score is not None]
    if not described:
        return next(iter(PHRASES))
    lowest = min(described, key=lambda item: _mean(described, "capability", item.capability))
    of_capability = [item for item in described if item.capability == lowest.capability]
    return min(of_capability, key=lambda item: _mean(of_capability, "facet", item.facet)).facet


def _mean(items: Sequence[Item], by: str, name: str) -> float:
    return fmean(item.score or 0.0 for item in items if getattr(item, by) == name)
