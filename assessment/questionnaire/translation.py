"""An edition in other languages: which texts a translation needs, what is missing, and how it is shown.

A language is offered only when every text of every question and option has its counterpart, made from the
original as it stands. The database holds that of a published edition too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language_info

from assessment.accounts.models import User
from assessment.questionnaire import consistency, serialization, two_person_rule, words
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition, Option, Question

QUESTION_TEXTS = ("scene", "text", "left", "right", "unit", "hint")
OPTION_TEXTS = ("text",)
base = consistency.base


class TranslationFrozen(Exception):
    """The edition is published or retired: so are its translations."""


class TranslationIncomplete(Exception):
    """Only a complete translation of the original as it stands can mean the same."""


@dataclass(frozen=True)
class Gap:
    """One text without its translation: of a question, or of one of its options."""

    question: str
    option: str
    field: str

    @property
    def name(self) -> str:
        """Of the text, as editors call it."""
        return words.name_of(f"option {self.option}" if self.option else self.field)

    def __str__(self) -> str:
        return f"{self.question}: {f'option {self.option}' if self.option else self.field}"


@dataclass(frozen=True)
class Outdated(Gap):
    """A translation made from an original that has changed since."""

    before: str
    now: str


def gaps(document: Document, language: str) -> Iterator[Gap]:
    """The texts that this language still lacks, in the order of the edition."""
    for question in document["questions"]:
        for name in lacking(question, QUESTION_TEXTS, language):
            yield Gap(question["code"], "", name)
        for option in question["options"]:
            for name in lacking(option, OPTION_TEXTS, language):
                yield Gap(question["code"], option["code"], name)


def outdated(document: Document, language: str) -> Iterator[Outdated]:
    """The translations to look at again, in the order of the edition."""
    for question in document["questions"]:
        for name, before in _originals_before(question, QUESTION_TEXTS, language):
            yield Outdated(question["code"], "", name, before, question[name])
        for option in question["options"]:
            for name, before in _originals_before(option, OPTION_TEXTS, language):
                yield Outdated(question["code"], option["code"], name, before, option[name])


def _originals_before(row: Mapping[str, Any], names: tuple[str, ...], language: str) -> list[tuple[str, str]]:
    before = row.get("outdated", {}).get(language, {})
    return [(name, before[name]) for name in names if name in before]


def carry_outdated(stored: Document, file: Document) -> Document:
    """The file with the outdated translations of the draft that it replaces, where it is silent about them.

    What the database does when a row changes: here rows are deleted and written anew.
    """
    questions = {question["code"]: question for question in stored["questions"]}
    carried = []
    for question in file["questions"]:
        known = questions.get(question["code"], {})
        options = {option["code"]: option for option in known.get("options", [])}
        new_options = [
            _with_outdated(options.get(option["code"], {}), option, OPTION_TEXTS)
            for option in question["options"]
        ]
        carried.append(_with_outdated(known, question, QUESTION_TEXTS) | {"options": new_options})
    return file | {"questions": carried}


def _with_outdated(stored: Mapping[str, Any], row: Document, names: tuple[str, ...]) -> Document:
    outdated: dict[str, dict[str, str]] = {}
    for language, texts in row["translations"].items():
        translated = stored.get("translations", {}).get(language, {})
        before = {
            name: stored.get("outdated", {}).get(language, {}).get(name, stored[name])
            for name in names
            if name in texts and translated.get(name) == texts[name]
        } | row.get("outdated", {}).get(language, {})
        outdated[language] = {name: text for name, text in before.items() if text != row[name]}
    return row | {"outdated": {language: texts for language, texts in outdated.items() if texts}}


def lacking(row: Mapping[str, Any], names: tuple[str, ...], language: str) -> list[str]:
    """The texts of one question or option that have an original and no translation."""
    said = row["translations"].get(language, {})
    return [name for name in names if row[name].strip() and not said.get(name, "").strip()]


def texts_in(document: Document, language: str) -> list[object]:
    """Every text with its translation, to see whether either has changed."""
    return [
        [row["code"], row["translations"].get(language), [row[name] for name in names]]
        for question in document["questions"]
        for row, names in [(question, QUESTION_TEXTS), *((o, OPTION_TEXTS) for o in question["options"])]
    ]


def begun_in(document: Document) -> list[str]:
    """The languages in which at least one text is translated."""
    rows = [*document["questions"], *(o for q in document["questions"] for o in q["options"])]
    return sorted({language for row in rows for language, said in row["translations"].items() if said})


def complete_in(document: Document) -> list[str]:
    """The languages an edition can be offered in beside its own: nothing missing, nothing outdated."""
    return [
        language
        for language in begun_in(document)
        if not any(gaps(document, language)) and not any(outdated(document, language))
    ]


def language_for(edition: Edition, wanted: str) -> str:
    """The translation to show somebody who reads a language of the site; empty for the original."""
    return (
        base(wanted) if base(wanted) != base(edition.language) and base(wanted) in edition.languages else ""
    )


def foreign(edition: Edition, wanted: str) -> str:
    """The language of its questions, where whoever reads a language of the site meets another; else empty."""
    shown = language_for(edition, wanted) or base(edition.language)
    return "" if shown == base(wanted) else shown


def language_name(language: str) -> str:
    """German, of de, in the language of the page; where Django knows no name, the code itself."""
    try:
        return str(get_language_info(language)["name_translated"])
    except KeyError:
        return language


def site_languages() -> dict[str, str]:
    """The languages of the site, each by the key that translations have: de, and en for en-gb."""
    return {base(code): code for code, _name in settings.LANGUAGES}


def show(row: Question | Option, language: str) -> None:
    """Put a translation in place of the original, in memory alone; an empty language changes nothing."""
    said = row.translations.get(language, {}) if language else {}
    for name in QUESTION_TEXTS if isinstance(row, Question) else OPTION_TEXTS:
        if said.get(name):
            setattr(row, name, said[name])


@transaction.atomic
def keep(
    question: Question,
    language: str,
    texts: Mapping[str, str],
    options: Mapping[str, str],
    *,
    by: User | None = None,
) -> Question:
    """Keep the translation of one question of a draft; what is blank is a gap again.

    All of it counts as looked at: none of it is outdated any more, whether it was changed or not.
    options: by code. TranslationFrozen if people may answer the edition. A mark that the language means the
    same falls: it was set on other words.
    """
    edition = Edition.objects.select_for_update().get(pk=question.edition_id)
    if edition.frozen:
        raise TranslationFrozen
    question = Question.objects.select_for_update().get(pk=question.pk)
    changed = _put(question, language, texts)
    for option in Option.objects.filter(question=question):
        changed |= _put(option, language, {"text": options.get(option.code, "")})
    if changed:
        two_person_rule.record_change(edition, by)
    if changed and edition.equivalent.pop(language, None) is not None:
        edition.save(update_fields=["equivalent"])
    return question


def _put(row: Question | Option, language: str, texts: Mapping[str, str]) -> bool:
    before = row.translations.get(language, {})
    said = {name: text for name, text in texts.items() if text.strip()}
    if said == before and language not in row.outdated:
        return False
    row.translations = {key: kept for key, kept in row.translations.items() if key != language}
    if said:
        row.translations[language] = said
    row.outdated[language] = None  # which the database reads as "right as it stands"
    row.save(update_fields=["translations", "outdated"])
    del row.outdated[language]
    return True


@transaction.atomic
def mark(edition: Edition, language: str, reason: str, *, by: User | None = None) -> None:
    """Say why a complete translation means the same, so that scores compare; without a reason, unsay it.

    TranslationFrozen, or TranslationIncomplete.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.frozen:
        raise TranslationFrozen
    if reason and language not in complete_in(serialization.write(edition)):
        raise TranslationIncomplete
    edition.equivalent = {key: kept for key, kept in edition.equivalent.items() if key != language}
    if reason:
        edition.equivalent[language] = reason
    two_person_rule.record_change(edition, by)
    edition.save(update_fields=["equivalent"])
