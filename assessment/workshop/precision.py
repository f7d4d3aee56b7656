"""How precise results of an edition are, beside the live one and the shipped composition."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.questionnaire import composition
from assessment.questionnaire.composition import Asked
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import CAPABILITIES, FULL
from assessment.results.wording import capabilities
from assessment.results.wording.numbers import format_number
from assessment.scoring.components import plan_weights
from assessment.scoring.composition import Precision, build_items
from assessment.scoring.constants import SAID, Z80
from assessment.scoring.rounding import half_up

GAP = 20
"""Points that somebody says more than they show, in the example of what other weights do."""


@dataclass(frozen=True)
class Tolerance:
    # Of the index, the pulse level or a capability, in points as printed. live: empty where it has none.
    name: str
    own: str
    shipped: str
    wider: bool
    live: str = ""


def list_tolerances(
    slug: str, questions: list[Asked], live_asked: list[Asked] | None = None
) -> Iterator[Tolerance]:
    """With every question answered and every score on the line; none of a draft that makes no result yet."""
    own, shipped = composition.measure_precision(slug, questions), composition.measure_shipped(slug)
    live = composition.measure_precision(slug, live_asked) if live_asked else None
    if own is None or shipped is None:
        return
    names = {"": _("Index") if slug == FULL else _("Pulse level")} | {
        capability: capabilities.title(capability) for capability in own.capabilities
    }
    for key, name in names.items():
        printed, of_shipped = _print(own, key), _print(shipped, key)
        wider = _get_error(own, key) > _get_error(shipped, key) and printed != of_shipped
        yield Tolerance(name, printed, of_shipped, wider, _print(live, key) if live else "")


def _get_error(precision: Precision, key: str) -> float:
    return precision.capabilities[key] if key else precision.index


def _print(precision: Precision, key: str) -> str:
    return format_number(Z80 * _get_error(precision, key), 1)


def compare_tolerances(document: Document, live: Document | None) -> list[Tolerance]:
    slug, live_asked = document["questionnaire"]["slug"], composition.list_asked(live) if live else None
    return list(list_tolerances(slug, composition.list_asked(document), live_asked))


def warn_of_tolerance(slug: str, questions: list[Asked]) -> str:
    """A sentence where an edition is less precise than a shipped one; empty where it is not."""
    wider = [row for row in list_tolerances(slug, questions) if row.wider]
    if not wider:
        return ""
    row = _("%(name)s ± %(own)s instead of ± %(shipped)s")
    rows = [
        row % {"name": tolerance.name, "own": tolerance.own, "shipped": tolerance.shipped}
        for tolerance in wider
    ]
    sentence = _("Results are less precise than with the shipped number of questions: %(figures)s.")
    return _keep_together(sentence % {"figures": "; ".join(rows)})


def describe_tolerance(document: Document, live: Document | None) -> list[str]:
    """What publishing does to the tolerance of results, in sentences."""
    slug, questions = document["questionnaire"]["slug"], composition.list_asked(document)
    live_asked = composition.list_asked(live) if live else None
    tolerances = compare_tolerances(document, live)
    if not tolerances:
        return []
    index = tolerances[0]
    sentence = _("With every question answered: %(name)s ± %(own)s near 50.")
    if index.live:
        sentence = _(
            "With every question answered: %(name)s ± %(own)s near 50; in the edition before it ± %(live)s."
        )
    sentences = [_keep_together(sentence % {"name": index.name, "own": index.own, "live": index.live})]
    if warning := warn_of_tolerance(slug, questions):
        sentences.append(warning)
    if (
        live_asked
        and document["edition"]["comparable"]
        and (shift := half_up(_find_shift(questions, live_asked)))
    ):
        sentence = ngettext(
            "It is marked as comparable, although its numbers of questions are others: whoever says %(gap)s "
            "points more than they show scores up to %(shift)s point higher or lower for that alone.",
            "It is marked as comparable, although its numbers of questions are others: whoever says %(gap)s "
            "points more than they show scores up to %(shift)s points higher or lower for that alone.",
            shift,
        )
        sentences.append(sentence % {"gap": GAP, "shift": shift})
    return sentences


def _keep_together(sentence: str) -> str:
    return sentence.replace("± ", "±\N{NO-BREAK SPACE}")


def _find_shift(questions: list[Asked], live_asked: list[Asked]) -> float:
    shares, live_shares = _list_shares_of_said(questions), _list_shares_of_said(live_asked)
    return max(GAP * abs(own - live) for own, live in zip(shares, live_shares, strict=True))


def _list_shares_of_said(questions: list[Asked]) -> list[float]:
    items = build_items(composition.count_of_one_form(questions))
    shares = []
    for capability in CAPABILITIES:
        weights = plan_weights(capability, items)
        total = sum(weights.values())
        shares.append(sum(weights[name] for name in SAID) / total if total else 0.0)
    return shares
