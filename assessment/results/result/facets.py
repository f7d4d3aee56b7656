"""What a facet asks of the next month, in a few words."""

from django.utils.translation import gettext as _


def move(facet: str) -> str:
    """The words of a lever, by its facet."""
    return {
        "systems.flow": _("Change the step, not the piece"),
        "systems.feedback": _("Hold until the review date"),
        "systems.division": _("Split the work before it starts"),
        "systems.rights": _("Let written limits decide"),
        "systems.learning": _("Check whether a rule worked"),
        "literacy.reach": _("Name where an agent would fail"),
        "literacy.data": _("Ask after the data before the date"),
        "literacy.evaluation": _("Judge on cases drawn by chance"),
        "literacy.specification": _("Write the test before the work"),
        "literacy.reliance": _("Try a claim on your own cases"),
        "uncertainty.odds": _("Give a range with its chance"),
        "uncertainty.calibration": _("Write a dated forecast in per cent"),
        "uncertainty.bounds": _("Set the figure that stops it"),
        "uncertainty.action": _("Begin with what can be undone"),
        "uncertainty.variance": _("Compare with the usual swing"),
    }[facet]
