"""Moments in the admin's lists, in 24 hours as on every page. Django finds this by its name."""

DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
