"""Method, privacy, accessibility: numbers that scoring really uses, and no promise beyond what exists."""

import json
import re
from dataclasses import replace

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.questionnaire import actions as editing
from assessment.questionnaire.models import KEYED, Question
from assessment.results.method import calibration, examples, labels, strategies
from assessment.scoring.composition import FULL_COUNTS
from assessment.scoring.constants import COMPOSITION, CURRENT_VERSION, FACETS, VERSIONS
from assessment.scoring.replies import score_reply
from tests import make
from tests.results.lives import day, next_edition
from tests.results.pages import get_page, heading, tables, text_of
from tests.results.test_compositions import publish_fewer

pytestmark = pytest.mark.django_db


def test_the_method_page_prints_the_constants_of_scoring(client: Client) -> None:
    text = text_of(get_page(client, "/method/"))
    assert "so that the shipped questions, all answered, have a standard error of 9 points: 26.28 for" in text
    assert "1.2816 standard errors" in text
    assert "From 1.2816 it is probably up or down, from 1.96 clearly" in text
    assert "An index near 50 needs 13.2 points for probably, 20.2 for clearly." in text
    assert "only if the chance of that is at least 90" in text
    assert "scatter by about 15 points or less" in text
    assert "From four comparable full results over six months on" in text
    assert "a standard error of 5.2 and a tolerance of 7" in text


def test_the_method_page_counts_the_questions_of_the_composition(client: Client) -> None:
    page = get_page(client, "/method/")
    counts, weights, _ = tables(page, "Capability")
    assert counts[0][1:] == ["frequency", "pair", "judgement", "belief", "range", "Sum"]
    assert [row[1:] for row in counts[1:]] == [
        ["4", "2", "3", "0", "0", "9"],
        ["4", "2", "1", "4", "0", "11"],
        ["4", "2", "2", "0", "3", "11"],
    ]
    assert [row[1:] for row in weights[1:]] == [["5", "4", "0"], ["6", "1", "4"], ["6", "2", "3"]]


def test_the_composition_is_that_of_the_shipped_edition() -> None:
    edition = make.published()
    for slug, kinds in COMPOSITION.items():
        for kind, facets in kinds.items():
            questions = edition.questions.filter(capability=slug, kind=kind, form__in=["", "A"])
            assert questions.count() == len(facets)


def test_every_facet_has_a_name() -> None:
    assert set(labels.facets()) == {facet for facets in FACETS.values() for facet in facets}


def test_the_verdict_table_spans_all_dots(client: Client) -> None:
    (table,) = tables(get_page(client, "/method/"), "Dots above 50")
    assert table[1:] == [
        ["19 to 20", "On the orchestrator’s trajectory."],
        ["16 to 18", "More orchestrator than artefact. Probably."],
        ["5 to 15", "Too close to call."],
        ["2 to 4", "More artefact than orchestrator. Probably."],
        ["0 to 1", "On the artefact’s trajectory, for now."],
    ]


def test_formulas_tell_their_terms_apart(client: Client) -> None:
    page = get_page(client, "/method/")
    assert page.count("SE<sub>1</sub>² + SE<sub>2</sub>²") == 2
    assert "D<sub>1</sub> · D<sub>2</sub> · D<sub>3</sub>" in page


def test_the_method_page_says_its_limits(client: Client) -> None:
    text = text_of(get_page(client, "/method/"))
    assert "No study has yet shown that the score predicts how a career develops." in text
    assert "The tolerance is assumed, not measured." in text
    assert "r = .29 (Mabe and West 1982)" in text
    assert "The authors decided which answers are best." in text
    assert "It is not for hiring, pay or ranking." in text


def test_the_method_page_tells_the_history_of_editions(client: Client, stranger: User) -> None:
    assert "No edition is published yet." in get_page(client, "/method/")
    first = make.published(at=day(5))
    next_edition(stranger, replaced=2, at=day(8))
    (table,) = tables(get_page(client, "/method/"), "Questionnaire")
    assert [row[:5] for row in table[1:]] == [
        ["Full questionnaire", "3", "20 August 2026", "in use", "starts again"],
        ["Full questionnaire", "2", "20 May 2026", "20 August 2026", "starts again"],
    ]
    assert [row[5] for row in table[1:]] == ["2 questions replaced.", first.changes]


def test_the_method_page_shows_the_questions_about_deeds(client: Client) -> None:
    edition = make.published()
    page = text_of(get_page(client, "/method/"))
    deeds = edition.questions.exclude(form__in=["A", "B", "C"]).exclude(kind="hours")
    assert deeds.count() == 18
    assert [question.code for question in deeds if question.text not in page] == []


def test_no_keyed_question_of_a_form_in_use_is_shown(client: Client, stranger: User) -> None:
    edition = make.published()
    next_edition(stranger, replaced=3)  # its keyed questions are those of the first, which is now retired
    page = get_page(client, "/method/")
    assert "Right answers to retired questions" not in page
    assert [
        question.code for question in edition.questions.filter(kind__in=KEYED) if question.text in page
    ] == []


def test_a_key_is_shown_once_its_question_is_asked_no_more(client: Client, stranger: User) -> None:
    make.published()
    draft = editing.start_draft(make.published(), by=stranger)
    replaced = draft.questions.filter(kind="belief").first()
    assert replaced is not None
    Question.objects.filter(pk=replaced.pk).update(
        code="another-belief", text="Whoever has seen an advert twice remembers it for a year."
    )
    draft.changes = "One statement replaced."
    draft.save()
    assert replaced.text not in text_of(get_page(client, "/method/"))
    editing.publish(draft, by=stranger, at=day(11), strategy_reason="A test.")
    text = text_of(get_page(client, "/method/"))
    assert f"Edition 2, form {replaced.form}: {replaced.text}" in text
    assert ("True." if replaced.is_true else "False.") in text


def test_every_chapter_is_in_the_contents_and_on_the_page(client: Client) -> None:
    page = get_page(client, "/method/")
    sections = re.findall(r'<section class="chapter" id="(\w+)">', page)
    assert sections == [anchor for anchor, _ in labels.chapters()]
    assert all(
        page.count(f'<li><a href="#{anchor}">') == 2 for anchor in sections
    )  # beside it, and above on phones


def test_every_heading_of_the_privacy_page_is_in_its_contents(client: Client) -> None:
    page = get_page(client, "/privacy/")
    headings = re.findall(r'<h2 id="([\w-]+)">', page)
    assert len(headings) == page.count("<h2")
    assert re.findall(r'<li><a href="#([\w-]+)">', page) == headings


def test_the_method_page_says_what_guessing_pays(client: Client) -> None:
    record = json.loads(strategies.FILE.read_text(encoding="utf-8"))
    first = next(edition for edition in record["editions"] if edition["number"] == 1)["strategies"]
    page = get_page(client, "/method/")
    (table,) = tables(page, "Strategy")
    rows = {row[0]: row[1:3] for row in table[1:]}
    assert rows["Answers by chance"] == ["25 %", "50.0"]
    assert rows["The same range every time"] == ["81 % too much", "52.6"]
    paying = {row["name"] for row in first.values() if row["beyond"]}
    assert paying <= set(rows)
    assert f"{len(first) - 2} strategies that look only at how the questions are written" in text_of(page)


def test_the_audit_stands_there_as_it_came_out(client: Client) -> None:
    (table,) = tables(get_page(client, "/method/"), "Claim")
    document = (calibration.AUDIT.parents[1] / "docs/scoring.md").read_text(encoding="utf-8")
    lines = document.split("<!-- audit -->")[1].split("<!-- /audit -->")[0].strip().splitlines()
    assert [f"| {' | '.join(row)} |" for row in table[1:]] == lines[2:]
    record = json.loads((calibration.AUDIT.parent / "audit.json").read_text(encoding="utf-8"))
    assert [row[0] for row in table[1:]] == [row["claim"] for row in record["rows"]]
    assert f"seed {record['seed']}" in calibration.load_audit().about


def test_the_audit_comes_with_the_image() -> None:
    site = calibration.AUDIT.parents[1]
    assert "COPY benchmarks/AUDIT.md benchmarks/strategies.json benchmarks/\n" in (
        site / "Dockerfile"
    ).read_text(encoding="utf-8")
    assert "!benchmarks/AUDIT.md\n" in (site / ".dockerignore").read_text(encoding="utf-8")


def test_worked_examples_are_those_of_the_scoring_page(client: Client) -> None:
    page = get_page(client, "/method/")
    statements, ranges = tables(page, "Answer")
    assert [row[1] for row in statements[1:]] == ["0.98", "0.82", "−0.28", "0.50", "−1.00"]
    assert [row[1] for row in ranges[1:]] == ["0.86", "0.28", "0.81", "0.56"]
    (indices,) = tables(page, "Scores")
    assert indices[3] == ["62, 48, 35", "47 ± 7, 6 dots above the line"]
    (words,) = tables(page, "Then, now")
    assert [row[1] for row in words[1:]] == ["no clear change", "probably up", "clearly up"]
    (hours,) = tables(page, "Hours")
    assert hours[1] == ["96 approving, 12 designing, from memory", "8 to 1 (5 to 12)"]
    text = text_of(page)
    assert "lead to 54 if the pace fades and 61 if it holds, between 41 and 81." in text
    assert "Its standard error is 9.57 points if you answer all" in text
    assert "For 12 people that is 17.0 points." in text


def test_gaps_have_the_errors_that_the_scoring_page_says(client: Client) -> None:
    *_, errors = tables(get_page(client, "/method/"), "Capability")
    assert [row[1:] for row in errors[1:]] == [
        ["10.7", "15.2", "18.6"],
        ["12.2", "13.3", "18.1"],
        ["12.2", "13.3", "18.1"],
    ]


def test_the_formulas_in_words_give_what_scoring_gives(client: Client) -> None:
    """The range's formula, read off the page and worked out by hand."""
    text = text_of(get_page(client, "/method/"))
    scale, missed = re.findall(r"s = 1 − W / (\d+) , with W its width plus (\d+) times", text)[0]
    for low, high, quantity in [(20, 45, 38), (50, 60, 72), (5, 30, 4)]:
        width = high - low + int(missed) * (max(0, low - quantity) + max(0, quantity - high))
        scored = score_reply("range", {"low": low, "high": high}, quantity=quantity)
        assert 1 - width / int(scale) == pytest.approx(scored)
    assert "A component needs half of its weight answered, a capability two thirds" in text


def test_a_measured_tolerance_says_on_how_many_people(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = text_of(get_page(client, "/method/"))
    assert "it hasn’t been measured on anybody so far" in page
    assert "Tolerance Assumed" in page
    # A later version of scoring may have been measured: the page and each result then say so.
    monkeypatch.setitem(VERSIONS, CURRENT_VERSION, replace(VERSIONS[CURRENT_VERSION], people=60))
    page = text_of(get_page(client, "/method/"))
    assert "The tolerance is measured on 60 people." in page
    assert "the error of one answer, is measured on 60 people" in page
    assert make.attempt(at=day(11)).tolerance_people == 60


def test_the_pulses_questions_stand_there_too(client: Client) -> None:
    pulse = make.published("pulse")
    page = text_of(get_page(client, "/method/"))
    assert f"{pulse.questionnaire.name}, edition 2" in page
    deeds = pulse.questions.exclude(kind="hours")
    assert deeds.count() == 9
    assert [question.code for question in deeds if question.text not in page] == []


def test_closed_questions_are_counted_by_form(client: Client) -> None:
    make.published()
    (closed,) = tables(get_page(client, "/method/"), "Kind")
    assert closed[1:] == [
        ["Judgement", "6", "6", "6"],
        ["Belief", "4", "4", "4"],
        ["Range", "3", "3", "3"],
    ]
    assert "It has 58 questions in all forms together. 18 of them ask what you did" in text_of(
        get_page(client, "/method/")
    )


def test_a_weight_of_ones_own_is_told(client: Client, stranger: User) -> None:
    draft = editing.start_draft(make.published(), by=stranger)
    heavy = draft.questions.filter(kind="frequency").first()
    assert heavy is not None
    Question.objects.filter(pk=heavy.pk).update(weight="1.50")
    draft.changes = "One weighs more."
    draft.save()
    assert "Each weighs 1 within its component." in text_of(get_page(client, "/method/"))
    editing.publish(draft, by=stranger, at=day(11), strategy_reason="A test.")
    text = text_of(get_page(client, "/method/"))
    assert f"{heavy.text} Weight 1.50." in text
    assert "Where a question weighs more or less than 1" in text


def test_the_examples_cover_every_capability() -> None:
    assert len(examples.list_parts(FULL_COUNTS)) == len(COMPOSITION)


def test_the_method_page_counts_what_the_edition_in_use_asks(client: Client, stranger: User) -> None:
    publish_fewer(stranger)
    page = get_page(client, "/method/")
    counts, weights, errors = tables(page, "Capability")
    assert counts[1][1:] == ["3", "2", "3", "0", "0", "8"]
    assert weights[1][1:] == ["4.2", "4", "0"]
    assert errors[1][1:] == ["11.8", "15.2", "19.2"]
    assert "a standard error of 5.3 and a tolerance of 7" in text_of(page)


def test_the_privacy_page_promises_only_what_exists(client: Client) -> None:
    page = get_page(client, "/privacy/")
    assert heading(page) == "Yours, and nobody else’s"
    text = text_of(page)
    assert "The people who run the database could read it" in text
    assert "which lasts 400 days" in text
    assert "only the browser in which you finished can, or anyone who has its new link" in text
    assert "anonymous" not in text


def test_the_privacy_page_says_what_a_team_sees_of_one_person(client: Client) -> None:
    text = text_of(get_page(client, "/privacy/"))
    assert "no page shows one person’s result to another" not in text
    assert "Your name, your index and your three capabilities" in text
    assert "to members who agreed to the same" in text
    assert "Nobody sees your result but you" not in text_of(get_page(client, "/"))


def test_the_accessibility_page_says_what_was_not_tested(client: Client) -> None:
    text = text_of(get_page(client, "/accessibility/"))
    assert "No person who uses a screen reader" in text


@pytest.mark.parametrize("path", ["/method/", "/privacy/", "/accessibility/"])
def test_pages_to_read_need_no_session_and_draw_nothing(client: Client, path: str) -> None:
    page = get_page(client, path)
    assert "plotly" not in page
    assert not client.cookies
    assert client.post(path).status_code == 405
