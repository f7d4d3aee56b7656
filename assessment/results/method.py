"""The method page: everything an informed reader needs to disagree, taken from what scoring really uses."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from assessment.questionnaire.models import CAPABILITIES, FULL, KEYED, Edition, Kind, Option, Question
from assessment.results.words import VERDICTS
from assessment.scoring import ratio
from assessment.scoring.capabilities import (
    COMPOSITION,
    CURRENT_VERSION,
    FACETS,
    KINDS,
    LINE,
    Z80,
    Z95,
    constants_of,
)
from assessment.scoring.change import change
from assessment.scoring.printing import half_up
from assessment.scoring.verdict import DOTS, ROWS

FACET_NAMES = {
    "flow": "flow over event",
    "feedback": "feedback and delay",
    "division": "division of work",
    "rights": "decision rights",
    "learning": "learning loops",
    "reach": "reach of models",
    "data": "data and joins",
    "evaluation": "evaluation",
    "specification": "specification",
    "reliance": "measured reliance",
    "odds": "odds",
    "calibration": "calibration",
    "bounds": "bounds",
    "action": "acting early",
    "variance": "learning from variance",
}
SCORED_KINDS = [kind for kind in KINDS if kind != Kind.HOURS]


@dataclass(frozen=True)
class Asked:
    """How many questions of each kind a capability is asked, their sum, and what its components weigh."""

    name: str
    facets: Sequence[str]
    counts: Sequence[int]
    total: int
    behaviour: int
    judgement: int
    evidence: int
    sigma: float


def asked() -> list[Asked]:
    """The composition of the full questionnaire, without the hours."""
    constants = constants_of(CURRENT_VERSION)
    found = []
    for slug, name in CAPABILITIES.items():
        counts = [len(COMPOSITION[slug].get(kind, ())) for kind in SCORED_KINDS]
        facets = [FACET_NAMES[facet] for facet in FACETS[slug]]
        found.append(
            Asked(name, facets, counts, sum(counts), **constants.weights[slug], sigma=constants.sigma[slug])
        )
    return found


def figures() -> dict[str, object]:
    """The constants the page prints, from the scoring version in use."""
    constants = constants_of(CURRENT_VERSION)
    typical = constants.full_form_error / 3**0.5
    between = change(50, typical, 50, typical)
    return {
        "version": CURRENT_VERSION,
        "line": half_up(LINE),
        "dots": DOTS,
        "z80": f"{Z80:.4f}",
        "z95": f"{Z95:.2f}",
        "error": half_up(constants.full_form_error),
        "floor": half_up(constants.floor),
        "retest": constants.retest_factor,
        "typical": f"{typical:.1f}",
        "typical_tolerance": half_up(Z80 * typical),
        "apart": f"{Z80 * constants.full_form_error * 2**0.5:.1f}",
        "need_probably": f"{between.need_probably:.1f}",
        "need_clearly": f"{between.need_clearly:.1f}",
        "claimed": constants.calendar_variation["claimed"],
        "fewest_hours": half_up(ratio.FEWEST_HOURS),
        "band_hours": half_up(ratio.HOURS_FOR_A_BAND),
    }


def history() -> QuerySet[Edition]:
    """Every edition that was ever published, the newest first."""
    frozen = Edition.objects.filter(published_at__isnull=False).select_related("questionnaire")
    return frozen.order_by("questionnaire__slug", "-number")


def verdicts() -> list[tuple[str, str]]:
    """Each row of the verdict table: the dots it spans, and its headline."""
    most = [DOTS, *(least - 1 for least, _ in ROWS)]
    return [
        (f"{least} to {top}", str(VERDICTS[name])) for (least, name), top in zip(ROWS, most, strict=False)
    ]


@dataclass(frozen=True)
class Group:
    """The questions about deeds that feed one capability."""

    name: str
    questions: Sequence[Question]


def open_questions() -> list[Group]:
    """The questions about deeds in the full edition in use: there is no key to give away."""
    in_use = Question.objects.filter(
        edition__questionnaire__slug=FULL,
        edition__state=Edition.State.PUBLISHED,
        kind__in=[Kind.FREQUENCY, Kind.PAIR],
    ).order_by("position")
    found = {slug: [one for one in in_use if one.capability == slug] for slug in CAPABILITIES}
    return [Group(name, found[slug]) for slug, name in CAPABILITIES.items() if found[slug]]


def retired_keys() -> QuerySet[Question]:
    """Keyed questions of retired editions that no edition in use, or being written, asks."""
    in_use = Question.objects.exclude(edition__state=Edition.State.RETIRED).values("code")
    options = Prefetch("options", Option.objects.order_by("-credit", "position"))
    retired = Question.objects.filter(edition__state=Edition.State.RETIRED, kind__in=KEYED).exclude(
        code__in=in_use
    )
    return retired.select_related("edition").prefetch_related(options).order_by("edition", "form", "position")
