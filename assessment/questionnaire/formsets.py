"""Rows that are put in order: the options of a question, the positions of an edition."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.questionnaire import cloning, serialization, validators, wording
from assessment.questionnaire.errors import Document
from assessment.questionnaire.forms import (
    CodeField,
    MultilineField,
    SingleLineField,
    find_taken,
    take_first_by_field,
)
from assessment.questionnaire.models import CHOSEN, Kind, Option, Question

"""The place of a row without one: behind all others."""


class OptionForm(forms.ModelForm[Option]):
    class Meta:
        model = Option
        fields: ClassVar = ["position", "code", "text", "credit", "rationale"]
        field_classes: ClassVar = {
            "code": CodeField,
            "text": SingleLineField,
            "rationale": MultilineField,
        }
        widgets: ClassVar = {
            # A table names its columns once; each field says its own name to those who cannot see that.
            "code": forms.TextInput(attrs={"size": 6, "aria-label": gettext_lazy("Code")}),
            "credit": forms.NumberInput(attrs={"min": 0, "max": 4, "aria-label": gettext_lazy("Credit")}),
            "text": forms.Textarea(attrs={"rows": 3, "cols": 30, "aria-label": gettext_lazy("Text")}),
            "rationale": forms.Textarea(
                attrs={"rows": 3, "cols": 30, "aria-label": gettext_lazy("Rationale"), "placeholder": " "}
            ),
        }

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["text"].required = False

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # the stubs leave it out
        return excluded | {"position"}  # all are numbered anew together, so two may change places

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        option: Document = {name: cleaned[name] for name in serialization.OPTION_KEYS if name in cleaned}
        faults = [fault for fault in validators.OPTION(option, ()) if not fault.lacking]
        for name, reason in take_first_by_field(faults):
            if name in option:
                self.add_error(name, reason)
        options = Option.objects.filter(question=self.instance.question_id)
        if "code" in self.changed_data and (taken := find_taken(self, "code", options)):
            message = _("The option “%(words)s” has this code. Choose another.")
            self.add_error("code", message % {"words": Truncator(taken.text).words(8) or taken.code})
        if cleaned.get("position") is None:
            cleaned["position"] = self.initial.get("position", validators.LAST_POSITION)
        return cleaned


class NumberedFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # static/js/rows.js writes to these when a row is dragged.
        number = forms.NumberInput(attrs={"min": 1, "aria-label": _("Position")})
        self.form.base_fields["position"] = forms.IntegerField(
            min_value=1, max_value=validators.LAST_POSITION, required=False, widget=number
        )

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete")

    def clean(self) -> None:
        super().clean()
        if any("id" in form.errors for form in self.forms):
            raise ValidationError(_("Somebody else has just deleted a row. Open the page again."))


class OptionFormSet(NumberedFormSet):
    # Unfinished options may be saved: only what the database would refuse is refused.
    def _construct_form(self, index: int, **named: Any) -> OptionForm:
        form: OptionForm = super()._construct_form(index, **named)  # type: ignore[misc]  # the stubs leave it out
        form.instance.question = self.instance  # Django sets its key alone, which a new question has not got
        return form

    def clean(self) -> None:
        super().clean()
        kind = self.instance.kind
        remaining = [
            form
            for form in self.forms
            if (form in self.initial_forms or form.has_changed()) and not self._should_delete_form(form)  # type: ignore[attr-defined]  # the stubs leave it out
        ]
        if kind not in CHOSEN and remaining:
            message = _("A question of the kind %(kind)s has no options: delete them.")
            raise ValidationError(message % {"kind": wording.get_kind_names()[kind]})
        if len(remaining) > validators.MOST_OPTIONS:
            message = _("These are %(n)s options. A question has at most %(most)s.")
            raise ValidationError(message % {"n": len(remaining), "most": validators.MOST_OPTIONS})
        for form in remaining:
            if kind == Kind.JUDGEMENT and (form.cleaned_data.get("credit") or 0) > 3:
                form.add_error("credit", _("A judgement earns at most three thirds."))

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        return _("Two options have the same code. Give each its own.")

    def save_new(self, form: OptionForm, commit: bool = True) -> Option:
        # The usual words come with their translations.
        usual = cloning.list_standard_options(self.instance.edition, self.instance.kind)
        words_of_row = [row for row in usual if row.get("text") == form.instance.text]
        form.instance.translations = words_of_row[0]["translations"] if words_of_row else {}
        option: Option = super().save_new(form, commit=commit)
        return option

    def save(self, commit: bool = True) -> list[Option]:
        old_positions = {form.instance.pk: form.initial["position"] for form in self.initial_forms}
        saved: list[Option] = super().save(commit=commit)
        options = {
            option.pk: option for option in Option.objects.filter(question=self.instance).order_by("pk")
        }
        rows = [
            (old_positions.get(pk, validators.LAST_POSITION), option.position, pk)
            for pk, option in options.items()
        ]
        # Numbered from 1 in the order of the numbers given; new ones without a number come last.
        moved = []
        for position, pk in enumerate(sort_rows(rows), 1):
            if options[pk].position != position:
                options[pk].position = position
                moved.append(options[pk])
        Option.objects.bulk_update(moved, ["position"])
        return saved


class SlotFormSet(NumberedFormSet):
    # One row for each position, however many forms share it.
    def order(self) -> list[int]:
        rows = [
            (form.initial["position"], form.cleaned_data.get("position") or form.initial["position"])
            for form in self.initial_forms
        ]
        return sort_rows((old, new, old) for old, new in rows)

    def save(self, commit: bool = True) -> list[Question]:
        # Rows move together, and each stands for several questions, so the caller saves them.
        moved = [form.instance for form in self.initial_forms if form.has_changed()]
        self.new_objects: list[Question] = []
        self.deleted_objects: list[Question] = []
        self.changed_objects = [(question, ["position"]) for question in moved]
        return moved


def sort_rows(rows: Iterable[tuple[int, int, int]]) -> list[int]:
    """Names of rows (old number, number asked for, name) in the order asked for.

    Where two ask for one number, what moves up goes before what stays, and what moves down after it.
    """
    ordered = sorted(rows, key=lambda row: (row[1], (row[1] > row[0]) - (row[1] < row[0]), row[0]))
    return [name for _, _, name in ordered]
