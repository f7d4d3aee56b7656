"""A first wording for each facet: when, what, what is handed on, and to whom. It is there to be changed."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Phrase:
    """ "When <occasion> comes round, I will <act>, and hand <handover> to <recipient>." """

    occasion: str
    act: str
    handover: str
    recipient: str


PHRASES: Mapping[str, Phrase] = {
    "systems.flow": Phrase(
        "the next late piece",
        "change the step that let it through",
        "the changed step",
        "whoever does that step next",
    ),
    "systems.feedback": Phrase(
        "the next change to how we work",
        "name the slow figure that would undo it, and the date to look",
        "figure and date",
        "whoever owns the numbers",
    ),
    "systems.division": Phrase(
        "the next brief",
        "split it into steps before work begins, each for a person or an agent",
        "the split",
        "the team that starts on it",
    ),
    "systems.rights": Phrase(
        "Thursday’s creative review",
        "write the rule that would have decided it",
        "the rule",
        "whoever brought the work",
    ),
    "systems.learning": Phrase(
        "the last review of the month",
        "look up whether the rule we changed has worked, and keep it, alter it or remove it",
        "the rule’s next review date",
        "its owner",
    ),
    "literacy.reach": Phrase(
        "the next trial of an agent",
        "name a kind of case in which it would fail, before it starts",
        "that case",
        "whoever runs the trial",
    ),
    "literacy.data": Phrase(
        "the next date we are asked to promise",
        "ask what state the data are in before I agree to it",
        "the question",
        "whoever keeps the customer numbers",
    ),
    "literacy.evaluation": Phrase(
        "the next demonstration",
        "ask for ten cases drawn by chance, failures included",
        "the ten",
        "somebody who did not make it",
    ),
    "literacy.specification": Phrase(
        "the next brief",
        "state the test by which I would accept the result, before work begins",
        "the test",
        "whoever does the work",
    ),
    "literacy.reliance": Phrase(
        "the next technical claim that matters",
        "try it on a few cases of ours first",
        "what I found",
        "whoever made the claim",
    ),
    "uncertainty.odds": Phrase(
        "the next plan",
        "give a range and the chance of landing in it, instead of one figure",
        "the range",
        "finance",
    ),
    "uncertainty.calibration": Phrase(
        "Monday’s forecast round",
        "write down one forecast with a percentage and a date",
        "the list",
        "somebody who will check it",
    ),
    "uncertainty.bounds": Phrase(
        "the next launch",
        "fix the figure at which it stops, before it starts",
        "the figure",
        "whoever can stop it without me",
    ),
    "uncertainty.action": Phrase(
        "the next decision with facts missing",
        "begin with the part we can undo",
        "the part we cannot",
        "whoever can show that it is right",
    ),
    "uncertainty.variance": Phrase(
        "the next surprising figure",
        "look up its usual swing before anybody acts on it",
        "the swing",
        "whoever raised the alarm",
    ),
}
