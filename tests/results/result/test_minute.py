"""The first minute of a result: three sentences, one button, the order of what follows, and its length."""

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Answer, Attempt
from assessment.demo.people import PEOPLE
from assessment.demo.replies import Character
from assessment.demo.replies import choose_reply as demo_reply
from assessment.practice import serialization
from assessment.practice.models import PracticePage
from assessment.questionnaire.models import FACETS_BY_CAPABILITY, KEYED, Kind
from tests import make
from tests.results.lives import Levels, answer_all, day, submit
from tests.results.pages import get_page, headings, text_of

pytestmark = pytest.mark.django_db

MOST_WORDS = 600
VOID = {"br", "hr", "img", "input", "link", "meta"}
UNREAD = {"script", "noscript", "svg", "nav"}
SENTENCES = re.compile(r'<ol class="minute-sentences">(.*?)</ol>', re.DOTALL)


class VisibleWords(HTMLParser):
    """The words of <main> to be read without opening anything; neither charts nor the list of sections."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            names = dict(attrs)
            unseen = "hidden" in names or "visually-hidden" in (names.get("class") or "")
            self.open.append((tag, unseen or tag in UNREAD))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        folded = "details" in tags and "summary" not in tags[tags.index("details") :]
        if "main" in tags and not folded and not any(unseen for _, unseen in self.open):
            self.words += [word for word in data.split() if re.search(r"\w", word)]


def count_visible_words(page: str) -> int:
    parser = VisibleWords()
    parser.feed(page)
    return len(parser.words)


@pytest.fixture
def shipped_pages() -> None:
    texts = [
        page
        for language in ("en", "de")
        for page in serialization.read_pages(
            Path(f"assessment/practice/pages/practice-{language}.json").read_text(encoding="utf-8")
        )
    ]
    PracticePage.objects.bulk_create(PracticePage(number=1, **page) for page in texts)
    PracticePage.objects.update(state=PracticePage.State.PUBLISHED, published_at=make.NOON)


def took_like(person: Character, user: User) -> Attempt:
    """The first result of a person of the demonstration."""
    begun, chance = make.started(user, at=day(11)), Random(1)  # noqa: S311  # the same on every run
    sheet = AnswerSheet.load(begun)
    answers = []
    for question in sheet.questions:
        reply = demo_reply(question, person, 0, sheet.month, chance)
        answers.append(
            Answer(
                attempt=begun,
                question=question,
                option=reply.option,
                value=reply.value,
                answered_at=day(11),
            )
        )
    Answer.objects.bulk_create(answers)
    return actions.submit(begun, at=day(11))


def get_result_page(client: Client, attempt: Attempt) -> str:
    return get_page(client, f"/r/{attempt.uid}/")


def sentences_of(page: str) -> list[str]:
    (sentence,) = SENTENCES.findall(page)
    return [text_of(item) for item in re.findall(r"<li>.*?</li>", sentence, re.DOTALL)]


def primary_buttons(page: str) -> list[str]:
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return re.findall(r'<a class="btn btn-primary" href="([^"]+)"', main) + re.findall(
        r"<button[^>]*btn-primary", main
    )


def claims(user: User, described: float, keyed: Levels) -> Attempt:
    """What was described at one level, what was keyed at levels by capability."""
    begun = make.started(user, at=day(11))
    codes = begun.edition.questions.exclude(kind__in=KEYED).values_list("code", flat=True)
    return answer_all(begun, keyed, at=day(11), other=dict.fromkeys(codes, described))


@pytest.mark.parametrize("person", PEOPLE[:3], ids=lambda person: person.name)
@pytest.mark.parametrize("language", ["en-gb", "de"])
def test_a_first_result_is_read_in_six_hundred_words(
    cmo: User, cmo_client: Client, shipped_pages: None, person: Character, language: str
) -> None:
    attempt = took_like(person, cmo)
    cmo_client.cookies["django_language"] = language
    assert 300 < count_visible_words(get_result_page(cmo_client, attempt)) <= MOST_WORDS


def test_sections_come_in_the_order_in_which_they_help(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8))
    page = get_result_page(cmo_client, submit(cmo, day(11)))
    order = ["capabilities", "said", "moves", "commitment", "calendar", "since", "made", "next"]
    assert re.findall(r'<section class="[^"]*" id="(\w+)"', page) == order
    assert re.findall(r'<li><a href="#(\w+)">', page) == order
    assert '<details class="fold">' in page[page.index('id="made"') :]


def test_who_can_be_told_apart_reads_what_holds_the_score_down(cmo: User, cmo_client: Client) -> None:
    attempt = submit(cmo, day(11), {"systems": 0.75, "literacy": 0.75, "uncertainty": 0.25})
    points = {score.capability: round(score.score or 0) for score in attempt.capabilities.all()}
    higher = sorted((points["systems"], points["literacy"]), reverse=True)
    where, weakest, _ = sentences_of(get_result_page(cmo_client, attempt))
    assert where.startswith(f"Where you stand Your index is {round(attempt.index or 0)}; we’re 80")
    assert weakest == (
        f"What holds it down Bounded uncertainty, probably : it is at {points['uncertainty']}, "
        f"the other two at {higher[0]} and {higher[1]}."
    )


def test_who_cannot_be_told_apart_is_told_that(cmo: User, cmo_client: Client) -> None:
    _, weakest, _ = sentences_of(get_result_page(cmo_client, submit(cmo, day(11), 0.5)))
    assert weakest.endswith("We can’t tell which capability: all three are too close together.")


def test_a_change_with_a_name_is_said_in_the_first_sentence(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8), 0.25)
    where, *_ = sentences_of(get_result_page(cmo_client, submit(cmo, day(11), 0.75)))
    assert re.search(r"Clearly up: \d+ to \d+\.$", where)


def test_the_one_button_leads_to_the_page_of_the_best_lever(
    cmo: User, cmo_client: Client, shipped_pages: None
) -> None:
    page = get_result_page(
        cmo_client, submit(cmo, day(11), {"systems": 0.5, "literacy": 0.5, "uncertainty": 0.25})
    )
    (address,) = primary_buttons(page)
    ((first, habit), *_) = re.findall(r'<a class="name" href="([^"]+)">([^<]+)</a>', page)
    assert sentences_of(page)[2] == f"What to do next Start with “{habit}”, the habit that adds most."
    assert address == first


def test_where_what_was_shown_is_weakest_the_result_says_so_and_where_to_start(
    cmo: User, cmo_client: Client, shipped_pages: None
) -> None:
    page = get_result_page(
        cmo_client, claims(cmo, 0.5, {"systems": 0.5, "literacy": 0.0, "uncertainty": 0.5})
    )
    step = sentences_of(page)[2]
    assert re.search(
        r"Of your answers, what you showed in technical literacy took most off your score, \d+ points\.", step
    )
    assert primary_buttons(page)[0].startswith("/practice/literacy.")


def test_the_page_to_start_with_does_not_tell_which_answer_was_wrong(
    cmo: User, stranger: User, teammate: User, client: Client, shipped_pages: None
) -> None:
    pages = set()
    for user, wrong in zip((cmo, stranger, teammate), (0, 1, 2), strict=True):
        begun = make.started(user, at=day(11))
        described = begun.edition.questions.exclude(kind__in=KEYED).values_list("code", flat=True)
        beliefs = begun.edition.questions.filter(kind=Kind.BELIEF, form=begun.form).order_by("position")
        levels = dict.fromkeys(described, 0.5) | {
            belief.code: 0.0 if place == wrong else 1.0 for place, belief in enumerate(beliefs)
        }
        by_capability = {"systems": 1.0, "literacy": 0.0, "uncertainty": 1.0}
        attempt = answer_all(begun, by_capability, at=day(11), other=levels)
        client.force_login(user)
        pages.add(tuple(primary_buttons(get_result_page(client, attempt))))
    assert len(pages) == 1


def test_every_facet_that_is_named_leads_to_its_practice(
    cmo: User, cmo_client: Client, shipped_pages: None
) -> None:
    page = get_result_page(
        cmo_client, claims(cmo, 0.75, {"systems": 1.0, "literacy": 1.0, "uncertainty": 0.0})
    )
    parts = dict(re.findall(r'<section class="[^"]*" id="(\w+)"[^>]*>(.*?)</section>', page, flags=re.DOTALL))
    assert 'href="/practice/#uncertainty"' in parts["capabilities"]
    assert len(re.findall(r'<a class="name" href="/practice/\w+\.\w+/"', parts["moves"])) == 3
    assert re.search(r'href="/practice/\w+\.\w+/"', parts["commitment"])
    (index,) = re.findall(r'<nav class="index".*?</nav>', page, re.DOTALL)
    assert 'href="/practice/"' in index
    assert 'id="uncertainty"' in get_page(cmo_client, "/practice/")


def test_who_says_more_than_they_showed_is_led_to_practice(
    cmo: User, cmo_client: Client, shipped_pages: None
) -> None:
    page = get_result_page(
        cmo_client, claims(cmo, 1.0, {"systems": 0.0, "literacy": 0.0, "uncertainty": 0.0})
    )
    section = page.split('id="said"', 1)[1].split("</section>", 1)[0]
    assert re.search(r'href="/practice/#(systems|literacy|uncertainty)"', section)


def test_the_commitment_begins_with_the_words_of_the_page_to_start_with(
    cmo: User, cmo_client: Client, shipped_pages: None
) -> None:
    page = get_result_page(
        cmo_client, submit(cmo, day(11), {"systems": 0.5, "literacy": 0.5, "uncertainty": 0.25})
    )
    facet = primary_buttons(page)[0].split("/")[2]
    words = PracticePage.objects.get(facet=facet, language="en")
    assert f"I will {words.act} , and hand {words.handover} to {words.recipient}" in text_of(page)
    change = re.findall(r'href="(/commitment/\?[^"]+)"', page)[0].replace("&amp;", "&")
    assert cmo_client.get(change).context["form"].initial["act"] == words.act
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)" id="id_', page))
    opened = cmo_client.get("/commitment/")  # without the link
    offered = {name: str(value) for name, value in opened.context["form"].initial.items()}
    assert {name: html.escape(value) for name, value in offered.items()} == hidden
    assert f"From the practice page {words.title}" in text_of(opened.content.decode())


def test_without_published_pages_nothing_leads_to_one(cmo: User, cmo_client: Client) -> None:
    page = get_result_page(cmo_client, submit(cmo, day(11)))
    assert "/practice/" not in page.split("<main", 1)[1].split("</main>", 1)[0]
    assert primary_buttons(page) == []


def test_at_the_top_of_what_is_described_what_was_shown_comes_next(
    cmo: User, cmo_client: Client, shipped_pages: None
) -> None:
    page = get_result_page(
        cmo_client, claims(cmo, 1.0, {"systems": 1.0, "literacy": 1.0, "uncertainty": 0.5})
    )
    assert "Everything you report is already at the top." in headings(page)
    assert "What you showed leaves most room in bounded uncertainty" in sentences_of(page)[2]
    assert primary_buttons(page)[0].startswith("/practice/uncertainty.")


def test_with_nothing_left_to_move_the_practice_pages_are_offered(
    cmo: User, cmo_client: Client, shipped_pages: None
) -> None:
    page = get_result_page(cmo_client, submit(cmo, day(11), 1.0))
    assert sentences_of(page)[2].endswith("No other answer to these questions could move the score further.")
    assert primary_buttons(page) == ["/practice/"]


def test_without_an_index_what_is_missing_stands_in_place_of_the_minute(
    cmo: User, cmo_client: Client
) -> None:
    page = get_result_page(cmo_client, submit(cmo, day(11), 0.5, passed="systems"))
    assert SENTENCES.findall(page) == []
    assert "systems thinking has too few answers" in text_of(page)


def test_there_are_fifteen_facets_with_a_page_each(shipped_pages: None) -> None:
    facets = {facet for _, group in FACETS_BY_CAPABILITY for facet, _ in group}
    assert set(PracticePage.objects.published().values_list("facet", flat=True)) == facets


def test_what_others_get_is_promised_once_fifty_have_taken_it(client: Client, cmo: User) -> None:
    result = submit(cmo, day(8))
    client.force_login(cmo)
    assert "Once 50 people have taken it, we can show what others get." in text_of(
        get_page(client, f"/r/{result.uid}/")
    )
