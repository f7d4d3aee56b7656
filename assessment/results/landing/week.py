"""The landing page's minute: a typical week as a floor plan, and its ratio in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.charts import plan
from assessment.hours import format_half_hours, nearest_half_hour
from assessment.scoring import ratio

WORKING_WEEK = 45.0  # assumed; more is drawn as it is
WEEKS_A_MONTH = 52 / 12
HEADROOM = 32  # for a label above a narrow room, kept free so that redrawing does not move the page


@dataclass(frozen=True)
class Week:
    """A week drawn. plan, direction and many are empty where there are too few hours to draw.

    direction: as in scoring's RatioWords. many: how many hours, such as 3.5.
    """

    plan: plan.Plan | None
    direction: str
    many: str
    text_alternative: str

    @property
    def leans_designing(self) -> bool:
        return self.direction in {"designing", "none_approving", "little_approving"}


def draw_week(approving: float, designing: float) -> Week:
    """Hours of a week, 0 or more, in the words of its ratio, where a month of such weeks may have one."""
    month = approving * WEEKS_A_MONTH, designing * WEEKS_A_MONTH
    if ratio.estimate_ratio(*month, "claimed").refused:
        return Week(None, "", "", "")
    words = ratio.describe_ratio(approving, designing)
    rest = max(0.0, WORKING_WEEK - approving - designing)
    over = approving + designing > WORKING_WEEK
    week = plan.Hours(approving, designing, rest)
    (drawn,) = plan.draw_plans([week], of="" if over else _("of 45"), headroom=HEADROOM)
    sentence = _(
        "Floor plan of a week: approving %(approving)s hours, designing %(designing)s, "
        "everything else %(rest)s."
    )
    return Week(
        plan=drawn,
        direction=words.direction,
        many=format_half_hours(words.halves),
        text_alternative=sentence
        % {
            "approving": nearest_half_hour(approving),
            "designing": nearest_half_hour(designing),
            "rest": nearest_half_hour(rest),
        },
    )
