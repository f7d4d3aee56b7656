"""Pages of a team: what it shows, who is in it, how one gets in and out."""

from assessment.teams.views.files import picture_csv, picture_json, picture_slides
from assessment.teams.views.joining import invitation, join, withdraw
from assessment.teams.views.lead import decline, erase, hand_over, invite, let_in, remove, rename, revoke
from assessment.teams.views.membership import consent, create, known, leave, members, teams
from assessment.teams.views.pictures import dashboard, guide, over_time, people, screen

__all__ = [
    "consent",
    "create",
    "dashboard",
    "decline",
    "erase",
    "guide",
    "hand_over",
    "invitation",
    "invite",
    "join",
    "known",
    "leave",
    "let_in",
    "members",
    "over_time",
    "people",
    "picture_csv",
    "picture_json",
    "picture_slides",
    "remove",
    "rename",
    "revoke",
    "screen",
    "teams",
    "withdraw",
]
