"""What a person may change about themselves."""

from typing import ClassVar
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.accounts.models import User
from assessment.accounts.texts import ShortText


def list_time_zones() -> list[tuple[str, str]]:
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return [("", "UTC"), *((zone, zone.replace("_", " ")) for zone in places)]


class ProfileForm(forms.ModelForm[User]):
    time_zone = forms.ChoiceField(
        choices=list_time_zones,
        required=False,
        label=_("Time zone"),
        help_text=_("For dates and times on these pages."),
    )

    class Meta:
        model = User
        fields: ClassVar = ["name", "time_zone"]
        field_classes: ClassVar = {"name": ShortText}
        labels: ClassVar = {"name": _("Name")}
        help_texts: ClassVar = {"name": _("Nobody sees it unless you choose so in a team.")}
