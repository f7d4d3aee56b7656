"""What the addresses of results answer with, one module a page."""

from assessment.results.views.about import accessibility, method, privacy
from assessment.results.views.detail import detail
from assessment.results.views.landing import landing, ratio
from assessment.results.views.timeline import timeline

__all__ = ["accessibility", "detail", "landing", "method", "privacy", "ratio", "timeline"]
