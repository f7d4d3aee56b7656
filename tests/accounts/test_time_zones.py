"""The time zone of somebody's days: the one they chose, else the one that their browser named."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from assessment.accounts.models import User
from assessment.accounts.time_zones import find_time_zone, list_time_zones
from assessment.privacy.forms import list_time_zone_choices
from tests import make
from tests.accounts.visitor import Visitor, code_of, last_mail
from tests.privacy.conftest import holding

pytestmark = pytest.mark.django_db


def sign_in_from(visitor: Visitor, zone: str, address: str = "ada@example.org") -> str:
    """What the account says after a sign-in from a browser in that zone."""
    visitor.ask(address)
    code = {"code": code_of(last_mail()), "browser_time_zone": zone}
    visitor.post(reverse("account_confirm_login_code"), code)
    assert visitor.is_in
    return User.objects.get(email=address).time_zone


def test_the_list_has_the_zones_of_today_by_region_in_the_readers_language() -> None:
    for zone in list_time_zones():
        ZoneInfo(zone)
    assert {"Europe/Berlin", "Europe/Oslo", "Asia/Kolkata"} <= set(list_time_zones())
    assert not {"Asia/Calcutta", "Europe/Kiev", "US/Eastern", "Etc/GMT+1", "GB"} & set(list_time_zones())
    with translation.override("de"):
        names = {str(region): zones for region, zones in list_time_zone_choices()}
    assert ("Europe/Rome", "Rom") in names["Europa"]
    assert ("America/Argentina/Buenos_Aires", "Buenos Aires") in names["Amerika"]
    german = [str(name) for zones in names.values() if isinstance(zones, list) for _zone, name in zones]
    assert german.index("São Paulo") < german.index("Sitka")
    assert german.index("Ürümqi") < german.index("Wladiwostok")
    cities = [zone for zones in names.values() if isinstance(zones, list) for zone, _name in zones]
    assert sorted(cities) == list(list_time_zones())


@pytest.mark.parametrize(
    ("name", "today"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("US/Pacific", "America/Los_Angeles"),
        ("UTC", "UTC"),
        *[(name, "") for name in ("", "Mars/Olympus", "../../etc/passwd", "Etc/GMT+1", "Europe/Paris\x00")],
    ],
)
def test_an_older_name_leads_to_the_one_of_today(name: str, today: str) -> None:
    assert find_time_zone(name) == today


def test_a_newcomers_zone_is_the_browsers_until_they_choose(visitor: Visitor) -> None:
    assert sign_in_from(visitor, "Asia/Calcutta") == "Asia/Kolkata"
    visitor.logout()
    assert sign_in_from(visitor, "Europe/Berlin") == "Asia/Kolkata"


def test_a_chosen_zone_stays_wherever_somebody_signs_in(visitor: Visitor, member: User) -> None:
    User.objects.filter(pk=member.pk).update(time_zone="UTC")
    assert sign_in_from(visitor, "Europe/Berlin", member.email) == "UTC"


def test_a_browser_that_names_no_zone_leaves_utc_and_home_says_so(visitor: Visitor, member: User) -> None:
    assert sign_in_from(visitor, "Mars/Olympus", member.email) == ""
    make.attempt(member)
    assert "Days on these pages are counted in UTC." in visitor.get("/overview/").content.decode()
    visitor.post("/account/", {"name": "", "time_zone": "Europe/Berlin"})
    assert "are counted in UTC" not in visitor.get("/overview/").content.decode()


def test_without_an_account_days_are_those_of_the_browser_that_began(visitor: Visitor) -> None:
    make.published()
    result = make.attempt(None, at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    visitor = holding(visitor, result)
    address = reverse("results:detail", args=[result.uid])
    assert "31 October 2026" in visitor.get(address).content.decode()
    visitor.post("/start/", {"browser_time_zone": "Pacific/Auckland"})
    assert "1 November 2026" in visitor.get(address).content.decode()


def test_an_account_with_an_older_name_is_shown_todays(visitor: Visitor, member: User) -> None:
    User.objects.filter(pk=member.pk).update(time_zone="Europe/Kiev")
    visitor.force_login(member)
    assert '<option value="Europe/Kyiv" selected>' in visitor.get("/account/").content.decode()
