"""What may be typed about an organisation, its stewards and a team's row."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.accounts.mailboxes import InvitedAddressField
from assessment.accounts.switches import SHOWN_ON, is_shown_on
from assessment.accounts.texts import ShortText, isolate
from assessment.organisations.models import LONGEST_TAG, MOST_TAGS, Organisation, Standing
from assessment.teams.models import Team

NAMED, UNNAMED = "named", "unnamed"
MAY_BE_GUESSED = gettext_lazy(
    "Without its name a team may still be guessed, by its number of people and the day of its picture. "
    "The stewards know which team it is."
)


class NameForm(forms.ModelForm[Organisation]):
    class Meta:
        model = Organisation
        fields: ClassVar = ["name"]
        field_classes: ClassVar = {"name": ShortText}
        labels: ClassVar = {"name": gettext_lazy("Name of the organisation")}
        error_messages: ClassVar = {"name": {"required": gettext_lazy("Give the organisation a name.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False


class InviteForm(forms.Form):
    email = InvitedAddressField(label=gettext_lazy("E-mail address of the team’s lead"))


class StewardForm(forms.Form):
    prefix = "steward"
    email = InvitedAddressField(label=gettext_lazy("E-mail address of the new steward"))
    hands_over = forms.BooleanField(
        required=False, label=gettext_lazy("Hand over to them: I stop once they have accepted")
    )

    def __init__(self, *args: Any, own_address: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].own_address = own_address  # type: ignore[attr-defined]  # the field above


class TagsField(forms.CharField):
    """Words separated by commas."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list, where CharField has a text
        field = ShortText(required=False)
        cleaned_tags = [field.clean(tag) for tag in (super().to_python(value) or "").split(",")]
        tags = list(dict.fromkeys(tag for tag in cleaned_tags if tag))
        if len(tags) > MOST_TAGS:
            raise ValidationError(
                _("These are %(count)s tags. Leave some out: a team has three at most.")
                % {"count": len(tags)}
            )
        if any(len(tag) > LONGEST_TAG for tag in tags):
            raise ValidationError(
                _("Shorten the tag: it has %(most)s characters at most.") % {"most": LONGEST_TAG}
            )
        return tags

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class RowForm(forms.Form):
    """How a team's row stands in one organisation."""

    tags = TagsField(
        required=False,
        max_length=200,
        label=gettext_lazy("Tags, such as a brand or a region"),
        help_text=gettext_lazy("Three at most, separated by commas. They only group the rows."),
    )
    named = forms.BooleanField(
        required=False, label=gettext_lazy("With the team’s name"), help_text=MAY_BE_GUESSED
    )

    def __init__(self, standing: Standing, data: QueryDict | None = None) -> None:
        initial = {"tags": standing.tags, "named": standing.named_from is not None}
        super().__init__(data, initial=initial, prefix=str(standing.uid))
        self.standing = standing
        is_on = standing.named_from is not None
        self.shown_on = is_shown_on(data, "named") if data and SHOWN_ON in data else is_on

    @property
    def is_whole(self) -> bool:
        # A page also says whether it showed the name as on: of a switch that is off, nothing is sent.
        return {self.add_prefix("tags"), SHOWN_ON} <= self.data.keys()

    def choose_row(self) -> dict[str, Any]:
        """Tags, and whether the name stands beside the row: also as another page has set it since."""
        is_left_alone = self.cleaned_data["named"] == self.shown_on
        return self.cleaned_data | ({"named": self.initial["named"]} if is_left_alone else {})


class StandForm(forms.Form):
    """Which of the teams that somebody leads stands there, and how."""

    team = forms.ChoiceField(
        label=gettext_lazy("Which of your teams"),
        error_messages={
            "required": gettext_lazy("Choose a team."),
            "invalid_choice": gettext_lazy("Choose one of the teams that you lead."),
        },
    )
    row = forms.ChoiceField(
        label=gettext_lazy("How it stands there"),
        choices=[
            (NAMED, gettext_lazy("With its name")),
            (UNNAMED, gettext_lazy("Without its name, and without comparison to its earlier pictures")),
        ],
        widget=forms.RadioSelect,
        help_text=MAY_BE_GUESSED,
        error_messages={"required": gettext_lazy("Choose whether the row carries the team’s name.")},
    )

    def __init__(self, teams: list[Team], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.uid): team for team in teams}
        labels = [(uid, isolate(team.name)) for uid, team in self.teams.items()]
        field: Any = self.fields["team"]
        field.choices = labels if len(labels) == 1 else [("", _("Choose a team")), *labels]

    def clean_team(self) -> Team:
        return self.teams[self.cleaned_data["team"]]
