"""Two results side by side: whose, what may be named, which answers, and never a key."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.holder import SESSION_KEY
from assessment.attempts.models import Attempt
from assessment.questionnaire.models import KEYED, Kind
from tests import make
from tests.results.lives import answer_all, day, next_edition, submit
from tests.results.pages import get_page, heading, headings, tables, text_of
from tests.statements import at_most

pytestmark = pytest.mark.django_db


def path(first: Attempt, second: Attempt) -> str:
    return f"/compare/{first.uid}/{second.uid}/"


def figures(page: str) -> list[list[str]]:
    (table,) = tables(page, "Figure")
    return table[1:]


def test_the_pair_of_last_and_one_before_is_tested(cmo: User, cmo_client: Client) -> None:
    earlier, later = submit(cmo, day(8), 0.25), submit(cmo, day(11), 0.75)
    page = get_page(cmo_client, path(earlier, later))
    assert heading(page) == "Clearly up: 25 to 74."
    assert "Only a second result of 39 or more, or of 11 or less, counts as a change." in text_of(page)
    assert figures(page)[0] == ["Index", "25 ± 7", "74 ± 7", "clearly up"]


def test_the_order_of_the_address_does_not_matter(cmo: User, cmo_client: Client) -> None:
    earlier, later = submit(cmo, day(8), 0.25), submit(cmo, day(11), 0.75)
    assert heading(get_page(cmo_client, path(later, earlier))) == heading(
        get_page(cmo_client, path(earlier, later))
    )


def test_of_last_and_first_the_capabilities_are_tested_and_the_index_has_its_trend(
    cmo: User, cmo_client: Client
) -> None:
    first, _, last = (submit(cmo, day(month), level) for month, level in [(2, 0.25), (5, 0.5), (8, 0.75)])
    page = get_page(cmo_client, path(first, last))
    assert heading(page) == "February: 25. August: 74."
    assert [row[3] for row in figures(page)] == ["not tested", "clearly up", "clearly up", "clearly up"]
    assert "For the index we test the trend over all results instead" in text_of(page)


def test_of_results_of_version_1_the_pair_of_last_and_first_is_tested(
    cmo: User, cmo_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "CURRENT_VERSION", 1)
    first, _, last = (submit(cmo, day(month), level) for month, level in [(2, 0.25), (5, 0.5), (8, 0.75)])
    assert heading(get_page(cmo_client, path(first, last))) == "Clearly up: 25 to 74."


def test_any_other_pair_stands_side_by_side_without_a_word(cmo: User, cmo_client: Client) -> None:
    _, second, _, last = (
        submit(cmo, day(month), level) for month, level in [(2, 0.5), (5, 0.25), (8, 0.5), (11, 0.75)]
    )
    page = get_page(cmo_client, path(second, last))
    assert heading(page) == "May: 25. November: 74."
    assert {row[3] for row in figures(page)} == {"not tested"}
    assert not re.search("probably|clearly|no clear", text_of(page), re.IGNORECASE)
    assert "We test for a change only against the result before and against the first." in text_of(page)


def test_a_change_within_tolerance_is_called_that(cmo: User, cmo_client: Client) -> None:
    earlier = submit(cmo, day(8), 0.5)
    later = submit(cmo, day(11), {"systems": 0.65, "literacy": 0.5, "uncertainty": 0.5})
    assert heading(get_page(cmo_client, path(earlier, later))).endswith(
        "is within tolerance: this could be chance."
    )


def test_answers_stand_by_part_with_the_changed_ones_first(cmo: User, cmo_client: Client) -> None:
    earlier = submit(cmo, day(8), 0.5)
    deeds = list(earlier.edition.questions.filter(kind=Kind.FREQUENCY).order_by("position"))
    pole = earlier.edition.questions.filter(kind=Kind.PAIR, reversed=True)[0]
    levels = {deeds[3].code: 1.0, deeds[5].code: 0.25, pole.code: 1.0}
    later = answer_all(make.started(cmo, at=day(11)), 0.5, at=day(11), other=levels, hours=(40, 30))
    page = get_page(cmo_client, path(earlier, later))
    month, hours = tables(page, "Question")
    assert [row[1:] for row in month[1:]] == [
        ["Two or three times", "Eight times or more", "More often"],
        ["Two or three times", "Once", "Less often"],
        ["Both equally", "Clearly A", "Towards A"],
    ]
    assert hours[1][1].startswith("July: 91 h approving, 26 h designing")
    assert "4 of 19 shared answers changed" in headings(page)
    assert "15 answers the same both times" in text_of(page)


def test_nothing_changed_is_said(cmo: User, cmo_client: Client) -> None:
    earlier, later = submit(cmo, day(8, 3), 0.5), submit(cmo, day(8, 20), 0.5)
    page = get_page(cmo_client, path(earlier, later))
    assert "Every shared answer is the same." in headings(page)
    assert tables(page, "Question") == []
    assert "3 August and 20 August" in text_of(page)


def test_two_results_of_one_day_are_told_apart_by_the_hour(cmo: User, cmo_client: Client) -> None:
    earlier, later = submit(cmo, day(8), 0.5), submit(cmo, day(8).replace(hour=17), 0.5)
    assert "20 August, 09:30:00 and 20 August, 17:30:00" in text_of(
        get_page(cmo_client, path(earlier, later))
    )


def test_own_answers_to_another_form_are_listed_and_no_key_is(cmo: User, cmo_client: Client) -> None:
    earlier, later = submit(cmo, day(8), 0.0), submit(cmo, day(11), 1.0)
    page = text_of(get_page(cmo_client, path(earlier, later)))
    assert "Only in August: 13 questions" in page
    assert "Only in November: 13 questions" in page
    wrong = earlier.answers.filter(question__kind=Kind.JUDGEMENT)[0].option
    right = later.answers.filter(question__kind=Kind.JUDGEMENT)[0].option
    assert wrong is not None
    assert right is not None
    assert wrong.text in page
    assert right.text in page
    answers = [answer for attempt in (earlier, later) for answer in attempt.answers.all()]
    options = [answer.option_id for answer in answers if answer.option_id is not None]
    keyed = earlier.edition.questions.filter(kind__in=KEYED)
    unchosen = [option for question in keyed for option in question.options.exclude(pk__in=options)]
    assert len(unchosen) == 18 * 4 - 12
    assert not [option.text for option in unchosen if option.text in page]
    assert not [question.code for question in keyed if question.rationale and question.rationale in page]


def test_of_the_same_form_a_keyed_answer_says_only_that_it_changed(cmo: User, cmo_client: Client) -> None:
    earlier, *_, later = (
        submit(cmo, day(month), level) for month, level in [(1, 0.0), (2, 0.5), (3, 0.5), (4, 1.0)]
    )
    assert earlier.form == later.form
    page = get_page(cmo_client, path(earlier, later))
    _, situations, sure, *_ = tables(page, "Question")
    assert {row[3] for row in situations[1:] + sure[1:]} == {"Changed"}
    assert "Asked only once" not in headings(page)


def test_an_occasion_that_was_missing_is_changed_without_a_direction(cmo: User, cmo_client: Client) -> None:
    earlier = submit(cmo, day(8), 0.5)
    later = submit(cmo, day(11), 0.5, passed="systems")
    (month, *_) = tables(get_page(cmo_client, path(earlier, later)), "Question")
    assert {row[2:] == ["Skipped", "Changed"] for row in month[1:]} == {True}
    assert heading(get_page(cmo_client, path(earlier, later))) == "Too few answers in November to compare."


def test_across_editions_both_are_scored_on_what_they_share(
    cmo: User, cmo_client: Client, stranger: User
) -> None:
    earlier = submit(cmo, day(8), 0.25)
    next_edition(stranger, replaced=3)
    later = submit(cmo, day(11), 0.75)
    page = get_page(cmo_client, path(earlier, later))
    assert (
        "Editions 2 and 3 ask different questions. Both results are scored here on the questions they share."
        in page
    )
    assert heading(page).startswith("Clearly up")
    assert "Only in August: 16 questions" in text_of(page)


def test_too_few_shared_questions_are_not_comparable(cmo: User, cmo_client: Client, stranger: User) -> None:
    earlier = submit(cmo, day(8), 0.25)
    next_edition(stranger, replaced=18)
    later = submit(cmo, day(11), 0.75)
    page = get_page(cmo_client, path(earlier, later))
    assert heading(page) == "August and November can’t be compared."
    assert figures(page)[0] == ["Index", "25 ± 7", "74 ± 7", "not comparable"]
    assert "clearly" not in page


def test_a_figure_that_would_rest_on_one_keyed_answer_is_not_given(
    cmo: User, cmo_client: Client, stranger: User
) -> None:
    earlier = submit(cmo, day(8), 0.25)
    renamed = earlier.edition.questions.filter(position__in=[5, 12, 13]).values_list("code", flat=True)
    next_edition(stranger, renamed=list(renamed))
    later = submit(cmo, day(11), 0.75)
    page = get_page(cmo_client, path(earlier, later))
    words = {row[0]: row[3] for row in figures(page)}
    assert words["Index"] == words["Bounded uncertainty"] == "not comparable"
    assert words["Systems thinking"].endswith("up")
    assert "have too few questions in common for an index" in page


def test_pulses_are_compared_with_pulses_only(cmo: User, cmo_client: Client) -> None:
    full = submit(cmo, day(8), 0.25)
    first, second = (submit(cmo, day(month), level, slug="pulse") for month, level in [(9, 0.25), (10, 0.75)])
    page = get_page(cmo_client, path(first, second))
    assert heading(page) == "Clearly up: 25 to 75."
    assert [row[0] for row in figures(page)] == ["Pulse level"]
    page = get_page(cmo_client, path(full, first))
    assert heading(page) == "A pulse isn’t a full result"
    assert "<table" not in page


def test_a_result_beside_itself_is_refused_in_words(cmo: User, cmo_client: Client) -> None:
    attempt = submit(cmo, day(8))
    assert heading(get_page(cmo_client, path(attempt, attempt))) == "That is the same result twice"


def test_foreign_open_and_erased_attempts_look_like_none(
    cmo: User, stranger: User, cmo_client: Client
) -> None:
    attempt = submit(cmo, day(8))
    foreign, erased = submit(stranger, day(9)), submit(cmo, day(10))
    begun = make.started(cmo, at=day(11))
    never = Attempt(uid=uuid4())
    actions.delete(Attempt.objects.filter(pk=erased.pk))
    for absent in (foreign, begun, erased, never):
        for address in (path(attempt, absent), path(absent, attempt), path(absent, absent)):
            response = cmo_client.get(address)
            assert response.status_code == 404
            assert "isn’t in the set" in response.content.decode()
    assert cmo_client.get(path(attempt, attempt)).status_code == 200


def test_a_browser_that_holds_two_results_compares_them(client: Client) -> None:
    earlier, later = submit(None, day(8), 0.25), submit(None, day(11), 0.75)
    apart = submit(None, day(9), 0.5)
    session = client.session
    session[SESSION_KEY] = [str(earlier.uid), str(later.uid)]
    session.save()
    page = get_page(client, path(earlier, later))
    assert heading(page) == "Clearly up: 25 to 74."
    assert "/over-time/" not in page[page.index("<main") : page.index("</main")]
    assert client.get(path(earlier, apart)).status_code == 404
    assert Client().get(path(earlier, later)).status_code == 404


def test_a_browsers_result_beside_an_accounts_is_not_tested(cmo: User, cmo_client: Client) -> None:
    anonymous = submit(None, day(8), 0.25)
    own = submit(cmo, day(11), 0.75)
    session = cmo_client.session
    session[SESSION_KEY] = [str(anonymous.uid)]
    session.save()
    assert heading(get_page(cmo_client, path(anonymous, own))) == "August: 25. November: 74."


def test_result_and_timeline_lead_to_the_comparisons(cmo: User, cmo_client: Client) -> None:
    first, second, third = (
        submit(cmo, day(month), level) for month, level in [(2, 0.25), (5, 0.5), (8, 0.75)]
    )
    page = get_page(cmo_client, f"/r/{third.uid}/")
    assert f'href="{path(second, third)}"' in page
    assert f'href="{path(first, third)}"' in page
    page = get_page(cmo_client, "/over-time/")
    for earlier, later in [(first, second), (second, third)]:
        assert f'href="{path(earlier, later)}"' in page
    chosen = cmo_client.get("/over-time/", {"then": str(first.uid), "now": str(second.uid)})
    assert (chosen.status_code, chosen["Location"]) == (302, path(first, second))


def test_results_are_chosen_from_the_list(cmo: User, cmo_client: Client) -> None:
    first, _ = submit(cmo, day(8)), submit(cmo, day(11))
    page = cmo_client.get("/over-time/", {"then": "nonsense", "now": str(first.uid)})
    assert page.status_code == 422
    assert "Choose a result from the list." in page.content.decode()
    assert f'value="{first.uid}" selected' in page.content.decode()


def test_statements_do_not_grow_with_the_attempts(cmo: User, cmo_client: Client, stranger: User) -> None:
    first, second = submit(cmo, day(1)), submit(cmo, day(2))
    with at_most(5) as few:
        cmo_client.get(path(first, second))
    later = [submit(cmo, day(month)) for month in range(3, 9)]
    with at_most(5) as more:
        cmo_client.get(path(first, later[-1]))
    assert len(few.product) == len(more.product)
    next_edition(stranger, replaced=3)
    other = submit(cmo, day(11))
    with at_most(6):
        cmo_client.get(path(first, other))
