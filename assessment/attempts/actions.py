"""What happens to an attempt: begun, answered, submitted, claimed, linked, erased; each in one go."""

import secrets
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from assessment import audit_log
from assessment.accounts.actions import lock_account
from assessment.accounts.models import User
from assessment.accounts.tokens import generate_token, hash_token
from assessment.attempts.answer_sheet import Sheet
from assessment.attempts.holder import Hold, Holder, attempts_held_by, remember
from assessment.attempts.items import items_of
from assessment.attempts.models import Answer, Attempt, AttemptQuerySet, CapabilityScore
from assessment.attempts.replies import Origin, Reply
from assessment.questionnaire.models import FORMS, PULSE, Edition, Question
from assessment.scoring.constants import CURRENT_VERSION, constants_of
from assessment.scoring.scorecard import Scorecard, pulse_level, score

SCORED = (
    "index",
    "index_standard_error",
    "dots",
    "scoring_version",
    "tolerance_people",
    "submitted_at",
    "token_hash",
)
BEGINNING = 0x61747470  # any number that nothing else on the site locks


class NothingPublished(Exception):
    """No edition of this questionnaire is published."""


class AttemptErased(Exception):
    """The attempt is gone, or has become somebody else's: another request was quicker."""


class SubmittedElsewhere(Exception):
    """Another browser has submitted the attempt; only that one can keep it in an account."""


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


def start(
    holder: Holder, questionnaire: str, *, at: datetime, first_form: str, again: bool = False
) -> Attempt:
    """The holder's open attempt, or a new one on the published edition, in the next form.

    again: erase the open one first.
    """
    with transaction.atomic():
        if holder.user is None and holder.browser:
            _one_at_a_time(holder.browser)
            holder = replace(holder, attempts=attempts_held_by(holder.browser))
        mine = Attempt.objects.held_by(holder).filter(questionnaire__slug=questionnaire)
        if again:
            if holder.user is not None:
                lock_account(holder.user)
            delete(mine.open())
        if attempt := mine.open().order_by("-started_at").first():
            return attempt
        return _begin(holder, questionnaire, mine, at=at, first_form=first_form)


def _one_at_a_time(browser: str) -> None:
    """Two requests of one browser without an account begin one attempt: the second waits, and finds it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [BEGINNING, browser])


def _begin(
    holder: Holder, questionnaire: str, mine: AttemptQuerySet, *, at: datetime, first_form: str
) -> Attempt:
    edition = Edition.objects.of(questionnaire).published().first()
    if edition is None:
        raise NothingPublished(questionnaire)
    form = ""
    if edition.questions.exclude(form="").exists():
        form = next_form(list(mine.order_by("-started_at").values_list("form", flat=True)[:2]), first_form)
    attempt = Attempt(
        owner=holder.user,
        token_hash="" if holder.user else hash_token(generate_token()),
        questionnaire_id=edition.questionnaire_id,
        edition=edition,
        form=form,
        started_at=at,
    )
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
            if holder.user is None and holder.browser:
                remember(attempt.pk, holder.browser)
    except IntegrityError:
        # Another request of the same account was quicker: theirs is the open one.
        if attempt_begun := mine.open().first():
            return attempt_begun
        raise  # the account was erased meanwhile
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
    """Lock the open attempt, and keep that answers were given in a translation."""
    if language and language != attempt.language:
        if Attempt.objects.filter(pk=attempt.pk, submitted_at=None).update(language=language):
            return
    elif _locked(attempt).is_open:
        return
    raise AttemptClosed if Attempt.objects.filter(pk=attempt.pk).exists() else AttemptErased


def _locked(attempt: Attempt) -> Attempt:
    """The attempt's row, locked first of all: what else wants it waits, and finds what came of it."""
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("questionnaire")
    if locked := rows.filter(pk=attempt.pk).first():
        return locked
    raise AttemptErased


def submit(attempt: Attempt, *, at: datetime, browser: str = "", link: str = "") -> Attempt:
    """Score an attempt and freeze it; a repeat changes nothing. A gap is an UnansweredQuestion.

    browser: the one that submits an attempt without an account. From then on no other holds it, and link is
    the token of the only resume link.
    """
    with transaction.atomic():
        locked = _locked(attempt)
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
        if locked.owner_id is None and browser:
            Hold.objects.filter(attempt=locked).delete()
            Hold.objects.create(attempt=locked, browser=browser, submitted=True)
            locked.token_hash = hash_token(link or generate_token())
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
            shown=result.shown,
            shown_error=result.shown_error,
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


def make_link(attempt: Attempt, token: str = "") -> str:
    """A new private resume link's token; the old one opens nothing from now on.

    token: of a form that may be sent twice; both times it makes the same link. Else a random one.
    """
    token = token or generate_token()
    if not Attempt.objects.filter(pk=attempt.pk, owner=None).update(token_hash=hash_token(token)):
        raise AttemptErased
    _record("link made", attempt, link=hash_token(token))
    return token


def find_by_token(token: str) -> Attempt | None:
    """The attempt a resume link opens."""
    return Attempt.objects.filter(token_hash=hash_token(token), owner=None).first()


def opens(token: str, attempt: Attempt) -> bool:
    return secrets.compare_digest(hash_token(token), attempt.token_hash)


def hold(attempt: Attempt, browser: str) -> None:
    """Let a browser that was given the resume link hold the attempt."""
    with transaction.atomic():
        if _locked(attempt).owner_id is not None:
            raise AttemptErased
        remember(attempt.pk, browser)


def may_claim(attempt: Attempt, browser: str) -> bool:
    """Whether a browser that holds an attempt may keep it in an account: a result where it was drawn."""
    if attempt.is_open:
        return True
    submitter = Hold.objects.filter(attempt=attempt, submitted=True).values_list("browser", flat=True).first()
    return submitter in {None, browser}  # none: submitted before browsers were told apart


def claim(attempt: Attempt, user: User, *, browser: str = "", instead_of: Attempt | None = None) -> bool:
    """The account takes an anonymous attempt over; its link opens nothing from now on. Whether it has it.

    instead_of: the account's own open attempt, which gives way.
    """
    with transaction.atomic():
        lock_account(user)
        locked = _locked(attempt)
        if locked.owner_id is not None:
            return locked.owner_id == user.pk
        if not may_claim(locked, browser):
            raise SubmittedElsewhere
        if instead_of is not None:
            delete(Attempt.objects.filter(pk=instead_of.pk))
        Attempt.objects.filter(pk=attempt.pk).update(owner=user, token_hash="")
        Hold.objects.filter(attempt=attempt).delete()
    _record("attempt claimed", attempt, actor=user)
    return True


def delete(attempts: QuerySet[Attempt]) -> None:
    """Erase attempts with their answers and scores: the one place that may."""
    with transaction.atomic(), connection.cursor() as cursor:
        rows = Attempt.objects.filter(pk__in=attempts.values("pk")).select_related("owner").order_by("pk")
        locked = list(rows.select_for_update(of=("self",)))
        cursor.execute("select set_config('assessment.erasing', 'on', true)")
        for attempt in locked:
            _record("attempt erased", attempt)
        Attempt.objects.filter(pk__in=[attempt.pk for attempt in locked]).delete()
        cursor.execute("select set_config('assessment.erasing', 'off', true)")


def _record(event: str, attempt: Attempt, actor: User | None = None, *, link: str = "") -> None:
    owner = actor or attempt.owner
    audit_log.record(
        event,
        actor=owner.uid if owner else None,
        kind="attempt",
        uid=attempt.uid,
        replay={"link": link} if link else None,
    )
