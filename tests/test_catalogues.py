"""The interface in its second language: every message, each with the same places to fill."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_AP, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format

from tests.catalogues import Identity, catalogues, entries, messages

NAMES = re.compile(r"%\(\w+\)[sd]|%%")
LINKS_AND_MARKS = re.compile(r"<[^>]+>")
LANGUAGES = sorted(code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
ALIKE = {"CSV", "JSON", "Outlook"}
"""The same in every language."""


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return catalogues()[request.param]


def _forms(message: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [message] if isinstance(message, str) else list(message or ())


def test_every_language_offered_has_a_catalogue_and_no_other_has() -> None:
    assert sorted(catalogues()) == LANGUAGES


def test_the_catalogue_says_every_message_and_nothing_else(catalogue: Catalog) -> None:
    catalogue_entries = entries(catalogue)
    assert {
        "lacking": messages().keys() - catalogue_entries.keys(),
        "unused": catalogue_entries.keys() - messages().keys(),
    } == {
        "lacking": set(),
        "unused": set(),
    }
    assert not catalogue.obsolete


def test_every_message_is_finished(catalogue: Catalog) -> None:
    unfinished = [
        message.id
        for message in entries(catalogue).values()
        if message.fuzzy or not all(form.strip() for form in _forms(message.string))
    ]
    assert unfinished == []


def _differing(catalogue: Catalog, pattern: re.Pattern[str]) -> Iterator[Identity]:
    for identity, message in entries(catalogue).items():
        forms_of_original = [sorted(pattern.findall(form)) for form in _forms(message.id)]
        if any(sorted(pattern.findall(form)) not in forms_of_original for form in _forms(message.string)):
            yield identity


@pytest.mark.parametrize("pattern", [NAMES, LINKS_AND_MARKS], ids=["names", "markup"])
def test_a_message_keeps_its_places_and_its_markup(catalogue: Catalog, pattern: re.Pattern[str]) -> None:
    assert list(_differing(catalogue, pattern)) == []


def test_a_number_and_its_percent_sign_stay_on_one_line(catalogue: Catalog) -> None:
    parted = re.compile(r"[\d)s}] %%?(?![\w(])")
    words = [
        text
        for message in entries(catalogue).values()
        for text in (*_forms(message.id), *_forms(message.string))
    ]
    words += [*_words_outside_catalogues()]
    assert [text for text in words if parted.search(text)] == []
    assert parted.search("We’re 80 %% sure")
    assert not parted.search("We’re 80\u00a0%% sure")


def _words_outside_catalogues() -> Iterator[str]:
    for template in Path("templates").rglob("*.html"):
        yield re.sub(
            r"{%.*?%}", "", template.read_text(encoding="utf-8").replace("}} %", "1 %"), flags=re.DOTALL
        )
    for pages in Path("assessment/practice/pages").glob("*.json"):
        yield pages.read_text(encoding="utf-8")


def _said(message: Message, language: str) -> list[str]:
    with translation.override(language):
        if isinstance(message.id, str):
            return [
                translation.pgettext(message.context, message.id)
                if message.context
                else translation.gettext(message.id)
            ]
        return [translation.ngettext(message.id[0], message.id[1], number) for number in (1, 2)]


def test_what_is_compiled_is_what_is_written(catalogue: Catalog) -> None:
    language = str(catalogue.locale)
    stale = [
        message.id
        for message in entries(catalogue).values()
        if _said(message, language) != _forms(message.string)
    ]
    assert stale == [], "run make install, which compiles the catalogues"


def test_months_and_days_keep_the_names_that_django_gives_them(catalogue: Catalog) -> None:
    # A message with the same words would rename them in every date: "May" once did, as what somebody may do.
    tables = [MONTHS, MONTHS_3, MONTHS_AP, WEEKDAYS, WEEKDAYS_ABBR]
    with translation.override(None):
        names = {str(name) for table in tables for name in table.values()}
    assert names & {message.id for message in entries(catalogue).values()} == set()
    with translation.override("de"):
        assert date_format(date(2026, 5, 29), "j. F Y") == "29. Mai 2026"


def _words_of(template: Path) -> list[str]:
    """What a reader would see, once tags, translated blocks and markup are taken out."""
    text = template.read_text(encoding="utf-8")
    text = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", text, flags=re.DOTALL)
    text = re.sub(r"{% block (?:bodyclass|look) %}.*?{% endblock \w+ %}", "", text)  # names of classes
    text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.DOTALL)
    texts = re.findall(
        r'(?:aria-label|title|alt|placeholder)="([^"]*)"', re.sub(r"{%.*?%}|{{.*?}}", "", text)
    )
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    text = re.sub(r"<(style|kbd|code)\b.*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(r"Architect (?:<em>)?or(?:</em>)? Artefact", "", text)  # the site's name stays
    texts += re.split(r"<[^>]*>", text)
    return [
        " ".join(words.split())
        for words in texts
        if re.search(r"[^\W\d_]{2}", words) and words.strip() not in ALIKE
    ]


def test_no_template_holds_words_that_nobody_could_translate() -> None:
    templates = settings.BASE / "templates"
    words_by_template = {
        str(path.relative_to(templates)): words
        for path in sorted(templates.rglob("*.*"))
        if path.suffix != ".svg" and (words := _words_of(path))
    }
    assert words_by_template == {}
