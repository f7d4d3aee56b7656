"""What the addresses of results answer with, one module a page."""

from assessment.results.views.landing import landing, ratio

__all__ = ["landing", "ratio"]
