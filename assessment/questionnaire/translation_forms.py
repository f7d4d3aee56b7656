"""One question's texts in another language, each beside its original."""

import hashlib
import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from assessment.questionnaire import serialization, validators
from assessment.questionnaire.conflicts import AS_READ
from assessment.questionnaire.forms import MultilineField
from assessment.questionnaire.models import Kind, Question
from assessment.questionnaire.translation import QUESTION_TEXTS, find_outdated, list_texts

OPTION = "option-"
BY_LINE = (Kind.RANGE, Kind.HOURS)


class TranslationForm(forms.Form):
    # An empty field is a gap, not a mistake.
    def __init__(self, question: Question, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question, self.language = question, language
        self.as_read = _hash_texts(question, language)
        self.shown_as_read = self.initial.get(AS_READ, self.as_read)
        texts = question.translations.get(language, {})
        for name in QUESTION_TEXTS:
            if original := getattr(question, name).strip():
                self._add(name, original, texts.get(name, ""), long=name == "scene")
        for option in sorted(question.options.all(), key=lambda option: option.position):
            texts = option.translations.get(language, {})
            self._add(OPTION + option.code, option.text, texts.get("text", ""))
        self._add_originals_before()

    def _add(self, name: str, original: str, translated: str, *, long: bool = False) -> None:
        widget = forms.Textarea(attrs={"rows": 2 + len(original) // 60, "lang": self.language})
        label = (
            _("Option %(code)s") % {"code": name.removeprefix(OPTION)}
            if OPTION in name
            else _get_labels()[name]
        )
        kind = MultilineField if long else forms.CharField
        field = kind(label=label, required=False, initial=translated, widget=widget, help_text=original)
        self.fields[name] = field

    def _add_originals_before(self) -> None:
        self.without_original: list[str] = []
        document = {"questions": [serialization.write_question(self.question)]}
        for text in find_outdated(document, self.language):
            field: Any = self.fields.get(OPTION + text.option if text.option else text.field)
            if field is None:
                self.without_original.append(self.question.translations[self.language][text.field])
            else:
                field.original_before = text.before

    def clean(self) -> dict[str, Any]:
        if self.data.get(AS_READ, self.as_read) != self.as_read:
            self._name_what_is_stored()
        for name, text in [(name, text) for name, text in self.cleaned_data.items() if text]:
            check = validators.OPTION_TEXTS["text"] if OPTION in name else validators.QUESTION_TEXTS[name]
            for fault in check(text, ()):
                self.add_error(name, fault.reason)
            self._holds_together(name, text)
        return self.cleaned_data

    def _name_what_is_stored(self) -> None:
        message = _("This changed somewhere else. What you typed is still here; save again to keep it.")
        self.add_error(None, message)
        for name, field in self.fields.items():
            if name in self.cleaned_data and self.cleaned_data[name] != field.initial:
                self.add_error(name, _("Stored now: %(text)s") % {"text": field.initial or "–"})

    def _holds_together(self, name: str, text: str) -> None:
        # What the page splits into parts must split in every language.
        original = str(self.fields[name].help_text)
        lines = len(original.splitlines())
        if name == "scene" and self.question.kind in BY_LINE and len(text.splitlines()) != lines:
            self.add_error(
                name, _("The original has %(n)s lines; give as many, in its order.") % {"n": lines}
            )
        if "{month}" in original and "{month}" not in text:
            self.add_error(name, _("Keep {month} where the month stands."))

    @property
    def texts(self) -> dict[str, str]:
        return {name: text for name, text in self.cleaned_data.items() if OPTION not in name}

    @property
    def options(self) -> dict[str, str]:
        return {name.removeprefix(OPTION): text for name, text in self.cleaned_data.items() if OPTION in name}


def _hash_texts(question: Question, language: str) -> str:
    texts = list_texts({"questions": [serialization.write_question(question)]}, language)
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()


def _get_labels() -> dict[str, str]:
    return {
        "scene": _("Scene or assumptions"),
        "text": _("Question"),
        "left": _("Left pole"),
        "right": _("Right pole"),
        "unit": _("Unit"),
        "hint": _("Hint"),
    }


class EquivalenceForm(forms.Form):
    reason = forms.CharField(
        required=False, max_length=validators.LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )
