"""One sentence from its parts, the same wherever it is printed."""

from dataclasses import replace

import pytest
from django.template import Context, Template
from django.utils import translation

from assessment.commitments.phrases import Phrase

FLOW = Phrase("the Monday job list", "ask what the five oldest jobs are waiting for", "the answers", "Priya")
WHOLE = replace(
    FLOW, sign="two wait for the same thing", obstacle="a rush job", response="date it like the others"
)


def print_words(phrase: Phrase, kind: str) -> str:
    template = Template("{% load commitments %}{% commitment_words phrase kind %}")
    return template.render(Context({"phrase": phrase, "kind": kind}))


def test_what_is_handed_on_may_be_left_out() -> None:
    assert FLOW.sentence == (
        "When the Monday job list comes round, I will ask what the five oldest jobs are waiting for, "
        "and hand the answers to Priya."
    )
    assert replace(FLOW, handover="").sentence == (
        "When the Monday job list comes round, I will ask what the five oldest jobs are waiting for, "
        "and it goes to Priya."
    )


def test_the_plan_says_how_to_see_it_and_what_may_get_in_the_way() -> None:
    assert FLOW.plan == FLOW.sentence
    assert WHOLE.plan == (
        f"{FLOW.sentence} It worked if two wait for the same thing. "
        "If a rush job gets in the way, I will date it like the others."
    )


def test_german_needs_no_comma_before_handing_on() -> None:
    german = Phrase("die Liste am Montag", "fragen, worauf die ältesten warten,", "", "die Leitung")
    with translation.override("de"):
        assert german.sentence == (
            "Wenn die Liste am Montag kommt, werde ich fragen, worauf die ältesten warten, "
            "und gebe es an die Leitung."
        )


@pytest.mark.parametrize("hostile", ["<b>bold</b>", "{occasion}", "100% %(act)s", "{{ 7|add:7 }}"])
def test_a_page_marks_each_part_and_takes_none_for_markup(hostile: str) -> None:
    printed = print_words(replace(WHOLE, act=hostile), "sentence")
    escaped = hostile.replace("<", "&lt;").replace(">", "&gt;")
    assert f'I will <span class="fill"><bdi>{escaped}</bdi></span>, and hand' in printed
    assert printed.count('<span class="fill">') == 4


def test_what_was_left_empty_prints_nothing() -> None:
    assert print_words(FLOW, "sign") == print_words(FLOW, "rehearsal") == ""
    assert "It worked if <span" in print_words(WHOLE, "sign")
