"""No regular expression of ours takes more than its share: twice the text, at most 2.5 times the steps."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from types import ModuleType

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.test import Client

import assessment
from assessment.accounts.models import User
from assessment.accounts.passwords import NearWords
from assessment.accounts.spreadsheet_safety import FORMULA
from assessment.attempts import actions as attempt_actions
from assessment.calendar_audit.classification import rules
from assessment.calendar_audit.classification.overlaps import Group
from assessment.calendar_audit.file_reader import sandbox
from assessment.calendar_audit.file_reader.limits import FileRefused
from assessment.calendar_audit.months import parse_month
from assessment.hours import parse_hours
from assessment.questionnaire import serialization
from assessment.questionnaire.errors import EditionRefused
from assessment.questionnaire.forms import SingleLineField
from assessment.workshop import wording_checks
from tests.calendar_audit.exports import calendar, event
from tests.calendar_audit.test_pages import upload
from tests.expressions import MOST_GROWTH, expressions_run_by, growth

WHOLE = {"fullmatch", "match"}


def modules() -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(assessment.__path__, "assessment."):
        if "migrations" not in module.name and module.name != "assessment.wsgi":
            yield importlib.import_module(module.name)


def written_inline(tree: ast.AST) -> Iterator[tuple[str, int, str]]:
    """Expressions written where they are used, as in re.split("…", text), with flags and function."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        of, first = node.func.value, node.args[0]
        if isinstance(of, ast.Name) and of.id == "re" and isinstance(first, ast.Constant):
            names = {node_part.attr for node_part in ast.walk(node) if isinstance(node_part, ast.Attribute)}
            flags = sum(re.RegexFlag[name] for name in names if name in re.RegexFlag.__members__)
            yield str(first.value), flags, node.func.attr


def expressions() -> Iterator[tuple[str, re.Pattern[str], str]]:
    """Every expression of ours: its place, and whether it is matched from the start or searched for."""
    for module in modules():
        source = inspect.getsource(module)
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                used = set(re.findall(rf"\b{name}\.(\w+)\(", source))
                mode = "full_match" if used and used <= WHOLE else "search_all"
                yield f"{module.__name__}.{name}", value, mode
        # Most modules use none, and parsing them all is a tenth of what collecting the tests takes.
        inline = written_inline(ast.parse(source)) if re.search(r"\bre\s*\.", source) else ()
        for text, flags, function in inline:
            if function != "compile":
                mode = "full_match" if function in WHOLE else "search_all"
                yield f"{module.__name__}: {text}", re.compile(text, flags), mode
    for rule in rules.get_rule_book().rules:
        if rule.words:
            yield f"sorting: {rule.code}", rules.compile_words(rule.words), "search_all"


OWN_TEXT = {
    "assessment.results.method.calibration.ABOUT"
}  # reads the audit's own table, which comes with the site
ALL = {place: (pattern, mode) for place, pattern, mode in expressions() if place not in OWN_TEXT}


@pytest.mark.parametrize("place", ALL)
def test_an_expression_grows_with_its_text_and_no_faster(place: str) -> None:
    pattern, mode = ALL[place]
    times, piece = growth(pattern, mode)
    assert times <= MOST_GROWTH, (
        f"{pattern.pattern!r} takes {times:.1f} times the steps on repeated {piece!r}"
    )


@pytest.mark.parametrize(
    ("pattern", "mode"),
    [
        (r"BY(?:HOUR|MINUTE|SECOND)\s*=[^;]*,", "search_all"),
        (r"(a+)+$", "full_match"),
        (r"(a|aa)+$", "search_all"),
        (r"\s*[\r\n]+\s*", "search_all"),
        (r"x*y", "search_all"),
    ],
)
def test_one_that_grows_faster_is_seen(pattern: str, mode: str) -> None:
    assert growth(re.compile(pattern), mode)[0] > MOST_GROWTH


FIELDS = (
    *(
        "SUMMARY:",
        "DTSTART:",
        "DTEND:",
        "DURATION:P",
        "RRULE:",
        "BYHOUR=",
        "BYMINUTE=",
        "BYSECOND =",
        "EXDATE:",
    ),
    *(
        "RDATE:",
        "RECURRENCE-ID:",
        "ATTENDEE;CN=",
        "ORGANIZER:",
        "TZID:",
        "TZOFFSETFROM:+",
        "STATUS:",
        "TRANSP:",
    ),
    *(
        "X-WR-TIMEZONE:",
        "X-WR-CALNAME:",
        "UID:",
        "SEQUENCE:",
        "BEGIN:",
        "END:",
        "FREQ =",
        "\r\n ",
        '"',
        ";",
        ":",
    ),
)


def repeated(times: int = 500) -> bytes:
    """A calendar in which every field is repeated, inside a recurrence rule and on lines of its own."""
    lines = [f"RRULE:{field * times}\r\n{field}" + f"\r\n{field}" * times for field in FIELDS]
    calendar_lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(calendar_lines).encode()


def read_calendar(raw: bytes) -> None:
    with suppress(FileRefused):
        sandbox.read_file(raw, date(2026, 10, 1), zone="UTC", addresses=["ada@example.org"])


def read_edition(text: str) -> None:
    with suppress(EditionRefused):
        serialization.read(f'{{"format": 1, "questions": [{{"code": "{text}", "text": "{text}"}}]}}'.encode())


def clean(field: Callable[[str], object], text: str) -> None:
    with suppress(ValidationError):
        field(text)


READERS: dict[str, Callable[[str], object]] = {
    "an edition": read_edition,
    "hours": parse_hours,
    "a month": parse_month,
    "a resume token": attempt_actions.find_by_token,
    "an address": lambda text: clean(EmailValidator(), text),
    "a line": lambda text: clean(SingleLineField().clean, text),
    "a password": lambda text: clean(NearWords().validate, text),
    "a cell": FORMULA.match,
    "a question's words": lambda text: wording_checks.find_warnings(
        {"kind": "frequency", "text": text, "scene": text}
    ),
    "a title": rules.fold_text,
}
HOSTILE = [
    "a" * 200,
    " " * 200,
    "\n" * 200,
    "a." * 100,
    "1," * 100,
    "?" * 200,
    "a and " * 50,
    "-" * 200,
    "@" * 200,
]


@pytest.mark.django_db
@pytest.mark.parametrize("reader", READERS)
def test_what_reads_other_peoples_text_runs_such_expressions_alone(reader: str) -> None:
    """Django's own included: those that really ran are the ones looked at."""
    run = expressions_run_by(lambda: [READERS[reader](text) for text in HOSTILE])
    fast = {
        pattern.pattern: growth(pattern, "full_match") for pattern in run if isinstance(pattern.pattern, str)
    }
    assert {name: (times, piece) for name, (times, piece) in fast.items() if times > MOST_GROWTH} == {}


def test_no_expression_meets_a_calendar_file_in_the_web_process() -> None:
    run = expressions_run_by(lambda: read_calendar(repeated()))
    assert {pattern.pattern for pattern in run} <= {r"[ \t\n\r]*"}  # the json module's, on the child's answer


def word_expressions() -> set[re.Pattern[str]]:
    """All by which titles are sorted."""
    lists = [
        words
        for rule in rules.get_rule_book().rules
        for words in (rule.words, rule.together_with, rule.ignoring)
    ]
    return {rules.HYPHEN, *(rules.compile_words(words) for words in lists if words)}


@pytest.mark.django_db
def test_no_title_is_sorted_in_the_web_process(cmo: User, client: Client) -> None:
    client.force_login(cmo)
    titles = [f"Social proof: freigabe-review {number}" for number in range(200)]
    file = calendar(*(event(title, uid=title) for title in titles), event("Canceled: review"))
    replies: list[str] = []
    run = expressions_run_by(lambda: replies.append(upload(client, file).content.decode()))
    assert "200 appointments, sorted by our rules." in replies[0]
    assert run & word_expressions() == set()


def test_an_expression_of_words_that_runs_is_seen() -> None:
    group = Group("Freigabe-Review", 1, 60, recurring=False, people=1, mine=None, tentative=False)
    assert expressions_run_by(lambda: rules.get_rule_book().rule_for(group)) & word_expressions()
