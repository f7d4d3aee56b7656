"""Pages of an organisation."""

from assessment.organisations.views.sheet import dashboard, over_time, picture_csv, picture_json

__all__ = ["dashboard", "over_time", "picture_csv", "picture_json"]
