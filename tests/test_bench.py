"""What `make bench` says of its measurements, and that its made-up people fit today's tables."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from assessment.accounts.models import User
from assessment.attempts.models import Answer, Attempt
from assessment.environment import read_number
from assessment.questionnaire.models import Edition
from benchmarks import seed, statements, targets
from benchmarks.load import Block
from benchmarks.peer.fill import list_questions
from benchmarks.rounds import Pair, beside, find_multiples, noise
from benchmarks.serving import environment
from benchmarks.visitors import Choices
from tests import make

LOG = """
2026-11-25 17:40:12.000 UTC [7] LOG:  statement: BEGIN
2026-11-25 17:40:12.001 UTC [7] LOG:  execute <unnamed>: SELECT 1 FROM things
    WHERE id = $1
2026-11-25 17:40:12.001 UTC [7] DETAIL:  Parameters: $1 = '500'
2026-11-25 17:40:12.002 UTC [7] LOG:  execute _pg3_0: insert into seen (thing) values ($1)
2026-11-25 17:40:12.002 UTC [7] LOG:  execute <unnamed>:\x20
\tselect id from things
2026-11-25 17:40:12.003 UTC [7] LOG:  statement: COMMIT;
2026-11-25 17:40:12.004 UTC [7] LOG:  checkpoint starting: time
"""


def test_a_small_difference_is_none() -> None:
    assert beside(1.14, 1.0, within=0.02) == "no difference"
    assert beside(0.86, 1.0, within=0.02) == "no difference"


def test_a_difference_within_the_noise_is_none() -> None:
    assert beside(1.2, 1.0, within=0.25) == "no difference"


def test_a_difference_beyond_both_is_told() -> None:
    assert beside(0.5, 1.0, within=0.25) == "0.50"


def test_the_noise_is_the_largest_difference_of_a_site_from_itself() -> None:
    assert noise({"start": 10, "save": 10}, {"start": 11, "save": 8}) == pytest.approx(0.2)


def test_a_multiple_is_the_median_of_pairs_whatever_the_machine_did_meanwhile() -> None:
    speeds = (1, 1, 3)  # times slower in the last round
    rounds = [{"start": Pair(Block(10, 1, 0.1 * slow), Block(100, 1, 0.1 * slow))} for slow in speeds]
    assert find_multiples(rounds) == {"start": pytest.approx(10)}


def test_looks_before_and_after_are_added_up() -> None:
    assert (Block(1, 1.0, 0.02) + Block(3, 1.0, 0.02)).each == 10.0


def test_a_whole_attempt_is_counted_in_bare_reads() -> None:
    bare = {"read": {"median": 1.0}, "insert": {"median": 2.0}}
    figures = {"multiples": dict.fromkeys(targets.MULTIPLES, 1.0), "cpu_ms": {"bare": bare}}
    # Start, 32 answers saved and the submission as inserts; 32 questions, review and result as reads.
    assert targets.count_bare_reads(figures) == 2 + 32 * 2 + 2 + 32 + 1 + 1


def test_a_piece_of_work_costs_its_share_of_the_processor() -> None:
    assert Block(done=4, seconds=1.0, cpu=0.02).each == 5.0


def test_statements_are_counted_without_the_frame_of_a_transaction() -> None:
    assert statements.count_statements(LOG) == 3


def test_a_target_that_is_missed_says_so() -> None:
    assert str(targets.at_most("a page", 60, 61, "KB")).endswith("| 61.0 KB | **not met** |")


def test_a_target_that_was_not_looked_at_is_not_met() -> None:
    figures = {"statements": {"read": 7.0}}
    verdicts = {statement.what: statement.met for statement in targets.by_statements(figures)}
    assert verdicts["question page, statements in all"] is True
    assert verdicts["submit, statements in all"] is None


def test_the_form_of_a_page_is_filled_in_with_its_second_choices() -> None:
    form = """<form method="post"><input type="hidden" name="token" value="t">
        <input type="radio" name="q" value="a"><input type="radio" name="q" value="b">
        <input type="submit" value="Send"></form><form><input type="hidden" name="next" value="x"></form>"""
    assert Choices(form).sent == {"token": "t", "q": "b"}


def test_the_peer_is_asked_twenty_questions_with_choices() -> None:
    choices = [question["choices"].split("|") for question in list_questions()]
    assert len(choices) == 20
    assert {len(choice) for choice in choices} == {4, 5, 6}


def test_commands_of_the_benchmark_get_a_port_that_the_settings_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", environment("postgresql:///none")["PORT"])
    assert 1 <= read_number("PORT", 0, least=1, most=65_535) <= 65_535


def test_a_seed_is_of_whole_teams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCH_ATTEMPTS", "1260")
    assert seed.size() == 1_000


def of_one_team() -> seed.Seed:
    edition = make.published("full")
    with connection.cursor() as cursor:
        cursor.execute(seed.QUESTIONS, [edition.pk])
        asked_for = cursor.fetchall()
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return seed.Seed(edition.pk, edition.questionnaire_id, asked_for, 500, "!", at)


def test_a_seed_is_the_same_each_time(db: None) -> None:
    team_seed = of_one_team()
    again = seed.Seed(
        team_seed.edition, team_seed.questionnaire, team_seed.questions, 500, "!", team_seed.until
    )
    assert {table: list(rows) for table, rows in team_seed.tables().items()} == {
        table: list(rows) for table, rows in again.tables().items()
    }


@pytest.mark.parametrize("path", ["/over-time/", "/r/{result}/", "/teams/{team}/", "/teams/{team}/people/"])
def test_the_pages_of_a_seeded_person_open(db: None, client: Client, path: str) -> None:
    connection.ensure_connection()
    link: Any = connection.connection
    seed.copy(link, of_one_team())
    lead = User.objects.get(email=seed.address(0))
    client.force_login(lead)
    result = Attempt.objects.owned_by(lead).submitted().latest("submitted_at")
    team = lead.memberships.get().team
    assert client.get(path.format(result=result.uid, team=team.uid)).status_code == 200


def test_a_seeded_person_has_answered_everything(db: None) -> None:
    team_seed = of_one_team()
    connection.ensure_connection()
    link: Any = connection.connection
    seed.copy(link, team_seed)
    edition = Edition.objects.get(pk=team_seed.edition)
    for attempt in Attempt.objects.filter(edition=edition, owner=1):
        questions = edition.questions.filter(form__in=["", attempt.form])
        assert Answer.objects.filter(attempt=attempt, question__in=questions).count() == questions.count()
