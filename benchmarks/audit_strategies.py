"""What strategies that read only the wording earn on the newest shipped questionnaire."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from assessment.questionnaire.strategies import limits
from assessment.questionnaire.strategies.play import LEARNERS, Outcome, play_all
from benchmarks.audit_claims import Row

EDITIONS = Path(__file__).parents[1] / "assessment" / "questionnaire" / "editions"
LANGUAGES = {"English": "", "German": "de"}
Share = Callable[[Outcome], float | None]


def _rules(outcomes: Iterable[Outcome], kind: str) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.kind == kind and outcome.slug not in LEARNERS]


def _best(outcomes: Iterable[Outcome], share: Share) -> float:
    return max(100 * (share(outcome) or 0.0) for outcome in outcomes)


def _keys(outcome: Outcome) -> float | None:
    return outcome.hits


def _keys_in_a_form(outcome: Outcome) -> float | None:
    return outcome.most_hits


def _credit(outcome: Outcome) -> float | None:
    return outcome.earned


def _row(claim: str, most: float, figures: dict[str, float]) -> Row:
    return Row(claim, f"at most {100 * most:.1f} %", figures, 0, 100 * most + 1e-6)


def _newest() -> dict[str, object]:
    files = EDITIONS.glob("full-*.json")
    documents: Sequence[dict[str, object]] = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return max(documents, key=lambda one: one["edition"]["number"])  # type: ignore[index]  # an edition file


def rows() -> Iterable[Row]:
    """The best of each kind of strategy in each shipped language, against the limits of an edition."""
    document = _newest()
    played = {name: play_all(document, language) for name, language in LANGUAGES.items()}

    def best(share: Share, kind: str) -> dict[str, float]:
        return {name: _best(_rules(outcomes, kind), share) for name, outcomes in played.items()}

    learners = {
        name: _best([outcome for outcome in outcomes if outcome.slug in LEARNERS], _keys)
        for name, outcomes in played.items()
    }
    yield _row("Best rule on the wording of situations: keys hit", limits.KEYS, best(_keys, "judgement"))
    yield _row(
        "Best rule on the wording of situations: keys hit in one form",
        limits.KEYS_IN_A_FORM,
        best(_keys_in_a_form, "judgement"),
    )
    yield _row(
        "Best rule on the wording of situations: credit earned", limits.CREDIT, best(_credit, "judgement")
    )
    yield _row("Program that learns from other keys: keys hit", limits.LEARNED, learners)
    yield _row("Best rule on the wording of statements: keys hit", limits.BELIEFS, best(_keys, "belief"))
    yield _row("Same range every time: earned", limits.CONSTANT_RANGE, best(_credit, "range"))
