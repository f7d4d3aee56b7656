"""What may be typed about a team."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.accounts.mailboxes import InvitedAddressField
from assessment.accounts.models import User
from assessment.accounts.texts import ShortText, isolate
from assessment.teams.models import Membership, Team
from assessment.teams.queries import Member


class NameForm(forms.ModelForm[Team]):
    class Meta:
        model = Team
        fields: ClassVar = ["name"]
        field_classes: ClassVar = {"name": ShortText}
        labels: ClassVar = {"name": _("Name of the team")}
        error_messages: ClassVar = {"name": {"required": _("Give the team a name.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False


class InviteForm(forms.Form):
    email = InvitedAddressField(label=_("Their e-mail address"))

    def __init__(self, *args: Any, own_address: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].own_address = own_address  # type: ignore[attr-defined]  # the field above


class HandOverForm(forms.Form):
    to = forms.ChoiceField(
        label=_("Who leads next"),
        error_messages={"required": _("Choose a member."), "invalid_choice": _("Choose one of the members.")},
    )

    def __init__(self, members: Sequence[Member], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {
            str(member.membership.uid): member for member in members if not member.membership.leads
        }
        labels = [(uid, isolate(member.label)) for uid, member in self.members.items()]
        to: Any = self.fields["to"]
        to.choices = [("", _("Choose a member")), *labels]

    def clean_to(self) -> Membership:
        return self.members[self.cleaned_data["to"]].membership


class KnownForm(forms.Form):
    """Which of the listed members somebody knows. Whom the page listed comes with it."""

    asked = forms.MultipleChoiceField(required=False)
    known = forms.MultipleChoiceField(required=False)
    everybody = forms.BooleanField(required=False, label=_("I know all of these"))
    # Whom the page showed as known, in one field: a form can't send so many.
    shown_known = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("asked", "known"):
            field: Any = self.fields[name]
            field.valid_value = _is_uid  # whether they are members is for the action to say

    @property
    def answers(self) -> tuple[set[UUID], set[UUID]]:
        """Whom they know, and about whom they were asked."""
        asked = {UUID(uid) for uid in self.cleaned_data["asked"]}
        return (
            asked if self.cleaned_data["everybody"] else set(map(UUID, self.cleaned_data["known"]))
        ), asked

    @property
    def shown(self) -> set[UUID] | None:
        """Whom the page showed as known; None where that doesn't matter, or no page says it."""
        if self.cleaned_data["everybody"] or "shown_known" not in self.data:
            return None
        return {UUID(uid) for uid in self.cleaned_data["shown_known"].split() if _is_uid(uid)}


def _is_uid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


class ConsentForm(forms.Form):
    group = forms.BooleanField(required=False, label=_("Count me in the group picture"))
    named = forms.BooleanField(
        required=False, label=_("Show my name and scores to members who also chose this")
    )
    name = ShortText(
        required=False,
        max_length=80,
        label=_("Your name"),
        help_text=_("As the others will see it beside your scores."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "form-control"}),
    )

    # When the latest of those joined whom the page lists.
    seen_until = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    @classmethod
    def for_membership(cls, membership: Membership) -> "ConsentForm":
        switches = {"group": membership.in_group, "named": membership.by_name}
        return cls(initial=switches | {"name": membership.person.name})

    def refuse_newcomers(self) -> None:
        self.add_error(
            "named", _("Somebody has joined meanwhile. Look at the list again, then save once more.")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("named") and not cleaned.get("name"):
            self.add_error(
                "name", _("Give the name that goes with your scores, or leave the second switch off.")
            )
        return cleaned

    @property
    def shown_name(self) -> str:
        return str(self.data.get("shown_name", self.initial.get("name", "")))

    def save_name(self, user: User) -> None:
        name = self.cleaned_data["name"]
        # One that another page has set since stays, if this page only showed the one before.
        is_left_alone = bool(user.name) and self.data.get("shown_name") == self.data.get("name")
        if self.cleaned_data["named"] and name != user.name and not is_left_alone:
            user.name = name
            user.save(update_fields=["name"])
