"""The drill of the containers: its arithmetic, its commands, and what it says where something is missing."""

import pytest

from benchmarks.compose_drill.commands import DECLARED, DOCUMENT, LOOKS, NOT_RUN, commands_of
from benchmarks.compose_drill.people import find_code
from benchmarks.compose_drill.report import (
    MARK,
    Figures,
    Run,
    compare,
    format_part,
    keep_part,
    read_run,
    replace_part,
)
from benchmarks.compose_drill.requirements import PROGRAMS, describe_missing, version_of
from benchmarks.compose_drill.rows import HEAD, Row, Sample, count_missing, is_back, seconds_away


def samples(*statuses: int) -> list[Sample]:
    """One a second."""
    return [Sample(at, status) for at, status in enumerate(statuses)]


def test_the_drill_declares_every_command_of_the_document_and_no_other() -> None:
    documented = list(commands_of(DOCUMENT.read_text(encoding="utf-8")))
    assert [command for command in documented if command not in DECLARED | NOT_RUN] == []
    assert sorted({*DECLARED, *NOT_RUN} - {*documented}) == []
    assert not DECLARED.keys() & NOT_RUN.keys()
    assert LOOKS


def test_commands_are_taken_from_blocks_and_sentences_and_not_from_a_host_without_containers() -> None:
    document = """## Upgrade
```sh
git pull     # the newest
docker run \\
    thing
```
Then `docker compose ps` and `deploy/upgrade`, in `docker-compose.yml`.

**Without containers.** So:

```sh
make run
```
"""
    assert list(commands_of(document)) == [
        "git pull",
        "docker run thing",
        "docker compose ps",
        "deploy/upgrade",
    ]


@pytest.mark.parametrize(
    ("statuses", "away"),
    [
        ((200, 200, 200), 0),
        ((200, 503, 503, 200), 2),
        ((200, 0, 200, 503, 200), 2),
        ((200, 200, 503, 503), 1),
    ],
)
def test_seconds_away_run_from_the_first_failure_to_the_next_good_answer(
    statuses: tuple[int, ...], away: float
) -> None:
    assert seconds_away(samples(*statuses)) == away


def test_a_page_is_back_once_its_last_seconds_were_good() -> None:
    assert not is_back([])
    assert not is_back(samples(200, 503, 200, 200))
    assert is_back(samples(503, *[200] * 6))


def test_a_line_that_stood_twice_has_to_stand_twice() -> None:
    assert count_missing(["a", "b", "a"], ["b", "a", "c"]) == 1
    assert count_missing(["a"], ["a"]) == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"present": {"git", "openssl", "ip", "ss", "mount"}}, "not installed: docker"),
        ({"engine": ""}, "no Docker engine answers"),
        ({"engine": "24.0.7"}, "the Docker engine is 24.0.7, 25 is needed"),
        ({"compose": "1.29.2"}, "Docker Compose is 1.29.2, 2.20 is needed"),
        ({"compose": ""}, "Docker Compose is not there"),
        ({"root": False}, "has to run as root"),
        ({"taken": [443]}, "something listens on port 443 already"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(changed: dict[str, object], words: str) -> None:
    machine = {
        "present": set(PROGRAMS),
        "engine": "26.1.5+dfsg1",
        "compose": "v2.26.1",
        "root": True,
        "taken": [],
    }
    assert describe_missing(**machine) == ""  # type: ignore[arg-type]  # as above
    sentence = describe_missing(**(machine | changed))  # type: ignore[arg-type]  # one of them changed
    assert sentence.startswith("This drill cannot run here: ")
    assert words in sentence
    assert sentence.count(". ") == 0


def test_versions_are_read_from_whatever_stands_around_them() -> None:
    assert version_of("v2.26.1-4") == (2, 26)
    assert version_of("none") == (0, 0)


@pytest.mark.parametrize(("mail", "code"), [("Code:\n\n  AB2D-EF3H\n", "AB2D-EF3H"), ("nothing here", "")])
def test_a_code_is_read_from_its_mail(mail: str, code: str) -> None:
    assert find_code(mail) == code


def test_a_row_has_a_cell_for_each_column_and_says_what_was_wrong() -> None:
    row = Row("kill -9 of web", "a|b", ["2 answers lost"], 1.25, 40, 3, 20, 2, 0)
    assert str(row) == "| kill -9 of web | 1.2 | 40 | 3 | 20 | 2 | 0 | a/b | 2 answers lost |"
    assert str(Row("x")).endswith("| holds |")
    assert str(Row("x", "not tried: no library")).endswith("| not tried |")
    assert str(Row("x")).count("|") == HEAD.splitlines()[0].count("|")


def test_figures_of_now_stand_beside_those_of_the_first_start() -> None:
    rows = [
        Row("upgrade in one line, so", away=17.7, acknowledged=20, lost=0),
        Row("web stopped and started", "", ["2 answers lost"], away=6.8, acknowledged=30, lost=2),
        Row("upgrade by deploy/upgrade that changes the proxy", away=2.5, audit_lost=1),
    ]
    figures = Figures(stopped={"web": 0.4}, memory={"web": "150MiB"}, image="374MB")
    states_after = {name: after for name, _, after in compare(rows, figures)}
    assert states_after["away at an upgrade in one line"] == "17.7 s"
    assert states_after["away while web gets another address"] == "6.8 s"
    assert states_after["away at an upgrade by deploy/upgrade"] == "not tried"
    assert states_after["away where that makes the proxy anew"] == "2.5 s"
    assert states_after["rows that hold"] == "2 of 3"
    assert states_after["answers acknowledged, lost; audit events lost"] == "50, 2; 1"
    assert (states_after["stopped within"], states_after["image of the site"]) == ("web 0.4 s", "374MB")


def test_a_run_keeps_the_figures_of_the_one_before_and_no_older_ones() -> None:
    first = format_part("2 May 2026, 09:00 UTC, Docker 26", [Row("start")], Figures(image="374MB"))
    assert read_run("# The last drill\n") == Run()
    second = format_part("2 May 2026, 10:00 UTC, Docker 26", [], Figures(image="380MB"), read_run(first))
    assert "the run before: 2 May 2026, 09:00 UTC |" in second
    assert "| image of the site | 532 MB | 374MB | 380MB |" in second
    assert "| rows that hold |  | 1 of 1 | 0 of 0 |" in second
    third = read_run(second)
    assert (third.when, third.figures["image of the site"]) == ("2 May 2026, 10:00 UTC", "380MB")


def test_both_drills_keep_what_the_other_wrote() -> None:
    part = format_part("today", [Row("start")], Figures())
    document = replace_part("# The last drill\n\nold\n", part)
    assert document.startswith("# The last drill\n\nold\n\n" + MARK)
    assert "| start |" in document
    anew = keep_part(document, "# The last drill\n\nnew\n")
    assert anew.startswith("# The last drill\n\nnew\n\n" + MARK)
    assert anew.partition(MARK)[2] == document.partition(MARK)[2]
    assert keep_part("# without\n", "new\n") == "new\n"
    assert replace_part(document, part) == document
