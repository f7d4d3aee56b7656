"""What happens to an attempt: begun, answered, submitted, claimed, linked, erased; each in one go."""

import hashlib
import secrets
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from assessment import audit
from assessment.accounts.models import User
from assessment.attempts.given import Origin, Reply
from assessment.attempts.holding import Holder
from assessment.attempts.items import items_of
from assessment.attempts.models import Answer, Attempt, CapabilityScore
from assessment.attempts.sheet import Sheet
from assessment.questionnaire.models import FORMS, PULSE, Edition, Question
from assessment.scoring.capabilities import CURRENT_VERSION, constants_of
from assessment.scoring.scorecard import Scorecard, pulse_level, score

SCORED = ("index", "index_standard_error", "dots", "scoring_version", "tolerance_people", "submitted_at")


class NothingPublished(Exception):
    """No edition of this questionnaire is published."""


class AttemptClosed(Exception):
    """The attempt is submitted."""


class UnansweredQuestion(Exception):
    """A question has neither answer nor pass."""

    def __init__(self, number: int) -> None:
        super().__init__(f"question {number} is open")
        self.number = number


class AnswerChangedElsewhere(Exception):
    """Another page has saved a different answer since this one was opened."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("another page has saved a different answer")
        self.answer = answer


def start(holder: Holder, questionnaire: str, *, at: datetime, first_form: str) -> Attempt:
    """The holder's open attempt, or a new one on the published edition, in the next form."""
    mine = Attempt.objects.held_by(holder).filter(questionnaire__slug=questionnaire)
    if attempt := mine.open().order_by("-started_at").first():
        return attempt
    edition = Edition.objects.of(questionnaire).published().first()
    if edition is None:
        raise NothingPublished(questionnaire)
    form = ""
    if edition.questions.exclude(form="").exists():
        form = next_form(list(mine.order_by("-started_at").values_list("form", flat=True)[:2]), first_form)
    attempt = Attempt(
        owner=holder.user,
        token_hash="" if holder.user else _hashed(secrets.token_urlsafe(32)),
        questionnaire_id=edition.questionnaire_id,
        edition=edition,
        form=form,
        started_at=at,
    )
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
    except IntegrityError:
        # Another request of the same account was quicker: theirs is the open one.
        return mine.open().get()
    _record("attempt started", attempt)
    return attempt


def next_form(latest: list[str], first_form: str) -> str:
    """The form after the latest one in the cycle, skipping the one before it; the first by chance.

    latest: forms of the last two attempts, newest first.
    """
    if not latest or latest[0] not in FORMS:
        return first_form
    after = FORMS.index(latest[0]) + 1
    return next(form for form in (*FORMS[after:], *FORMS[:after]) if form not in latest)


def record_answer(
    attempt: Attempt, question: Question, reply: Reply, *, origin: Origin, at: datetime, language: str = ""
) -> Answer:
    """Keep a reply; the attempt is locked meanwhile. Never overwrites another page's later answer unseen.

    language: of the translation on the page; empty for the original.
    """
    with transaction.atomic():
        _lock(attempt, language)
        answer = Answer.objects.filter(attempt=attempt, question=question).first()
        if answer is None:
            answer = Answer(attempt=attempt, question=question, revision=0)
        elif reply.equals(answer):
            return answer
        elif answer.page != origin.page and answer.revision > origin.revision:
            raise AnswerChangedElsewhere(answer)
        elif origin.overtaken_by(answer):
            return answer
        answer.option, answer.value = reply.option, dict(reply.value) if reply.value else None
        answer.answered_at, answer.page = at, origin.page
        answer.seconds = answer.seconds if origin.seconds is None else origin.seconds
        answer.revision += 1
        answer.save()
        return answer


def _lock(attempt: Attempt, language: str) -> None:
    """Hold the open attempt, and keep that answers were given in a translation. AttemptClosed if it is."""
    if language and language != attempt.language:
        if not Attempt.objects.filter(pk=attempt.pk, submitted_at=None).update(language=language):
            raise AttemptClosed
    elif not Attempt.objects.select_for_update().get(pk=attempt.pk).is_open:
        raise AttemptClosed


def submit(attempt: Attempt, *, at: datetime) -> Attempt:
    """Score an attempt and freeze it; a repeat changes nothing. A gap is an UnansweredQuestion."""
    with transaction.atomic():
        locked = (
            Attempt.objects.select_for_update(of=("self",)).select_related("questionnaire").get(pk=attempt.pk)
        )
        if not locked.is_open:
            return locked
        sheet = Sheet.of(locked)
        if sheet.first_gap is not None:
            raise UnansweredQuestion(sheet.first_gap)
        items = items_of(sheet.questions, sheet.answers)
        if locked.questionnaire.slug == PULSE:
            locked.index, locked.index_standard_error = pulse_level(items)
        else:
            _keep_scores(locked, sheet, score(items))
        # The scorecard is whole before the attempt closes: from then on the database refuses every change.
        locked.scoring_version, locked.submitted_at = CURRENT_VERSION, max(at, locked.started_at)
        locked.tolerance_people = constants_of(CURRENT_VERSION).people
        locked.save(update_fields=SCORED)
        if locked.owner_id is not None:
            _tell_others(locked.owner_id)
    _record("attempt submitted", locked)
    return locked


def _tell_others(person: int) -> None:
    """Once this is committed, run what the settings name: packages above this one, which it does not know."""
    for name in settings.AFTER_SUBMISSION:
        transaction.on_commit(partial(import_string(name).enqueue, person))


def _keep_scores(attempt: Attempt, sheet: Sheet, scorecard: Scorecard) -> None:
    """Two statements: the capability scores, and what each answer contributed."""
    CapabilityScore.objects.bulk_create(
        CapabilityScore(
            attempt=attempt,
            capability=result.capability,
            score=result.score,
            standard_error=result.standard_error,
            said=result.said,
            said_error=result.said_error,
            done=result.done,
            done_error=result.done_error,
            answered=result.answered,
            asked=result.asked,
        )
        for result in scorecard.capabilities.values()
    )
    moved = {
        code: points for r in scorecard.capabilities.values() for code, points in r.contributions.items()
    }
    answers = [line.answer for line in sheet.lines if line.answer is not None and line.question.code in moved]
    for answer in answers:
        answer.contribution = moved[answer.question.code]
    Answer.objects.bulk_update(answers, ["contribution"])
    attempt.index, attempt.index_standard_error = scorecard.index, scorecard.standard_error
    attempt.dots = scorecard.dots


def make_link(attempt: Attempt) -> str:
    """A new private resume link's token; the old one opens nothing from now on."""
    token = secrets.token_urlsafe(32)
    Attempt.objects.filter(pk=attempt.pk, owner=None).update(token_hash=_hashed(token))
    _record("link made", attempt)
    return token


def find_by_token(token: str) -> Attempt | None:
    """The attempt a resume link opens."""
    return Attempt.objects.filter(token_hash=_hashed(token), owner=None).first()


def opens(token: str, attempt: Attempt) -> bool:
    return secrets.compare_digest(_hashed(token), attempt.token_hash)


def claim(attempt: Attempt, user: User, *, instead_of: Attempt | None = None) -> None:
    """The account takes an anonymous attempt over; its link opens nothing from now on.

    instead_of: the account's own open attempt, which gives way.
    """
    with transaction.atomic():
        if instead_of is not None:
            delete(Attempt.objects.filter(pk=instead_of.pk))
        claimed = Attempt.objects.filter(pk=attempt.pk, owner=None).update(owner=user, token_hash="")
    if claimed:
        _record("attempt claimed", attempt, actor=user)


def delete(attempts: QuerySet[Attempt]) -> None:
    """Erase attempts with their answers and scores: the one place that may."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('assessment.erasing', 'on', true)")
        for attempt in attempts:
            _record("attempt erased", attempt)
        attempts.delete()
        cursor.execute("select set_config('assessment.erasing', 'off', true)")


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(event: str, attempt: Attempt, actor: User | None = None) -> None:
    owner = actor or attempt.owner
    audit.record(event, actor=owner.uid if owner else None, kind="attempt", uid=attempt.uid)
