"""What facets, kinds, states and the parts of a question are called on the editors' pages."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

FACET_NAMES = {
    "flow": pgettext_lazy("facet", "Flow"),
    "feedback": pgettext_lazy("facet", "Feedback"),
    "division": pgettext_lazy("facet", "Division"),
    "rights": pgettext_lazy("facet", "Rights"),
    "learning": pgettext_lazy("facet", "Learning"),
    "reach": pgettext_lazy("facet", "Reach"),
    "data": pgettext_lazy("facet", "Data"),
    "evaluation": pgettext_lazy("facet", "Evaluation"),
    "specification": pgettext_lazy("facet", "Specification"),
    "reliance": pgettext_lazy("facet", "Reliance"),
    "odds": pgettext_lazy("facet", "Odds"),
    "calibration": pgettext_lazy("facet", "Calibration"),
    "bounds": pgettext_lazy("facet", "Bounds"),
    "action": pgettext_lazy("facet", "Action"),
    "variance": pgettext_lazy("facet", "Variance"),
}
PARTS_OF_A_QUESTION = {
    "all words": gettext_lazy("all words"),
    "capability": gettext_lazy("capability"),
    "changes": gettext_lazy("changes"),
    "code": gettext_lazy("code"),
    "comparable": gettext_lazy("comparable"),
    "credit": gettext_lazy("credit"),
    "equivalent": gettext_lazy("means the same, because"),
    "facet": gettext_lazy("facet"),
    "form": gettext_lazy("form"),
    "hint": gettext_lazy("hint"),
    "is_true": gettext_lazy("the statement is true"),
    "kind": gettext_lazy("kind"),
    "language": gettext_lazy("language"),
    "left": gettext_lazy("left pole"),
    "looked at again": gettext_lazy("looked at again, and right as it stands"),
    "name": gettext_lazy("name"),
    "number": gettext_lazy("number"),
    "options": gettext_lazy("options"),
    "order of the options": gettext_lazy("order of the options"),
    "position": gettext_lazy("position"),
    "quantity": gettext_lazy("quantity"),
    "rationale": gettext_lazy("rationale"),
    "reversed": gettext_lazy("the orchestrator's pole is the left one"),
    "right": gettext_lazy("right pole"),
    "left pole": gettext_lazy("left pole"),
    "right pole": gettext_lazy("right pole"),
    "scene": gettext_lazy("scene"),
    "scene or assumptions": gettext_lazy("scene or assumptions"),
    "source": gettext_lazy("source"),
    "state": gettext_lazy("state"),
    "strategy_reason": gettext_lazy("why it was published although guessing pays"),
    "text": gettext_lazy("text"),
    "translations": gettext_lazy("translations"),
    "unit": gettext_lazy("unit"),
    "weight": gettext_lazy("weight"),
}


def get_kind_names() -> Mapping[str, str]:
    return {
        "frequency": pgettext("kind of question", "frequency"),
        "pair": pgettext("kind of question", "pair"),
        "judgement": pgettext("kind of question", "judgement"),
        "belief": pgettext("kind of question", "belief"),
        "range": pgettext("kind of question", "range"),
        "hours": pgettext("kind of question", "hours"),
    }


def get_state_names() -> Mapping[str, str]:
    # As they stand after "the edition is".
    return {
        "draft": pgettext("an edition is", "a draft"),
        "review": pgettext("an edition is", "in review"),
        "published": pgettext("an edition is", "published"),
        "retired": pgettext("an edition is", "retired"),
    }


def name_part(part: str) -> str:
    # A key of an edition file, or "option x"; another key is its own name.
    if part.startswith("option "):
        return _("option %(code)s") % {"code": part.removeprefix("option ")}
    return str(PARTS_OF_A_QUESTION.get(part, part))
