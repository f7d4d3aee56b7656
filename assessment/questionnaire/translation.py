"""An edition in other languages: which texts a translation needs, what is missing, and how it is shown.

A language is offered only when every text of every question and option has its counterpart, made from the
original as it stands. The database holds that of a published edition too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db import transaction
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from assessment.accounts.languages import get_base_language
from assessment.accounts.models import User
from assessment.questionnaire import serialization, two_person_rule, validators, wording
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition, Kind, Option, Question

QUESTION_TEXTS = ("scene", "text", "left", "right", "unit", "hint")
OPTION_TEXTS = ("text",)
BY_LINE = (Kind.RANGE, Kind.HOURS)


class TranslationFrozen(Exception):
    pass


class TranslationIncomplete(Exception):
    pass


class LanguageBegun(Exception):
    pass


@dataclass(frozen=True)
class Gap:
    question: str
    option: str
    field: str

    @property
    def name(self) -> str:
        return wording.name_part(f"option {self.option}" if self.option else self.field)

    def __str__(self) -> str:
        return f"{self.question}: {f'option {self.option}' if self.option else self.field}"


@dataclass(frozen=True)
class Outdated(Gap):
    before: str
    now: str


def find_text_faults(kind: str, name: str, original: str, text: str) -> Iterator[str]:
    """Why a text cannot be the translation of an original; name: of the field, or "option"."""
    check = validators.OPTION_TEXTS["text"] if name == "option" else validators.QUESTION_TEXTS[name]
    for fault in check(text, ()):
        yield fault.reason


def find_misfits(kind: str, name: str, original: str, text: str) -> Iterator[str]:
    """Why a translation cannot be offered yet, though it can be saved: part of it is to come."""
    # What the page splits into parts must split in every language.
    lines = len(original.splitlines())
    if name == "scene" and kind in BY_LINE and len(text.splitlines()) != lines:
        yield _("The original has %(n)s lines; give as many, in its order.") % {"n": lines}
    if "{month}" in original and "{month}" not in text:
        yield _("Keep {month} where the month stands.")


def find_gaps(document: Document, language: str) -> Iterator[Gap]:
    for question in document["questions"]:
        texts = question["translations"].get(language, {})
        missing = find_missing_texts(question, QUESTION_TEXTS, language)
        for name in QUESTION_TEXTS:
            if name in missing or _is_misfit(question, name, texts.get(name, "")):
                yield Gap(question["code"], "", name)
        for option in question["options"]:
            for name in find_missing_texts(option, OPTION_TEXTS, language):
                yield Gap(question["code"], option["code"], name)


def _is_misfit(question: Document, name: str, text: str) -> bool:
    return bool(text) and any(find_misfits(question["kind"], name, question[name], text))


def find_outdated(document: Document, language: str) -> Iterator[Outdated]:
    for question in document["questions"]:
        for name, before in _list_former_originals(question, QUESTION_TEXTS, language):
            yield Outdated(question["code"], "", name, before, question[name])
        for option in question["options"]:
            for name, before in _list_former_originals(option, OPTION_TEXTS, language):
                yield Outdated(question["code"], option["code"], name, before, option[name])


def _list_former_originals(
    row: Mapping[str, Any], names: tuple[str, ...], language: str
) -> list[tuple[str, str]]:
    before = row.get("outdated", {}).get(language, {})
    return [(name, before[name]) for name in names if name in before]


def carry_outdated(stored: Document, file: Document) -> Document:
    """Add to a file the outdated translations of the draft that it replaces, where it does not name them."""
    # The database does this when a row changes; here rows are deleted and written anew.
    questions = {question["code"]: question for question in stored["questions"]}
    carried = []
    for question in file["questions"]:
        stored_question = questions.get(question["code"], {})
        options = {option["code"]: option for option in stored_question.get("options", [])}
        new_options = [
            _add_outdated(options.get(option["code"], {}), option, OPTION_TEXTS)
            for option in question["options"]
        ]
        carried.append(_add_outdated(stored_question, question, QUESTION_TEXTS) | {"options": new_options})
    return file | {"questions": carried}


def _add_outdated(stored: Mapping[str, Any], row: Document, names: tuple[str, ...]) -> Document:
    outdated: dict[str, dict[str, str]] = {}
    for language, texts in row["translations"].items():
        translated = stored.get("translations", {}).get(language, {})
        originals = {
            name: stored.get("outdated", {}).get(language, {}).get(name, stored[name])
            for name in names
            if name in texts and translated.get(name) == texts[name]
        } | row.get("outdated", {}).get(language, {})
        outdated[language] = {name: text for name, text in originals.items() if text != row[name]}
    return row | {"outdated": {language: texts for language, texts in outdated.items() if texts}}


def find_missing_texts(row: Mapping[str, Any], names: tuple[str, ...], language: str) -> list[str]:
    texts = row["translations"].get(language, {})
    return [name for name in names if row[name].strip() and not texts.get(name, "").strip()]


def list_texts(document: Document, language: str) -> list[object]:
    # Every text with its translation, to see whether either has changed.
    return [
        [row["code"], row["translations"].get(language), [row[name] for name in names]]
        for question in document["questions"]
        for row, names in [(question, QUESTION_TEXTS), *((o, OPTION_TEXTS) for o in question["options"])]
    ]


def list_begun_languages(document: Document) -> list[str]:
    rows = [*document["questions"], *(o for q in document["questions"] for o in q["options"])]
    return sorted({language for row in rows for language, texts in row["translations"].items() if texts})


def list_complete_languages(document: Document) -> list[str]:
    # Nothing missing, and nothing outdated.
    return [
        language
        for language in list_begun_languages(document)
        if not any(find_gaps(document, language)) and not any(find_outdated(document, language))
    ]


def choose_language(edition: Edition, reader_language: str) -> str:
    """The translation for somebody who reads a language of the site; empty for the original."""
    return (
        get_base_language(reader_language)
        if get_base_language(reader_language) != get_base_language(edition.language)
        and get_base_language(reader_language) in edition.languages
        else ""
    )


def get_foreign_language(edition: Edition, reader_language: str) -> str:
    """The language of the questions where it is not the reader's; else empty."""
    language = choose_language(edition, reader_language) or get_base_language(edition.language)
    return "" if language == get_base_language(reader_language) else language


def get_language_name(language: str) -> str:
    # In the language of the page; its code where Django knows no name.
    for code in (language, f"{language}-hans"):  # Django has no Chinese without its script
        try:
            return str(get_language_info(code)["name_translated"])
        except KeyError:
            continue
    return language


def get_site_languages() -> dict[str, str]:
    """The languages of the site by the key that translations have: de, and en for en-gb."""
    return {get_base_language(code): code for code, _name in settings.LANGUAGES}


def list_known_languages() -> list[str]:
    """The languages that can be shown with their name, by the key that translations have."""
    return sorted({get_base_language(code) for code, info in LANG_INFO.items() if "name" in info})


@transaction.atomic
def add_language(edition: Edition, language: str) -> None:
    """Keep a language in the list of a draft before a text is translated into it; TranslationFrozen."""
    edition = _lock_draft(edition)
    if language not in edition.added_languages:
        edition.added_languages = sorted([*edition.added_languages, language])
        edition.save(update_fields=["added_languages"])


@transaction.atomic
def remove_language(edition: Edition, language: str) -> None:
    """Take a language without a text out of the list of a draft; TranslationFrozen, LanguageBegun."""
    edition = _lock_draft(edition)
    if language in list_begun_languages(serialization.write(edition)):
        raise LanguageBegun
    edition.added_languages = [added for added in edition.added_languages if added != language]
    edition.save(update_fields=["added_languages"])


def _lock_draft(edition: Edition) -> Edition:
    edition = (
        Edition.objects.select_related("questionnaire").select_for_update(of=("self",)).get(pk=edition.pk)
    )
    if edition.frozen:
        raise TranslationFrozen
    return edition


def apply_translation(row: Question | Option, language: str) -> None:
    """Put a translation in place of the original, in memory alone; an empty language changes nothing."""
    texts = row.translations.get(language, {}) if language else {}
    for name in QUESTION_TEXTS if isinstance(row, Question) else OPTION_TEXTS:
        if texts.get(name):
            setattr(row, name, texts[name])


@transaction.atomic
def save_translation(
    question: Question,
    language: str,
    texts: Mapping[str, str],
    options: Mapping[str, str],
    *,
    by: User | None = None,
) -> Question:
    """Save the translation of one question of a draft; what is blank is a gap again.

    options: by code. TranslationFrozen if people may answer the edition.
    """
    edition = _lock_draft(question.edition)
    question = Question.objects.select_for_update().get(pk=question.pk)
    # All of it counts as looked at, whether it was changed or not: none of it is outdated any more.
    changed = _save_texts(question, language, texts)
    for option in Option.objects.filter(question=question):
        changed |= _save_texts(option, language, {"text": options.get(option.code, "")})
    if changed:
        two_person_rule.record_change(edition, by)
    # A mark that the language means the same was set on other words.
    if changed and edition.equivalent.pop(language, None) is not None:
        edition.save(update_fields=["equivalent"])
    return question


def _save_texts(row: Question | Option, language: str, texts: Mapping[str, str]) -> bool:
    old_texts = row.translations.get(language, {})
    new_texts = {name: text for name, text in texts.items() if text.strip()}
    if new_texts == old_texts and language not in row.outdated:
        return False
    row.translations = {
        key: texts_of_key for key, texts_of_key in row.translations.items() if key != language
    }
    if new_texts:
        row.translations[language] = new_texts
    row.outdated[language] = None  # which the database reads as "right as it stands"
    row.save(update_fields=["translations", "outdated"])
    del row.outdated[language]
    return True


@transaction.atomic
def save_texts(
    edition: Edition,
    language: str,
    texts: Mapping[tuple[str, str], Mapping[str, str | None]],
    *,
    by: User | None = None,
) -> None:
    """Save translations of many questions of a draft at once, and leave all others as they are.

    texts: by question and option (empty for the question itself), then field; None says that the stored
    translation is right as it stands. TranslationFrozen.
    """
    edition = _lock_draft(edition)
    questions = {question.code: question for question in edition.questions.prefetch_related("options")}
    changed_questions, changed_options = [], []
    for (code, option_code), fields in texts.items():
        question = questions[code]
        if option_code:
            option = next(option for option in question.options.all() if option.code == option_code)
            changed_options.append(_apply_texts(option, language, fields))
        else:
            changed_questions.append(_apply_texts(question, language, fields))
    Question.objects.bulk_update(changed_questions, ["translations", "outdated"])
    Option.objects.bulk_update(changed_options, ["translations", "outdated"])
    if texts:
        two_person_rule.record_change(edition, by)


def _apply_texts[Row: (Question, Option)](row: Row, language: str, fields: Mapping[str, str | None]) -> Row:
    new_texts = {name: text for name, text in fields.items() if text is not None}
    row.translations[language] = row.translations.get(language, {}) | new_texts
    # Null is read by the database as "right as it stands".
    row.outdated[language] = dict.fromkeys(name for name, text in fields.items() if text is None)
    return row


@transaction.atomic
def mark_equivalent(edition: Edition, language: str, reason: str, *, by: User | None = None) -> None:
    """Record why a complete translation means the same, so that scores compare; without a reason, remove it.

    TranslationFrozen, or TranslationIncomplete.
    """
    edition = _lock_draft(edition)
    if reason and language not in list_complete_languages(serialization.write(edition)):
        raise TranslationIncomplete
    edition.equivalent = {
        key: old_reason for key, old_reason in edition.equivalent.items() if key != language
    }
    if reason:
        edition.equivalent[language] = reason
    two_person_rule.record_change(edition, by)
    edition.save(update_fields=["equivalent"])
