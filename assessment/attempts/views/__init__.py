"""Pages of an attempt, from the start to the claim."""

from assessment.attempts.views.question import question, take
from assessment.attempts.views.resume import leave, resume
from assessment.attempts.views.review import claim, review, submit
from assessment.attempts.views.start import pulse, start

__all__ = ["claim", "leave", "pulse", "question", "resume", "review", "start", "submit", "take"]
