"""Which strategies pay more than they should against an edition, in each language it is offered in."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from assessment.questionnaire import strategy_wording, translation
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import FULL
from assessment.questionnaire.strategies.limits import find_excesses
from assessment.questionnaire.strategies.play import Outcome, play_all

Excesses = list[dict[str, Any]]
"""What publishing keeps: language, strategy, detail, limit, and the share reached and allowed, 0..1."""


def find_strategy_excesses(document: Document) -> Excesses:
    # A pulse has no keys.
    if document["questionnaire"]["slug"] != FULL:
        return []
    languages = [document["edition"]["language"], *translation.list_complete_languages(document)]
    return [
        excess
        for place, language in enumerate(languages)
        for excess in excesses_in(play_all(document, language if place else ""), language)
    ]


def excesses_in(outcomes: Iterable[Outcome], language: str) -> Excesses:
    return [
        {
            "language": language,
            "strategy": excess.outcome.slug,
            "detail": dict(excess.outcome.detail),
            "limit": excess.limit,
            "share": round(excess.share, 4),
            "most": round(excess.most, 4),
        }
        for excess in find_excesses(outcomes)
    ]


def format_excesses(excesses: Excesses) -> list[tuple[str, list[str]]]:
    # For each language by its name.
    return [
        (
            translation.get_language_name(language),
            [strategy_wording.format_excess(excess) for excess in group],
        )
        for language, group in groupby(excesses, key=lambda excess: excess["language"])
    ]
