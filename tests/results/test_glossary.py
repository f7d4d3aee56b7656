"""What the site's own words mean: one definition of each, behind a tap, on every page that uses it."""

import re

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from assessment.accounts.models import User
from assessment.results.glossary import TERMS
from tests.results.lives import day, submit
from tests.results.pages import get_page, text_of

WORDS = re.compile(r"[\w’-]+")
MEANING = re.compile(r'<details class="meaning"><summary>(.*?)</summary><p>(.*?)</p></details>')


def meanings_on(page: str) -> dict[str, str]:
    return dict(MEANING.findall(page))


def render(source: str) -> str:
    return Template("{% load glossary %}" + source).render(Context())


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_every_word_has_one_short_definition(language: str) -> None:
    with translation.override(language):
        meanings = meanings_on(render("{% meanings %}"))
        assert len(meanings) == len(TERMS)
        assert len(set(meanings.values())) == len(TERMS)
        for name, definition in meanings.items():
            assert definition.endswith("."), name
            assert all(len(WORDS.findall(sentence)) <= 25 for sentence in definition.split(". ")), name
            assert "%%" not in definition


def test_a_word_can_be_said_in_a_sentence_and_an_unknown_one_fails() -> None:
    assert render('{% definition "claimed" %}') == "Hours you typed from memory."
    assert "We’re 80\u00a0% sure" in render('{% definition "tolerance" %}')
    with pytest.raises(KeyError):
        render('{% meanings "percentile" %}')


def test_definitions_are_closed_and_not_printed() -> None:
    markup = render('{% meanings "index" %}')
    assert "<details open" not in markup
    assert 'class="meanings no-print"' in markup
    assert "onclick" not in markup
    assert "<script" not in markup


@pytest.mark.django_db
def test_a_result_over_time_and_a_comparison_say_what_their_words_mean(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    earlier, later = submit(cmo, day(8), 0.3), submit(cmo, day(11), 0.7)
    result = {"orchestrator", "artefact", "architect", "index", "tolerance (±)", "bounded uncertainty"}
    assert (
        result | {"said", "shown", "hours from memory", "counted hours"}
        <= meanings_on(get_page(client, f"/r/{later.uid}/")).keys()
    )
    assert {"index", "tolerance (±)"} <= meanings_on(get_page(client, "/over-time/")).keys()
    assert {"index", "tolerance (±)"} <= meanings_on(
        get_page(client, f"/compare/{earlier.uid}/{later.uid}/")
    ).keys()


@pytest.mark.django_db
def test_the_method_page_has_them_all(client: Client) -> None:
    page = get_page(client, "/method/")
    assert len(meanings_on(page)) == len(TERMS)
    assert text_of(page).count(str(TERMS["middle_half"])) == 1
