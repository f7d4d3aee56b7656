"""The made-up result on the landing page, drawn by what draws real ones."""

from assessment.charts import dots
from assessment.scoring import verdict

INDEX, STANDARD_ERROR = 56.0, 5.5


def draw() -> dots.Dots:
    """Index 56, standard error 5.5: seventeen of twenty on the orchestrator’s side."""
    likely = dots.Likely(
        index=INDEX,
        tolerance=verdict.range80(INDEX, STANDARD_ERROR).tolerance,
        places=verdict.likely_results(INDEX, STANDARD_ERROR),
    )
    return dots.draw(likely)
