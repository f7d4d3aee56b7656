"""Pages of an organisation: what it shows, whose it is, what stewards do, how a team comes and goes."""

from assessment.organisations.views.mine import create, organisations
from assessment.organisations.views.sheet import (
    dashboard,
    over_time,
    picture_csv,
    picture_json,
    picture_slides,
)
from assessment.organisations.views.standing import invitation, of_team, stand
from assessment.organisations.views.stewards import teams

__all__ = [
    "create",
    "dashboard",
    "invitation",
    "of_team",
    "organisations",
    "over_time",
    "picture_csv",
    "picture_json",
    "picture_slides",
    "stand",
    "teams",
]
