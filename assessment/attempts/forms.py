"""One form for each kind of question: what was typed goes in, a Reply comes out."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from assessment.accounts.mailboxes import AddressField
from assessment.attempts.replies import Origin, Reply
from assessment.hours import format_hours, narrow, parse_hours
from assessment.questionnaire import translation
from assessment.questionnaire.models import CHOSEN, Kind, Option, Question

CONFIDENCES = range(50, 101, 10)
HOURS_OF_A_MONTH = 744
ACTIVITY_LABELS = {"approving": _("Approving"), "designing": _("Designing"), "other": _("Everything else")}


NO_PERCENTAGE = _("Give a whole number from 0 to 100.")
NO_HOURS = _("Give hours as a number, 0 or more. Halves are fine: 7.5 or 7,5.")
TOO_MANY_HOURS = _("That is more than the 744 hours of the longest month. Check the numbers.")


class AnswerForm(forms.Form):
    """What all kinds share. `revision` and `page` tell which saves of this answer the page knows of."""

    page = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=30_000)
    seconds = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1e6)
    layout: tuple[Field, ...] = ()
    is_typed = False  # its answer is numbers
    restored = False
    """It shows what was filled in before and never saved."""

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        self.question = question
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.include_media = False  # no field has any
        # The hidden fields are written in the page's own template.
        self.helper.render_hidden_fields = False
        self.helper.layout = Layout(*self.layout)

    def full_clean(self) -> None:
        super().full_clean()
        # What a page counts beside an answer holds no answer back: clocks are set, tabs stay open for weeks.
        for name in self.errors.keys() - self.answer_fields - {NON_FIELD_ERRORS}:
            del self.errors[name]

    def origin(self, automatic: bool) -> Origin:
        # A page that does not name itself is nobody's, and knows of no save.
        page: UUID | None = self.cleaned_data.get("page")
        seconds, revision = self.cleaned_data.get("seconds"), self.cleaned_data.get("revision") or 0
        return Origin(page, revision, seconds, automatic)

    def reply(self) -> Reply:
        raise NotImplementedError

    @property
    def answer_fields(self) -> set[str]:
        return set(self.fields) - {"page", "revision", "seconds"}

    @property
    def is_blank(self) -> bool:
        return not any(str(self.data.get(name, "")).strip() for name in self.answer_fields)

    @property
    def is_incomplete(self) -> bool:
        errors = [error for field_errors in self.errors.as_data().values() for error in field_errors]
        # Nothing is wrong except that something is missing.
        return bool(errors) and all(error.code == "required" for error in errors)


class ChoiceForm(AnswerForm):
    choice = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": _("Choose one answer to continue.")}
    )
    layout = (Field("choice", template="questions/option_cards.html"),)

    def __init__(
        self,
        question: Question,
        *args: Any,
        options: Iterable[Option] | None = None,
        language: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(question, *args, **kwargs)
        stored = question.options.all() if options is None else options
        self.options = {option.code: option for option in stored}
        for option in self.options.values():
            translation.apply_translation(option, language)
        choice: Any = self.fields["choice"]
        choice.choices = [(option.code, option.text) for option in self.options.values()]
        choice.error_messages["invalid_choice"] = _("Choose one of the answers on this page.")

    def reply(self) -> Reply:
        return Reply(option=self.options[self.cleaned_data["choice"]])


class BeliefForm(AnswerForm):
    claim = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("true", _("True")), ("false", _("False"))],
        error_messages={"required": _("Choose true or false."), "invalid_choice": _("Choose true or false.")},
    )
    confidence = forms.TypedChoiceField(
        widget=forms.RadioSelect,
        label=_("How sure are you?"),
        choices=[(percent, str(percent)) for percent in CONFIDENCES],
        coerce=int,
        error_messages={
            "required": _("Choose how sure you are."),
            "invalid_choice": _("Choose one of 50, 60, 70, 80, 90 and 100."),
        },
    )
    layout = (
        Field("claim", template="questions/claim.html"),
        Field("confidence", template="questions/confidence.html"),
    )

    def reply(self) -> Reply:
        claim = self.cleaned_data["claim"] == "true"
        return Reply(value={"claim": claim, "confidence": self.cleaned_data["confidence"]})


def _build_number_field(label: Any, required: Any, wrong: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "number"})
    # A text field, so that a wrong number comes back as it was typed.
    messages = {"required": required} | dict.fromkeys(("max_length", "null_characters_not_allowed"), wrong)
    return forms.CharField(label=label, max_length=20, widget=widget, error_messages=messages)


class RangeForm(AnswerForm):
    is_typed = True
    low = _build_number_field(_("At least"), _("Give the lower number."), NO_PERCENTAGE)
    high = _build_number_field(_("At most"), _("Give the higher number."), NO_PERCENTAGE)
    layout = (Field("low", template="questions/range.html"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("low", "high"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    def clean_low(self) -> int:
        return self._parse_whole_number("low")

    def clean_high(self) -> int:
        return self._parse_whole_number("high")

    def _parse_whole_number(self, name: str) -> int:
        text = narrow(self.cleaned_data[name]).removesuffix("%").strip()
        if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100):
            raise forms.ValidationError(NO_PERCENTAGE)
        return int(text)

    def clean(self) -> dict[str, Any]:
        low, high = self.cleaned_data.get("low"), self.cleaned_data.get("high")
        if low is not None and high is not None and low > high:
            self.add_error("low", _("“At least” is above “At most”. Which did you mean?"))
        return self.cleaned_data

    def reply(self) -> Reply:
        return Reply(value={"low": self.cleaned_data["low"], "high": self.cleaned_data["high"]})


class HoursForm(AnswerForm):
    is_typed = True
    layout = (Field("approving", template="questions/hours.html"),)

    def __init__(self, question: Question, *args: Any, month: str, short: bool, **kwargs: Any) -> None:
        super().__init__(question, *args, **kwargs)
        self.month = month
        names = list(ACTIVITY_LABELS)[:2] if short else list(ACTIVITY_LABELS)
        # In the fields' order, for a translated scene names them by words of its own.
        meanings = [line.split(": ", 1)[1] for line in question.scene.splitlines() if ": " in line]
        for name, meaning in zip_longest(names, meanings[: len(names)], fillvalue=""):
            field = _build_number_field(
                ACTIVITY_LABELS[name], _("Give a number of hours; 0 is an answer."), NO_HOURS
            )
            field.help_text = meaning
            field.widget.attrs["inputmode"] = "decimal"
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        minutes = {
            name: self._parse_minutes(name) for name in self.answer_fields if name in self.cleaned_data
        }
        if sum(filter(None, minutes.values())) > HOURS_OF_A_MONTH * 60:
            self.add_error(None, TOO_MANY_HOURS)
        self.minutes = minutes
        return self.cleaned_data

    def _parse_minutes(self, name: str) -> int | None:
        minutes = parse_hours(self.cleaned_data[name])
        if minutes is None:
            self.add_error(name, NO_HOURS)
        return minutes

    def reply(self) -> Reply:
        return Reply(
            value={
                "month": self.month,
                **{name: self.minutes[name] for name in ACTIVITY_LABELS if name in self.minutes},
            }
        )


def build_form(
    question: Question,
    *args: Any,
    month: str,
    short: bool,
    options: Iterable[Option] | None = None,
    language: str = "",
    **kwargs: Any,
) -> AnswerForm:
    """The form for a question's kind.

    month: asked about by hours, yyyy-mm; short: without everything else; options: instead of the stored ones;
    language: of the translation in which options are printed.
    """
    if question.kind in CHOSEN:
        return ChoiceForm(question, *args, options=options, language=language, **kwargs)
    if question.kind == Kind.HOURS:
        return HoursForm(question, *args, month=month, short=short, **kwargs)
    return (BeliefForm if question.kind == Kind.BELIEF else RangeForm)(question, *args, **kwargs)


def get_field_values(reply: Reply) -> dict[str, str]:
    """The field values that stand for a reply, to fill a form with it again."""
    if reply.option is not None:
        return {"choice": reply.option.code}
    value = dict(reply.value or {})
    if "none" in value:
        return {}
    if "claim" in value:
        return {"claim": "true" if value["claim"] else "false", "confidence": str(value["confidence"])}
    if "low" in value:
        return {name: str(value[name]) for name in ("low", "high")}
    return {name: format_hours(value[name]) for name in ACTIVITY_LABELS if name in value}


class ResumeMailForm(forms.Form):
    # The token comes back with the form, so that mailing the link does not replace it.
    email = AddressField(label=_("Your e-mail address"))
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
