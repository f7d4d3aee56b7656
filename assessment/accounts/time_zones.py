"""Time zones that people choose among, and the one that a browser names while nobody has chosen.

The list is the zone.tab of the tz database, as the package tzdata brings it: at least one zone a country,
none of the obsolete names. A browser may still name one of those; its link in the database leads to today's.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from django.http import HttpRequest

from assessment.accounts.models import User

FIELD = "browser_time_zone"
SESSION_KEY = "account_time_zone"
UTC = "UTC"


@cache
def list_time_zones() -> tuple[str, ...]:
    lines = _read("zone.tab").splitlines()
    return tuple(sorted(line.split("\t")[2] for line in lines if not line.startswith("#")))


def find_time_zone(name: str) -> str:
    """Today's name of a time zone, also of one that has an older name; empty for anything else."""
    links = _get_links()
    while name not in list_time_zones() and name in links:
        name = links[name]
    return UTC if name == "Etc/UTC" else name if name in list_time_zones() else ""


def note_browser_time_zone(request: HttpRequest) -> None:
    """Keep the zone that the browser named in a form, where nobody has chosen one."""
    zone = find_time_zone(request.POST.get(FIELD, "")) or request.session.get(SESSION_KEY, "")
    if not zone:
        return
    if isinstance(request.user, User):
        if User.objects.filter(pk=request.user.pk, time_zone="").update(time_zone=zone):
            request.user.time_zone = zone
    else:
        request.session[SESSION_KEY] = zone


@cache
def _get_links() -> Mapping[str, str]:
    # "L Asia/Kolkata Asia/Calcutta": the second is an older name of the first.
    lines = (line.split() for line in _read("tzdata.zi").splitlines() if line.startswith("L "))
    return {older: name for _letter, name, older in lines}


def _read(name: str) -> str:
    return (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
