"""What a person may change about themselves."""

from functools import cache
from itertools import groupby
from typing import Any, ClassVar

from babel.dates import get_timezone_location
from django import forms
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from assessment.accounts.models import User
from assessment.accounts.names import dictionary_order
from assessment.accounts.texts import ShortText
from assessment.accounts.time_zones import UTC, find_time_zone, list_time_zones

REGIONS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}
"""The first part of a zone's name, in words."""


def list_time_zone_choices() -> list[tuple[Any, Any]]:
    cities = _list_cities(to_locale(get_language() or "en"))
    groups = [(REGIONS.get(region, region), zones) for region, zones in cities.items()]
    return [("", _("UTC, until you choose")), (UTC, UTC), *groups]


@cache
def _list_cities(locale: str) -> dict[str, list[tuple[str, str]]]:
    by_region = groupby(list_time_zones(), key=lambda zone: zone.partition("/")[0])
    named = {region: [(zone, _name_city(zone, locale)) for zone in zones] for region, zones in by_region}
    return {
        region: sorted(zones, key=lambda choice: dictionary_order(choice[1]))
        for region, zones in named.items()
    }


def _name_city(zone: str, locale: str) -> str:
    # "Buenos Aires", of "Argentina/Buenos Aires".
    return get_timezone_location(zone, locale=locale, return_city=True).rpartition("/")[2]


class ProfileForm(forms.ModelForm[User]):
    time_zone = forms.ChoiceField(
        choices=list_time_zone_choices,
        required=False,
        label=_("Time zone"),
        help_text=_(
            "For dates and times on these pages. If you choose none, the next sign-in takes your browser’s."
        ),
    )

    class Meta:
        model = User
        fields: ClassVar = ["name", "time_zone"]
        field_classes: ClassVar = {"name": ShortText}
        labels: ClassVar = {"name": _("Name")}
        help_texts: ClassVar = {"name": _("Nobody sees it unless you choose so in a team.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An account may have a name that the tz database has replaced.
        self.initial["time_zone"] = find_time_zone(self.instance.time_zone)

    @property
    def shown(self) -> dict[str, str]:
        """What the page that is sent, or else this one, shows of each field."""
        return {name: self.data.get(f"shown_{name}", self.initial[name]) for name in self.fields}

    @property
    def typed(self) -> list[str]:
        """The fields that somebody changed; whatever another page has set since stays in the others."""
        return [name for name in self.fields if self.data.get(f"shown_{name}") != self.data[name]]
