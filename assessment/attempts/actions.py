"""What happens to an attempt: begun, answered, submitted, claimed, linked, erased; each in one go."""

import json
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from assessment import audit_log
from assessment.accounts.actions import lock_account
from assessment.accounts.models import User
from assessment.accounts.tokens import generate_token, hash_token
from assessment.attempts.answer_sheet import AnswerSheet, build_items
from assessment.attempts.holder import Hold, Holder, hold_attempt
from assessment.attempts.models import Answer, Attempt, AttemptQuerySet, CapabilityScore
from assessment.attempts.replies import Origin, Reply
from assessment.questionnaire.composition import get_live_edition
from assessment.questionnaire.models import FORMS, KEYED, PULSE, Question
from assessment.scoring.constants import CURRENT_VERSION, constants_of
from assessment.scoring.scorecard import Scorecard, pulse_level, score

FIELDS_OF_SUBMISSION = (
    "index",
    "index_standard_error",
    "dots",
    "scoring_version",
    "tolerance_people",
    "submitted_at",
    "token_hash",
)
START_LOCK = 0x61747470  # any number that nothing else on the site locks


class NothingPublished(Exception):
    pass


class AttemptErased(Exception):
    """The attempt is gone, or has become somebody else's: another request was quicker."""


class SubmittedElsewhere(Exception):
    """Another browser has submitted the attempt; only that one can keep it in an account."""


class AttemptClosed(Exception):
    pass


class UnansweredQuestion(Exception):
    def __init__(self, number: int) -> None:
        super().__init__(f"question {number} is open")
        self.number = number


class AnswerChangedElsewhere(Exception):
    """Another page has saved a different answer since this one was opened."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("another page has saved a different answer")
        self.answer = answer


SAVE_CONTRIBUTIONS = """
update attempts_answer set contribution = scored.points
from unnest(%s::bigint[], %s::double precision[]) as scored (id, points) where attempts_answer.id = scored.id
"""
# An attempt without an account, and which browser began it.
INSERT_ANONYMOUS = """
with attempt as (
    insert into attempts_attempt (uid, token_hash, questionnaire_id, edition_id, form, started_at)
    values (%(uid)s, %(token)s, %(questionnaire)s, %(edition)s, %(form)s, %(at)s) returning id
), hold as (
    insert into attempts_hold (attempt_id, browser)
    select id, %(browser)s from attempt where %(browser)s <> ''
)
select id from attempt
"""
INSERT_ANSWER = """
insert into attempts_answer (attempt_id, question_id, option_id, value, seconds, answered_at, page, revision)
select id, %s, %s, %s::jsonb, %s, %s, %s, %s from attempts_attempt where id = %s and submitted_at is null
for update
on conflict do nothing returning id
"""


def start(
    holder: Holder, questionnaire: str, *, at: datetime, first_form: str, again: bool = False
) -> Attempt:
    """The holder's open attempt, or a new one on the published edition, in the next form.

    again: erase the open one first.
    """
    with transaction.atomic():
        if holder.user is None and holder.browser:
            _lock_browser(holder.browser)
            holder = replace(holder, has_cookie=True)  # and its holds are read again, behind the lock
        own_attempts = Attempt.objects.held_by(holder).filter(questionnaire__slug=questionnaire)
        if again:
            if holder.user is not None:
                lock_account(holder.user)
            delete(own_attempts.open())
        if not holder.is_new:
            latest = own_attempts.open().order_by("-started_at")[:1].list_with_editions()
            if latest:
                return latest[0]
        return _create_attempt(holder, questionnaire, own_attempts, at=at, first_form=first_form)


def _lock_browser(browser: str) -> None:
    # Two requests of one browser without an account begin one attempt: the second waits, and finds it.
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [START_LOCK, browser])


def _create_attempt(
    holder: Holder, questionnaire: str, own_attempts: AttemptQuerySet, *, at: datetime, first_form: str
) -> Attempt:
    edition = get_live_edition(questionnaire)
    if edition is None:
        raise NothingPublished(questionnaire)
    form = ""
    if set(KEYED) & set(edition.kinds):
        forms = own_attempts.order_by("-started_at").values_list("form", flat=True)
        form = choose_next_form([] if holder.is_new else list(forms[:2]), first_form)
    attempt = Attempt(
        owner=holder.user,
        token_hash="" if holder.user else hash_token(generate_token()),
        questionnaire_id=edition.questionnaire_id,
        edition=edition,
        form=form,
        language="",
        started_at=at,
    )
    if holder.user is None:
        _insert_anonymous(attempt, holder.browser)
    else:
        try:
            with transaction.atomic():
                attempt.save(force_insert=True)
        except IntegrityError:
            # Another request of the same account was quicker: theirs is the open one.
            if other_attempt := own_attempts.open().first():
                return other_attempt
            raise  # the account was erased meanwhile
    _record("attempt started", attempt)
    return attempt


def _insert_anonymous(attempt: Attempt, browser: str) -> None:
    names: dict[str, Any] = {"uid": attempt.uid, "token": attempt.token_hash, "form": attempt.form}
    names |= {"questionnaire": attempt.questionnaire_id, "edition": attempt.edition_id}
    with connection.cursor() as cursor:
        cursor.execute(INSERT_ANONYMOUS, names | {"at": attempt.started_at, "browser": browser})
        (attempt.pk,) = cursor.fetchone()


def choose_next_form(latest: list[str], first_form: str) -> str:
    """The form after the latest one in the cycle, skipping the one before it; the first one by chance.

    latest: forms of the last two attempts, newest first.
    """
    if not latest or latest[0] not in FORMS:
        return first_form
    start = FORMS.index(latest[0]) + 1
    return next(form for form in (*FORMS[start:], *FORMS[:start]) if form not in latest)


def record_answer(
    attempt: Attempt, question: Question, reply: Reply, *, origin: Origin, at: datetime, language: str = ""
) -> Answer:
    """Save a reply; never overwrites another page's later answer unseen.

    language: of the translation on the page; empty for the original.
    """
    with transaction.atomic():
        if language and language != attempt.language:
            Attempt.objects.filter(pk=attempt.pk, submitted_at=None).update(language=language)
        first_answer = Answer(attempt=attempt, question=question, revision=0)
        if origin.revision == 0 and _insert_answer(_fill_answer(first_answer, reply, origin, at)):
            return first_answer
        # The page knows of an answer, or there is one that it does not know, or the attempt takes none.
        _lock_open_attempt(attempt)
        answer = Answer.objects.filter(attempt=attempt, question=question).first()
        if answer is None:
            answer = Answer(attempt=attempt, question=question, revision=0)
        elif reply.is_same_as(answer):
            return answer
        elif answer.page != origin.page and answer.revision > origin.revision:
            raise AnswerChangedElsewhere(answer)
        elif origin.is_overtaken_by(answer):
            return answer
        _fill_answer(answer, reply, origin, at).save()
        return answer


def _fill_answer(answer: Answer, reply: Reply, origin: Origin, at: datetime) -> Answer:
    answer.option, answer.value = reply.option, dict(reply.value) if reply.value else None
    answer.answered_at, answer.page = at, origin.page
    answer.seconds = answer.seconds if origin.seconds is None else origin.seconds
    answer.revision += 1
    return answer


def _insert_answer(answer: Answer) -> bool:
    # Locks the open attempt and inserts the answer, unless there is one, in a single statement.
    value = None if answer.value is None else json.dumps(answer.value)
    columns = [answer.question_id, answer.option_id, value, answer.seconds, answer.answered_at, answer.page]
    with connection.cursor() as cursor:
        cursor.execute(INSERT_ANSWER, [*columns, answer.revision, answer.attempt_id])
        row = cursor.fetchone()
    answer.pk = row and row[0]
    return row is not None


def _lock_open_attempt(attempt: Attempt) -> None:
    if list(Attempt.objects.filter(pk=attempt.pk, submitted_at=None).select_for_update().values("pk")):
        return
    raise AttemptClosed if Attempt.objects.filter(pk=attempt.pk).exists() else AttemptErased


def _get_locked_attempt(attempt: Attempt) -> Attempt:
    # Locked before anything else, so that every other request waits, and finds what came of it.
    locked = next(iter(Attempt.objects.select_for_update().filter(pk=attempt.pk)), None)
    if locked is None:
        raise AttemptErased
    # Both stay the same, and are at hand.
    locked.edition, locked.questionnaire = attempt.edition, attempt.questionnaire
    return locked


def submit(attempt: Attempt, *, at: datetime, browser: str = "", link: str = "") -> Attempt:
    """Score an attempt and freeze it; a repeat changes nothing. A gap raises UnansweredQuestion.

    browser: the one that submits an attempt without an account. From then on no other may open it, and
    link is the token of its only resume link.
    """
    with transaction.atomic():
        attempt_row = _get_locked_attempt(attempt)
        if not attempt_row.is_open:
            return attempt_row
        sheet = AnswerSheet.load(attempt_row)
        if sheet.first_gap is not None:
            raise UnansweredQuestion(sheet.first_gap)
        CapabilityScore.objects.bulk_create(score_sheet(attempt_row, sheet))
        _save_contributions(sheet)
        # The scorecard is whole before the attempt closes: from then on the database refuses every change.
        attempt_row.submitted_at = max(at, attempt_row.started_at)
        if attempt_row.owner_id is None and browser:
            Hold.objects.filter(attempt=attempt_row).delete()
            Hold.objects.create(attempt=attempt_row, browser=browser, submitted=True)
            attempt_row.token_hash = hash_token(link or generate_token())
        attempt_row.save(update_fields=FIELDS_OF_SUBMISSION)
        if attempt_row.owner_id is not None:
            _enqueue_follow_ups(attempt_row.owner_id)
    _record("attempt submitted", attempt_row)
    return attempt_row


def _save_contributions(sheet: AnswerSheet) -> None:
    # bulk_update() would take longer for this than scoring and all other statements together.
    points = {
        answer.pk: answer.contribution for answer in sheet.answers.values() if answer.contribution is not None
    }
    with connection.cursor() as cursor:
        cursor.execute(SAVE_CONTRIBUTIONS, [list(points), list(points.values())])


def _enqueue_follow_ups(person: int) -> None:
    # The tasks belong to packages above this one, which must not import them.
    for name in settings.AFTER_SUBMISSION:
        transaction.on_commit(partial(import_string(name).enqueue, person))


def score_sheet(attempt: Attempt, sheet: AnswerSheet) -> list[CapabilityScore]:
    """Put into an attempt and its answers what scoring makes of them, in memory; none for a pulse."""
    items = build_items(sheet.questions, sheet.answers)
    attempt.scoring_version = CURRENT_VERSION
    attempt.tolerance_people = constants_of(CURRENT_VERSION).people
    if attempt.questionnaire.slug == PULSE:
        attempt.index, attempt.index_standard_error = pulse_level(items)
        return []
    scorecard = score(items)
    attempt.index, attempt.index_standard_error = scorecard.index, scorecard.standard_error
    attempt.dots = scorecard.dots
    contributions = {
        code: points
        for result in scorecard.capabilities.values()
        for code, points in result.contributions.items()
    }
    for line in sheet.lines:
        if line.answer is not None:
            line.answer.contribution = contributions.get(line.question.code)
    return _build_capability_scores(attempt, scorecard)


def _build_capability_scores(attempt: Attempt, scorecard: Scorecard) -> list[CapabilityScore]:
    return [
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
    ]


def replace_link(attempt: Attempt, token: str = "") -> str:
    """Make a new resume link and return its token; the old link opens nothing from now on.

    token: of a form that may be sent twice; both times it makes the same link. Else a random one.
    """
    token = token or generate_token()
    if not Attempt.objects.filter(pk=attempt.pk, owner=None).update(token_hash=hash_token(token)):
        raise AttemptErased
    _record("link made", attempt, link=hash_token(token))
    return token


def find_by_token(token: str) -> Attempt | None:
    return Attempt.objects.filter(token_hash=hash_token(token), owner=None).first()


def add_hold(attempt: Attempt, browser: str) -> None:
    """Let a browser that was given the resume link open the attempt."""
    with transaction.atomic():
        if _get_locked_attempt(attempt).owner_id is not None:
            raise AttemptErased
        hold_attempt(attempt.pk, browser)


def may_claim(attempt: Attempt, browser: str) -> bool:
    """Whether a browser that can open an attempt may move it into an account."""
    if attempt.is_open:
        return True
    # A result may only be moved by the browser that submitted it.
    submitter = Hold.objects.filter(attempt=attempt, submitted=True).values_list("browser", flat=True).first()
    return submitter in {None, browser}  # none: submitted before browsers were told apart


def claim(attempt: Attempt, user: User, *, browser: str = "", instead_of: Attempt | None = None) -> bool:
    """Move an anonymous attempt into an account; its link opens nothing from then on. Returns success.

    instead_of: the account's own open attempt, which is erased.
    """
    with transaction.atomic():
        lock_account(user)
        locked = _get_locked_attempt(attempt)
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
    """Erase attempts with their answers and scores. Nothing else on the site may."""
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
