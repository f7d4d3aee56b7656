"""What the parts of a question are called on the editors' pages, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PARTS_OF_A_QUESTION = {
    "all words": gettext_lazy("all words"),
    "capability": gettext_lazy("capability"),
    "facet": gettext_lazy("facet"),
    "form": gettext_lazy("form"),
    "hint": gettext_lazy("hint"),
    "is_true": gettext_lazy("the statement is true"),
    "kind": gettext_lazy("kind"),
    "left": gettext_lazy("left pole"),
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
    "text": gettext_lazy("text"),
    "translations": gettext_lazy("translations"),
    "unit": gettext_lazy("unit"),
    "weight": gettext_lazy("weight"),
}


def name_of(part: str) -> str:
    """Of a key of an edition file, or of "option x"; another key is its own name."""
    if part.startswith("option "):
        return _("option %(code)s") % {"code": part.removeprefix("option ")}
    return str(PARTS_OF_A_QUESTION.get(part, part))
