"""The map of what is asked, and one frozen table of constants for each scoring version."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from statistics import NormalDist

CURRENT_VERSION = 2

# Half-width of an 80 % range, in standard errors.
Z80 = 1.2815515655446004
# Half-width of a 95 % range, in standard errors.
Z95 = 1.959963984540054
# The index between the two sides: orchestrator above, artefact below.
LINE = 50.0
STANDARD_NORMAL = NormalDist()

CAPABILITIES = ("systems", "literacy", "uncertainty")
COMPONENTS = ("behaviour", "judgement", "evidence")
SAID = ("behaviour",)
SHOWN = ("judgement", "evidence")
KINDS = ("frequency", "pair", "judgement", "belief", "range", "hours")
KEYED = ("judgement", "belief", "range")

FACETS: Mapping[str, tuple[str, ...]] = {
    "systems": ("flow", "feedback", "division", "rights", "learning"),
    "literacy": ("reach", "data", "evaluation", "specification", "reliance"),
    "uncertainty": ("odds", "calibration", "bounds", "action", "variance"),
}

# What shipped editions ask, and what the weights of every version below are for: one slot for each facet
# named; a keyed slot holds three questions, one a form. An edition may ask more or fewer, see composition.
COMPOSITION: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "systems": {
        "frequency": ("flow", "feedback", "division", "rights"),
        "pair": ("rights", "learning"),
        "judgement": ("flow", "feedback", "division"),
    },
    "literacy": {
        "frequency": ("reach", "data", "evaluation", "specification"),
        "pair": ("data", "reliance"),
        "judgement": ("reliance",),
        "belief": ("reach", "data", "evaluation", "reliance"),
    },
    "uncertainty": {
        "frequency": ("calibration", "bounds", "action", "variance"),
        "pair": ("odds", "bounds"),
        "judgement": ("action", "variance"),
        "range": ("odds", "calibration", "variance"),
    },
}

_FEEDS: Mapping[str, Mapping[str, str]] = {
    "frequency": dict.fromkeys(CAPABILITIES, "behaviour"),
    "pair": dict.fromkeys(CAPABILITIES, "behaviour"),
    "judgement": dict.fromkeys(CAPABILITIES, "judgement"),
    "belief": {"literacy": "evidence"},
    "range": {"uncertainty": "evidence"},
    "hours": {},
}


@dataclass(frozen=True)
class Constants:
    """Everything a scoring version assumes. Never altered once an attempt names the version.

    weights: of each component, by capability, where COMPOSITION is asked; see plan_weight. sigma: assumed
    standard error of one answer, points, by capability; with full_form_error the standard error of a
    capability with every answer of COMPOSITION given.
    floor: lowest score that enters the index. delta_from: lowest score for which the index may use the
    delta method. nodes, node_weights: Gauss-Hermite rule for a standard normal.
    retest_factor: how much more two occasions differ than two halves of one. calendar_variation:
    coefficient of variation of hours, by source. fading, holding: what is left of a pace after a month.
    level_noise, level_prior (mean, sd), slope_prior: points, of the monthly filter. family_spreads: how far
    true values of a family are expected to spread, points, by kind; without one each value is tested alone.
    people: on how many the errors were measured; None: assumed.
    """

    version: int
    weights: Mapping[str, Mapping[str, int]]
    sigma: Mapping[str, float]
    full_form_error: float
    floor: float
    delta_from: float
    nodes: tuple[float, ...]
    node_weights: tuple[float, ...]
    retest_factor: float
    calendar_variation: Mapping[str, float]
    fading: float
    holding: float
    level_noise: float
    level_prior: tuple[float, float]
    slope_prior: float
    family_spreads: Mapping[str, float] = field(default_factory=dict)
    people: int | None = None


VERSIONS: dict[int, Constants] = {
    1: Constants(
        version=1,
        weights={
            "systems": {"behaviour": 5, "judgement": 4, "evidence": 0},
            "literacy": {"behaviour": 6, "judgement": 1, "evidence": 4},
            "uncertainty": {"behaviour": 6, "judgement": 2, "evidence": 3},
        },
        sigma={
            "systems": 26.279870223183533,
            "literacy": 29.849623113198597,
            "uncertainty": 29.849623113198597,
        },
        full_form_error=9.0,
        floor=5.0,
        delta_from=20.0,
        nodes=(
            -3.7504397177257425,
            -2.366759410734541,
            -1.1544053947399682,
            0.0,
            1.1544053947399682,
            2.366759410734541,
            3.7504397177257425,
        ),
        node_weights=(
            0.000548268855972217,
            0.03075712396758652,
            0.2401231786050127,
            0.45714285714285724,
            0.2401231786050127,
            0.03075712396758652,
            0.000548268855972217,
        ),
        retest_factor=1.4,
        calendar_variation={"claimed": 0.25, "counted": 0.10},
        fading=0.95,
        holding=1.0,
        level_noise=1.0,
        level_prior=(50.0, 50.0),
        slope_prior=1.0,
    ),
}
# Scores, errors and verdicts are those of version 1; what belongs together on a page is named together.
VERSIONS[2] = replace(
    VERSIONS[1],
    version=2,
    family_spreads={"order": 15.0, "gaps": 15.0, "changes": 15.0, "people": 15.0, "teams": 10.0},
)


def constants_of(version: int) -> Constants:
    """The table of a scoring version; an unknown version is a ValueError."""
    try:
        return VERSIONS[version]
    except KeyError:
        raise ValueError(f"There is no scoring version {version!r}.") from None


def component_of(kind: str, capability: str) -> str | None:
    """The component a question of this kind feeds in this capability; None where it feeds nothing.

    Beliefs feed literacy alone, ranges uncertainty alone, hours nothing, so that an answer never counts
    twice. An unknown kind or capability is a ValueError.
    """
    if kind not in _FEEDS:
        raise ValueError(f"There is no kind {kind!r}; kinds are {', '.join(KINDS)}.")
    if capability not in CAPABILITIES and kind != "hours":
        raise ValueError(f"There is no capability {capability!r}; they are {', '.join(CAPABILITIES)}.")
    return _FEEDS[kind].get(capability)


_PLANNED_FOR = {
    (capability, component): sum(
        len(facets) for kind, facets in kinds.items() if component_of(kind, capability) == component
    )
    for capability, kinds in COMPOSITION.items()
    for component in COMPONENTS
}


def plan_weight(capability: str, component: str, asked: int, version: int = CURRENT_VERSION) -> float:
    # In proportion to COMPOSITION: a question counts as much whatever else an edition asks, so that more of
    # them never make a score less precise.
    planned_for = _PLANNED_FOR[capability, component]
    return constants_of(version).weights[capability][component] * asked / planned_for if planned_for else 0.0
