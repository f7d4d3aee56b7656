"""The words beside the two switches, in every language, belong to the version that a consent is kept with."""

import hashlib

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from assessment.accounts.models import User
from assessment.teams.actions import CONSENT_TEXT
from assessment.teams.forms import ConsentForm

PINNED = {
    "2 en-gb": "258625c1b110ebcd",
    "2 de": "653485ecb2b768e6",
}


def read_consent_words(language: str) -> str:
    """What somebody reads who has no name and no result yet."""
    with translation.override(language):
        fields = ConsentForm().fields
        parts = [str(fields[name].label) for name in ("group", "named")]
        page = {"user": User(), "own": {}}
        parts += [render_to_string(f"teams/consent/{name}.html", page) for name in ("group", "named")]
    return " ".join(" ".join(parts).split())


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_the_words_of_a_consent_are_those_of_its_version(language: str) -> None:
    """Where only a comma was corrected, pin the new words; where the meaning changed, raise CONSENT_TEXT."""
    digest = hashlib.sha256(read_consent_words(language).encode()).hexdigest()[:16]
    assert digest == PINNED[f"{CONSENT_TEXT} {language}"]


def test_each_language_says_it_in_its_own_words() -> None:
    consent_texts = [read_consent_words(code) for code, _ in settings.LANGUAGES]
    assert len(set(consent_texts)) == len(consent_texts)
