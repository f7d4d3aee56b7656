"""Builders: one valid thing each, made through the real actions."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group

from assessment.accounts.actions import confirm_address
from assessment.accounts.models import User
from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt, get_month_asked_about
from assessment.attempts.replies import Origin, Reply
from assessment.calendar_audit import actions as calendar
from assessment.calendar_audit.models import CalendarMonth
from assessment.commitments import actions as commitments
from assessment.commitments import witnesses
from assessment.commitments.models import Commitment, Witness
from assessment.commitments.suggested_texts import PHRASES
from assessment.questionnaire import actions as editing
from assessment.questionnaire import serialization
from assessment.questionnaire.models import FULL, Edition, Kind, Question, Questionnaire
from assessment.questionnaire.translation import QUESTION_TEXTS
from assessment.scoring.constants import CURRENT_VERSION, constants_of
from tests import copies

EDITIONS = Path("assessment/questionnaire/editions")
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
_editions: dict[str, copies.EditionCopy] = {}
_attempts: dict[tuple[object, ...], copies.AttemptCopy] = {}


def staff(name: str, *groups: str) -> User:
    """A member of staff in the groups that the migration makes."""
    person = User.objects.create_user(email=f"{name}@example.org", is_staff=True)
    person.groups.set(Group.objects.filter(name__in=groups))
    return second_factor(person)


def superuser(name: str = "root") -> User:
    """Somebody with every right, and a second factor."""
    return second_factor(User.objects.create_superuser(email=f"{name}@example.org"))


def second_factor(person: User) -> User:
    """An authenticator app on the person's account: staff need one before the admin opens.

    Whoever has added one was signed in, and so had proved their address.
    """
    confirm_address(person, person.email)
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    return person


def published(slug: str = FULL, *, at: datetime = NOON) -> Edition:
    """The shipped edition of a questionnaire, published; the one there is, if one is."""
    if edition := Edition.objects.for_questionnaire(slug).published().first():
        return edition
    if Questionnaire.objects.filter(slug=slug).exists():
        return editing.publish(editing.load(shipped(slug)), by=None, at=at)
    if slug in _editions:
        return copies.insert_edition(_editions[slug], at=at)
    edition = editing.publish(editing.load(shipped(slug)), by=None, at=at)
    _editions[slug] = copies.read_edition(edition)
    return edition


def shipped(slug: str = FULL, number: int = 2) -> dict[str, Any]:
    """The edition of a questionnaire that comes with the site, as a document; number 1 is the one before."""
    name = f"{slug}-{number}.json"
    return serialization.read((EDITIONS / name).read_bytes(), file=name)


def translated(document: dict[str, Any], language: str = "de") -> dict[str, Any]:
    """An edition's document with every text translated: the original, each line marked by the language."""

    def said(text: str) -> str:
        return "\n".join(f"{line} ({language})" for line in text.splitlines())

    for question in document["questions"]:
        question["translations"][language] = {
            name: said(question[name]) for name in QUESTION_TEXTS if question[name].strip()
        }
        for option in question["options"]:
            option["translations"][language] = {"text": said(option["text"])}
    return document


def published_in(
    language: str = "de", slug: str = FULL, *, same: bool = False, at: datetime = NOON
) -> Edition:
    """The shipped edition published with a whole translation. same: marked as meaning the same."""
    document = translated(shipped(slug), language)
    if same:
        document["edition"]["equivalent"] = {language: "Translated back and compared."}
    return editing.publish(editing.load(document), by=None, at=at)


def started(
    user: User | None = None, slug: str = FULL, *, at: datetime = NOON, first_form: str = "A"
) -> Attempt:
    """An open attempt of a person, or an anonymous one."""
    published(slug)
    return actions.start(Holder(user, ()), slug, at=at, first_form=first_form)


def reply(question: Question, level: float = 0.5, month: str = "2026-10") -> Reply:
    """A reply whose item score lies near a level from 0 to 1."""
    if question.kind in {Kind.FREQUENCY, Kind.PAIR, Kind.JUDGEMENT}:
        steps = 3 if question.kind == Kind.JUDGEMENT else 4
        return Reply(option=question.options.get(credit=round(level * steps)))
    if question.kind == Kind.BELIEF:
        confidence = 50 + 10 * round(5 * abs(2 * level - 1))
        return Reply(value={"claim": question.is_true is (level >= 0.5), "confidence": confidence})
    if question.kind == Kind.RANGE:
        return Reply(value=_range(int(question.quantity or 0), level))
    return Reply(value={"month": month, "approving": 5460, "designing": 1560, "other": 2400})


def _range(quantity: int, level: float) -> dict[str, int]:
    """A range that holds the quantity and is (1 - level) * 180 wide where that fits in 0 to 100."""
    width = min(100, round((1 - level) * 180))
    low = min(max(0, quantity - width // 2), 100 - width)
    return {"low": low, "high": low + width}


def answered(
    attempt: Attempt,
    level: float = 0.5,
    *,
    replies: Mapping[str, Reply] | None = None,
    at: datetime | None = None,
) -> Attempt:
    """Every question answered at a level, some by code otherwise."""
    sheet = AnswerSheet.load(attempt)
    for question in sheet.questions:
        answer = (replies or {}).get(question.code) or reply(question, level, sheet.month)
        actions.record_answer(
            attempt, question, answer, origin=Origin(uuid4(), 0, 8.0), at=at or attempt.started_at
        )
    return attempt


def attempt(
    user: User | None = None, slug: str = FULL, *, level: float = 0.5, at: datetime = NOON, **answers: Any
) -> Attempt:
    """A submitted attempt of a person, or an anonymous one, with all answers at a level.

    answers: as answered() takes them. Where it is like one made before in this process, it is a copy of that.
    """
    begun = started(user, slug, at=at)
    if answers.get("replies"):
        return actions.submit(answered(begun, level, **answers), at=at)
    month = get_month_asked_about(begun.started_at)
    people = constants_of(CURRENT_VERSION).people
    like = (begun.edition_id, begun.form, level, month, CURRENT_VERSION, people)
    if like not in _attempts:
        submitted = actions.submit(answered(begun, level, **answers), at=at)
        _attempts[like] = copies.read_attempt(submitted)
        return submitted
    answered_at = answers.get("at") or begun.started_at
    return copies.submit_copy(begun, _attempts[like], answered_at=answered_at, at=at)


def calendar_month(
    user: User, month: date = date(2026, 10, 1), *, at: datetime = NOON, **hours: float
) -> CalendarMonth:
    """A counted month of a person; hours by approving, designing, other, undecided."""
    hours_by_kind = {"approving": 60.0, "designing": 20.0, "other": 50.0, "undecided": 0.0} | hours
    minutes = {name: round(spent * 60) for name, spent in hours_by_kind.items()}
    days = month.replace(day=1), month.replace(day=28)
    return calendar.save_counted_hours(user, month, minutes, days=days, rules="en-2", at=at)


def witness(commitment: Commitment, email: str = "witness@example.net") -> Witness:
    """Somebody named as the witness of a commitment, whose owner has confirmed their address."""
    owner = commitment.attempt.owner
    assert owner is not None
    confirm_address(owner, owner.email)
    at = datetime.combine(commitment.made_on, NOON.timetz())
    witnesses.name_witness(commitment, email, owner=owner, at=at)
    return Witness.objects.get(commitment=commitment)


def commitment(result: Attempt, *, made_on: date | None = None, due_on: date | None = None) -> Commitment:
    """A commitment that follows from a submitted attempt: made on its day, until three months on."""
    day = made_on or (result.submitted_at or NOON).date()
    return commitments.save_commitment(
        result, PHRASES["systems.rights"], due_on=due_on or day + timedelta(days=92), today=day
    )


def commitment_a_day_older() -> None:
    """The only one: another row takes its place, for the database keeps the day on which one was made."""
    commitment = Commitment.objects.get()
    commitment.delete()
    commitment.made_on -= timedelta(days=1)
    commitment.save()
