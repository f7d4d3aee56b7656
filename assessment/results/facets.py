"""What a facet asks of the next month, in a few words."""

from collections.abc import Mapping

MOVES: Mapping[str, str] = {
    "systems.flow": "Change the step, not the piece",
    "systems.feedback": "Hold until the review date",
    "systems.division": "Split the work before it starts",
    "systems.rights": "Let written limits decide",
    "systems.learning": "Check whether a rule worked",
    "literacy.reach": "Name where an agent would fail",
    "literacy.data": "Ask after the data before the date",
    "literacy.evaluation": "Judge on cases drawn by chance",
    "literacy.specification": "Write the test before the work",
    "literacy.reliance": "Try a claim on your own cases",
    "uncertainty.odds": "Give a range with its chance",
    "uncertainty.calibration": "Write a dated forecast in per cent",
    "uncertainty.bounds": "Set the figure that stops it",
    "uncertainty.action": "Begin with what can be undone",
    "uncertainty.variance": "Compare with the usual swing",
}
