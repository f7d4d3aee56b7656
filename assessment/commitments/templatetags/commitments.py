"""The sentences of a commitment on a page, with what was filled in marked."""

from django import template
from django.utils import translation
from django.utils.html import format_html

from assessment.accounts.languages import fill_in, get_current_language
from assessment.commitments import phrases
from assessment.commitments.models import Commitment
from assessment.commitments.phrases import Phrase

register = template.Library()
TEMPLATES = {
    "sentence": phrases.get_sentence_template,
    "sign": phrases.get_sign_template,
    "rehearsal": phrases.get_rehearsal_template,
}


@register.simple_tag
def commitment_words(words: Commitment | Phrase, kind: str) -> str:
    """kind: sentence, sign or rehearsal."""
    phrase = words.phrase if isinstance(words, Commitment) else words
    language = words.worded_in if isinstance(words, Commitment) else get_current_language()
    with translation.override(language):
        sentence = TEMPLATES[kind](phrase)
    if not sentence:
        return ""
    parts = {
        name: format_html('<span class="fill"><bdi>{}</bdi></span>', part)
        for name, part in vars(phrase).items()
        if f"%({name})s" in sentence
    }
    return fill_in(sentence, **parts)
