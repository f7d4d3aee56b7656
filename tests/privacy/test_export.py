"""Taking everything away: complete, lossless, and nothing a spreadsheet would run."""

import csv
import json
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.accounts.actions import get_or_create_account
from assessment.accounts.models import User
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.commitments.actions import switch_reminders
from assessment.privacy.export import LEFT_OUT, export_attempts
from assessment.questionnaire.models import KEYED
from assessment.sharing.actions import open_share
from tests import make
from tests.accounts.visitor import Visitor
from tests.privacy.conftest import SPRING, holding, in_a_team
from tests.privacy.paths import paths_to_a_person
from tests.results.lives import next_edition
from tests.results.pages import text_of
from tests.sharing.people import share

EVERYTHING = "/account/export/"
# What the export says of a row in other words, or not at all, and why.
UNSAID = {
    "accounts.User": {
        "id": "inner",
        "password": "a hash, of use to nobody but the site",
        "is_staff": "said as roles",
        "is_superuser": "said as roles",
        "notices": "how often a mail said that the account would go",
        "noticed_at": "when the last of them went out",
        "is_active": "it is, or this could not be asked for",
        "other_spelling": "how its address is compared, which is said",
    },
    "account.EmailAddress": {"id": "inner", "user": "the document is theirs"},
    "mfa.Authenticator": {
        "id": "inner",
        "user": "the document is theirs",
        "data": "secrets that open the account",
    },
    "usersessions.UserSession": {
        "id": "inner",
        "user": "the document is theirs",
        "session_key": "opens the account",
        "data": "stays empty",
    },
    "socialaccount.SocialAccount": {"id": "inner", "user": "the document is theirs"},
    "attempts.Attempt": {
        "id": "inner",
        "owner": "the document is theirs",
        "token_hash": "said as resume_link",
    },
    "attempts.Answer": {"id": "inner", "attempt": "it stands inside", "question": "said in its words"},
    "attempts.CapabilityScore": {"id": "inner", "attempt": "it stands inside"},
    "commitments.Commitment": {"id": "inner", "attempt": "it stands inside"},
    "commitments.Reminder": {"id": "inner", "owner": "the document is theirs"},
    "commitments.Witness": {
        "id": "inner",
        "commitment": "it stands inside",
        "mailbox_hash": "the address is said",
    },
    "calendar_audit.CalendarMonth": {"id": "inner", "owner": "the document is theirs"},
    "sharing.Share": {
        "id": "inner",
        "attempt": "said by its uid",
        "token_hash": "said as by_link",
    },
    "sharing.Opening": {"id": "inner", "share": "it stands inside"},
    "teams.Membership": {"id": "inner", "team": "said as team_uid", "person": "the document is theirs"},
    "teams.Acquaintance": {"id": "inner", "member": "said as team_uid, and the document is theirs"},
    "teams.Admission": {"membership": "said as team_uid, and the document is theirs"},
    "teams.JoinRequest": {"id": "inner", "team": "said as team_uid", "person": "the document is theirs"},
    "teams.Invitation": {
        "id": "inner",
        "team": "said as team_uid",
        "inviter": "the document is theirs",
        "token_hash": "lets others in",
    },
    "teams.Seat": {"id": "inner", "snapshot": "said as team_uid and drawn_at", "attempt": "said by its uid"},
    "teams.StandingResult": {
        "id": "inner",
        "person": "the document is theirs",
        "attempt": "said by its uid",
    },
    "teams.Naming": {"id": "inner", "team": "said as team_uid", "attempt": "said by its uid"},
    "organisations.Steward": {
        "id": "inner",
        "organisation": "said as organisation_uid",
        "account": "the document is theirs",
    },
    "organisations.OrganisationConsent": {
        "id": "inner",
        "organisation": "said as organisation_uid",
        "membership": "said as team_uid, and the document is theirs",
    },
    "organisations.OrganisationAnswer": {
        "id": "inner",
        "standing": "said as organisation_uid",
        "membership": "said as team_uid, and the document is theirs",
    },
    "organisations.StandInvitation": {
        "id": "inner",
        "organisation": "said as organisation_uid",
        "inviter": "the document is theirs",
        "token_hash": "lets others in",
    },
}
PLACES: dict[str, Callable[[dict[str, Any]], list[dict[str, Any]]]] = {  # table: where its rows stand
    "accounts.User": lambda export: [export["account"]],
    "account.EmailAddress": lambda export: export["addresses"],
    "mfa.Authenticator": lambda export: export["ways_to_sign_in"],
    "usersessions.UserSession": lambda export: export["signed_in_on"],
    "socialaccount.SocialAccount": lambda export: export["single_sign_on"],
    "attempts.Attempt": lambda export: export["attempts"],
    "attempts.Answer": lambda export: export["attempts"][0]["answers"],
    "attempts.CapabilityScore": lambda export: export["attempts"][0]["capabilities"],
    "commitments.Commitment": lambda export: [export["attempts"][0]["commitment"]],
    "commitments.Reminder": lambda export: export["reminders"],
    "commitments.Witness": lambda export: [
        {
            name.removeprefix("witness_"): value
            for name, value in export["attempts"][0]["commitment"].items()
            if name.startswith("witness_") and value
        }
    ],
    "calendar_audit.CalendarMonth": lambda export: export["calendar_months"],
    "sharing.Share": lambda export: export["shares"],
    "sharing.Opening": lambda export: export["shares"][0]["openings"],
    "teams.Membership": lambda export: export["teams"],
    "teams.Acquaintance": lambda export: export["acquaintances"],
    "teams.Admission": lambda export: export["let_in"],
    "teams.JoinRequest": lambda export: export["join_requests"],
    "teams.Invitation": lambda export: export["invitations"],
    "teams.Seat": lambda export: export["counted_in"],
    "teams.StandingResult": lambda export: export["counted_last"],
    "teams.Naming": lambda export: export["shown_by_name"],
    "organisations.Steward": lambda export: export["organisations"]["looked_after"],
    "organisations.OrganisationConsent": lambda export: export["organisations"]["consents"],
    "organisations.OrganisationAnswer": lambda export: export["organisations"]["answers"],
    "organisations.StandInvitation": lambda export: export["organisations"]["invitations"],
}
RENAMED = {"type": "kind", "created_at": "added_at"}


def document(browser: Visitor, path: str = EVERYTHING) -> dict[str, Any]:
    reply = browser.get(path, {"format": "json"})
    assert reply.status_code == HTTPStatus.OK
    exported = json.loads(reply.content)
    assert isinstance(exported, dict)
    return exported


def table(browser: Visitor, path: str = EVERYTHING) -> list[dict[str, str]]:
    reply = browser.get(path, {"format": "csv"})
    assert reply.status_code == HTTPStatus.OK
    text = reply.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_every_table_that_leads_to_a_person_is_exported_or_left_out_with_a_reason() -> None:
    reached = {model._meta.label for model, _ in paths_to_a_person() if not model._meta.auto_created}
    attached = {
        field.related_model._meta.label
        for field in User._meta.many_to_many
        if isinstance(field.related_model, type)
    }
    # What hangs on an edition is the questionnaire's: an edition leads to its author, not to who answers it.
    questionnaire = {label for label in reached if label.startswith("questionnaire.")} - {
        "questionnaire.Edition"
    }
    assert reached | attached == (set(PLACES) - {"accounts.User"}) | set(LEFT_OUT) | questionnaire
    assert all(LEFT_OUT.values())


ON_THE_PRIVACY_PAGE = {
    "accounts.User": "If you have an account, your address",
    "account.EmailAddress": "If you have an account, your address",
    "mfa.Authenticator": "how you sign in",
    "socialaccount.SocialAccount": "how you sign in",
    "usersessions.UserSession": "Where you are signed in",
    "attempts.Attempt": "Your answers and what scoring made of them",
    "attempts.Answer": "Your answers and what scoring made of them",
    "attempts.CapabilityScore": "Your answers and what scoring made of them",
    "commitments.Commitment": "Your commitments and reminders",
    "commitments.Reminder": "Your commitments and reminders",
    "commitments.Witness": "The address of a witness",
    "calendar_audit.CalendarMonth": "Of a calendar file, only totals",
    "sharing.Share": "Whom you share a result with",
    "sharing.Opening": "at what hour and how often it was opened",
    "teams.Membership": "The teams you are in",
    "teams.Acquaintance": "Whom you know in a team",
    "teams.Admission": "who let you in",
    "teams.JoinRequest": "Asking to join a team",
    "teams.Invitation": "Invitations to a team",
    "teams.Seat": "which results it counted",
    "teams.StandingResult": "which of your results counts",
    "teams.Naming": "which were shown by name",
    "organisations.Steward": "Organisations that you look after",
    "organisations.OrganisationConsent": "Whether your team’s picture may stand in an organisation",
    "organisations.OrganisationAnswer": "whether you have been asked",
    "organisations.StandInvitation": "Invitations to an organisation",
}


def test_the_privacy_page_names_whatever_is_exported(client: Client) -> None:
    assert set(ON_THE_PRIVACY_PAGE) == set(PLACES)
    text = text_of(client.get("/privacy/").content.decode())
    assert {words for words in ON_THE_PRIVACY_PAGE.values() if words not in text} == set()


@pytest.fixture(scope="module")
def of_everything(django_db_setup: None, django_db_blocker: Any) -> dict[str, Any]:
    """The export of somebody who has a row of every kind."""
    with django_db_blocker.unblock(), transaction.atomic():
        cmo = get_or_create_account("cmo@example.org")
        visitor = Visitor()
        visitor.enter(cmo.email)
        attempt = make.attempt(cmo, at=SPRING, level=0.6)
        Authenticator.objects.create(user=cmo, type="webauthn", data={"name": "Phone"})
        SocialAccount.objects.create(user=cmo, provider="oidc", uid="subject-1")
        make.witness(make.commitment(attempt))
        switch_reminders(cmo, ["retake"], today=SPRING.date())
        make.calendar_month(cmo)
        open_share(share(attempt), at=timezone.now())
        in_a_team(cmo)
        exported = document(visitor)
        transaction.set_rollback(True)
    return exported


@pytest.mark.parametrize("label", PLACES)
def test_every_column_of_a_row_is_said_or_unsaid_with_a_reason(
    of_everything: dict[str, Any], label: str
) -> None:
    rows = PLACES[label](of_everything)
    tables: list[type[models.Model]] = [User, *(table for table, _ in paths_to_a_person())]
    (model,) = [table for table in tables if table._meta.label == label]
    columns = {field.name for field in model._meta.concrete_fields}
    exported = {
        column for column in columns if rows and (column in rows[0] or RENAMED.get(column) in rows[0])
    }
    assert columns - exported == set(UNSAID[label])


def test_every_answer_and_score_comes_out_as_it_went_in(visitor: Visitor, attempt: Attempt) -> None:
    (exported,) = document(visitor)["attempts"]
    for name in ["index", "index_standard_error", "dots", "scoring_version", "tolerance_people", "form"]:
        assert exported[name] == getattr(attempt, name)
    assert datetime.fromisoformat(exported["submitted_at"]) == attempt.submitted_at
    answers = {
        answer.question.code: answer for answer in attempt.answers.select_related("question", "option")
    }
    assert {line["code"] for line in exported["answers"]} == set(answers)
    for line in exported["answers"]:
        answer = answers[line["code"]]
        assert (line["value"], line["option_code"]) == (answer.value, answer.option and answer.option.code)
        assert line["seconds"] == answer.seconds
        assert line["contribution"] == (None if answer.question.kind in KEYED else answer.contribution)
        assert datetime.fromisoformat(line["answered_at"]) == answer.answered_at
        assert line["text"] == answer.question.text
    scores = {score.capability: score for score in attempt.capabilities.all()}
    assert len(scores) == 3
    for line in exported["capabilities"]:
        kept_score = scores[line["capability"]]
        for name in ["score", "said", "shown", "answered", "asked"]:
            assert line[name] == getattr(kept_score, name)
        for name in ["standard_error", "said_error", "shown_error"]:
            assert line[name] == getattr(kept_score, name)


def test_the_key_of_a_question_is_never_told(visitor: Visitor, attempt: Attempt) -> None:
    body = visitor.get(EVERYTHING, {"format": "json"}).content.decode()
    for answer in attempt.answers.select_related("question"):
        rationale = answer.question.rationale
        assert not rationale or json.dumps(rationale, ensure_ascii=False) not in body
    for word in ["is_true", "quantity", "credit", "reversed", "weight", "rationale"]:
        assert f'"{word}"' not in body


def test_a_contribution_that_gives_no_key_away_any_more_is_told(
    visitor: Visitor, attempt: Attempt, stranger: User
) -> None:
    keyed = attempt.answers.filter(question__kind__in=KEYED).select_related("question")
    retired = keyed.order_by("question__position")[0]
    next_edition(stranger, renamed=[retired.question.code])
    contributions = {
        line["code"]: line["contribution"] for line in document(visitor)["attempts"][0]["answers"]
    }
    assert contributions[retired.question.code] == retired.contribution
    assert [contributions[answer.question.code] for answer in keyed if answer != retired] == [None] * 12


def test_the_table_holds_every_value_of_the_document(
    visitor: Visitor, attempt: Attempt, pulse: Attempt
) -> None:
    make.commitment(attempt)
    export, rows = document(visitor), table(visitor)
    cells = {cell.removeprefix("'") for row in rows for cell in row.values()}
    missing = [value for value in _leaves(export) if value not in cells and not _inside(value, cells)]
    assert set(missing) <= {export["site"], str(export["format"]), export["made_at"], export["withheld"]}
    assert sum(row["record"] == "answer" and " " not in row["item"] for row in rows) == Answer.objects.count()
    assert CapabilityScore.objects.count() == sum(row["item"].endswith(" score") for row in rows)


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner)]
    return [] if value is None else [str(value)]


def _inside(value: str, cells: set[str]) -> bool:
    """Poles, scenes and replies of several parts share a cell."""
    return any(value in cell or value.lower() in cell for cell in cells)


def test_nobody_elses_rows_come_along(visitor: Visitor, attempt: Attempt, foreign: Attempt) -> None:
    for kind in ["json", "csv"]:
        body = visitor.get(EVERYTHING, {"format": kind}).content.decode()
        assert str(attempt.uid) in body
        assert str(foreign.uid) not in body
        assert "stranger@example.com" not in body


def test_one_result_comes_alone_and_without_the_account(
    visitor: Visitor, attempt: Attempt, pulse: Attempt
) -> None:
    exported = document(visitor, reverse("privacy:export_attempt", args=[attempt.uid]))
    assert [line["uid"] for line in exported["attempts"]] == [str(attempt.uid)]
    assert set(exported) == {"site", "format", "made_at", "withheld", "attempts"}


def test_who_has_no_account_takes_away_what_the_browser_holds(db: None) -> None:
    own, other = make.attempt(None, at=SPRING), make.attempt(None, at=SPRING)
    browser = holding(Visitor(), own)
    exported = document(browser, reverse("privacy:export_attempt", args=[own.uid]))
    assert [line["uid"] for line in exported["attempts"]] == [str(own.uid)]
    elsewhere = browser.get(reverse("privacy:export_attempt", args=[other.uid]), {"format": "json"})
    assert elsewhere.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("kind", "content_type"), [("json", "application/json"), ("csv", "text/csv; charset=utf-8")]
)
def test_a_file_is_downloaded_and_never_stored(
    visitor: Visitor, attempt: Attempt, kind: str, content_type: str
) -> None:
    reply = visitor.get(EVERYTHING, {"format": kind})
    assert reply["Content-Type"] == content_type
    assert reply["Content-Disposition"].startswith('attachment; filename="architect-or-artefact-everything-')
    assert reply["Content-Disposition"].endswith(f'.{kind}"')
    assert "no-store" in reply["Cache-Control"]


def test_an_export_changes_no_row(visitor: Visitor, attempt: Attempt) -> None:
    def rows() -> list[Any]:
        tables: list[type[models.Model]] = [User, Attempt, Answer, CapabilityScore]
        return [list(model._default_manager.order_by("pk").values()) for model in tables]

    before = rows()
    document(visitor)
    assert rows() == before


def test_ten_files_an_hour_are_enough(visitor: Visitor) -> None:
    for _ in range(10):
        assert visitor.get(EVERYTHING, {"format": "json"}).status_code == HTTPStatus.OK
    refused = visitor.get(EVERYTHING, {"format": "csv"})
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "Retry-After" in refused
    assert visitor.get(EVERYTHING).status_code == HTTPStatus.OK


def test_the_statements_do_not_grow_with_the_attempts(cmo: User, attempt: Attempt, pulse: Attempt) -> None:
    counts = []
    for attempts in [Attempt.objects.filter(pk=attempt.pk), Attempt.objects.owned_by(cmo)]:
        with CaptureQueriesContext(connection) as statements:
            export_attempts(attempts, at=SPRING)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 5
