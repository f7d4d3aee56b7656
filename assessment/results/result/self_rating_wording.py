"""What may be said of said and shown. Each sentence claims only what its test at the 80 % level carries."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.results.wording.capabilities import format_after_in
from assessment.scoring.change import Gap
from assessment.scoring.constants import CURRENT_VERSION, Z80, constants_of
from assessment.scoring.feedback import Confidence
from assessment.scoring.rounding import half_up


def headline(mean: Gap | None, gaps: Mapping[str, Gap | None], points: Mapping[str, int]) -> str:
    """The mean gap if it may be named; else the largest capability that may; else that there is none.

    gaps: by the capability's slug, None where one side has too few answers. points: how far apart the two
    printed numbers of each capability are.
    """
    if mean and mean.named:
        template = (
            _("You rate yourself %(points)s points above what you showed.")
            if mean.gap > 0
            else _("You rate yourself %(points)s points below what you showed.")
        )
        # A gap is named from beyond its tolerance, far above one point.
        return template % {"points": half_up(abs(mean.gap))}
    slug = _find_widest(gaps)
    if slug:
        gap = _filter_named(gaps)[slug]
        template = (
            _("On %(capability)s, you rate yourself %(points)s points above what you showed.")
            if gap.gap > 0
            else _("On %(capability)s, you rate yourself %(points)s points below what you showed.")
        )
        return template % {"capability": format_after_in(slug), "points": points[slug]}
    return no_gap() if any(gaps.values()) else too_few()


def no_gap() -> str:
    return _("What you say and what you show agree, as far as we can tell.")


def too_few() -> str:
    return _("Too few answers to compare what you say with what you show.")


def list_gap_sentences(
    mean: Gap | None, gaps: Mapping[str, Gap | None], points: Mapping[str, int]
) -> list[str]:
    # A sentence for each capability that may be named and does not stand in the headline already.
    in_headline = None if mean and mean.named else _find_widest(gaps)
    return [
        _gap_sentence(slug, gap, points[slug])
        for slug, gap in _filter_named(gaps).items()
        if slug != in_headline
    ]


def _gap_sentence(slug: str, gap: Gap, points: int) -> str:
    template = (
        _("On %(capability)s you rate yourself %(points)s points above.")
        if gap.gap > 0
        else _("On %(capability)s you rate yourself %(points)s points below.")
    )
    return template % {"capability": format_after_in(slug), "points": points}


def _filter_named(gaps: Mapping[str, Gap | None]) -> dict[str, Gap]:
    return {slug: gap for slug, gap in gaps.items() if gap and gap.named}


def _find_widest(gaps: Mapping[str, Gap | None]) -> str | None:
    named = _filter_named(gaps)
    return max(named, key=lambda slug: abs(named[slug].gap), default=None)


def needed(gaps: Mapping[str, Gap | None], version: int = CURRENT_VERSION) -> str:
    errors = [gap.standard_error for gap in gaps.values() if gap]
    if not errors:
        return ""
    if "gaps" in constants_of(version).family_spreads:
        return _("A gap in just one capability has to be wider before we name it.")
    points = int(Z80 * max(errors))
    return _("A gap of up to %(points)s points could be chance.") % {"points": points}


def confidence(measured: Confidence | None) -> str:
    # Confidence beside accuracy on statements, from eight of them; feedback, never a label.
    if measured is None or not measured.is_enough:
        return ""
    if not measured.named:
        template = _(
            "On %(number)s statements you were %(sure)s %% sure and %(right)s %% right: a difference "
            "that could be chance."
        )
    elif measured.over > 0:
        template = _(
            "On %(number)s statements you were %(sure)s %% sure and %(right)s %% right: you were surer "
            "than your answers bear out."
        )
    else:
        template = _(
            "On %(number)s statements you were %(sure)s %% sure and %(right)s %% right: you knew more "
            "than you gave yourself credit for."
        )
    return template % {
        "number": measured.n,
        "sure": half_up(measured.confidence),
        "right": half_up(measured.accuracy),
    }


def ranges(hits: int, n: int, narrow: bool | None) -> str:
    # How many ranges held their answer, from six of them; eight times in ten was asked.
    if narrow is None:
        return ""
    if narrow:
        template = ngettext(
            "%(hits)s of your %(number)s ranges contained the answer; 80 %% would be %(expected)s. "
            "They were too narrow.",
            "%(hits)s of your %(number)s ranges contained the answer; 80 %% would be %(expected)s. "
            "They were too narrow.",
            hits,
        )
    else:
        template = _("%(hits)s of your %(number)s ranges contained the answer; 80 %% would be %(expected)s.")
    return template % {"hits": hits, "number": n, "expected": half_up(0.8 * n)}
