"""What was answered, and what scoring made of it."""

import secrets
import uuid
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Exists, F, Func, Max, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from assessment.accounts.models import User
from assessment.accounts.tokens import SHA256, hash_token
from assessment.attempts.holder import Hold, Holder
from assessment.days import day_of
from assessment.db.rows import read_rows
from assessment.questionnaire.composition import EDITION_VERSION, get_edition
from assessment.questionnaire.models import (
    CAPABILITIES,
    FULL,
    KEYED,
    PULSE,
    Edition,
    Option,
    Question,
    Questionnaire,
)

# How long an attempt without an account is kept.
OPEN_LIFETIME = timedelta(days=90)  # after the last answer
SUBMITTED_LIFETIME = timedelta(days=365)
EDITION_VERSION_OF_ATTEMPT = f"""(
select {EDITION_VERSION} from questionnaire_edition
where questionnaire_edition.id = attempts_attempt.edition_id
)"""  # noqa: S608  # nosec B608  # of a constant
WITH_EDITIONS = f"""
attempts_attempt.*, {EDITION_VERSION} as edition_version
from attempts_attempt join questionnaire_edition on questionnaire_edition.id = attempts_attempt.edition_id
"""
FIND_HELD = f"""{WITH_EDITIONS}
where uid = %(uid)s and case when owner_id is not null then owner_id = %(owner)s else
  exists (select from attempts_hold where attempt_id = attempts_attempt.id and browser = %(browser)s)
  or %(is_listed)s and not exists (
    select from attempts_hold where attempt_id = attempts_attempt.id and submitted
  ) end
"""  # noqa: S608  # nosec B608  # of constants
# As held_by(). What it takes: build_holder_parameters().
SUBMITTED_AND_HELD = """
attempts_attempt.submitted_at is not null and (
  attempts_attempt.owner_id = %(owner)s
  or attempts_attempt.owner_id is null and (
    attempts_attempt.id = any(array(select attempt_id from attempts_hold where browser = %(browser)s))
    or attempts_attempt.uid = any(%(uids)s::uuid[]) and not exists (
      select from attempts_hold where attempt_id = attempts_attempt.id and submitted
    )
  )
)
"""
LIST_SUBMITTED = f"""select {WITH_EDITIONS}
where {SUBMITTED_AND_HELD}
  and (%(questionnaire)s::bigint is null or attempts_attempt.questionnaire_id = %(questionnaire)s)
  and (%(until)s::timestamptz is null or submitted_at <= %(until)s)
order by submitted_at, attempts_attempt.id
"""


def build_holder_parameters(owner: int | None, browser: Holder | None) -> dict[str, Any]:
    """Those of an account, and anonymous ones of a browser."""
    return {
        "owner": owner,
        "browser": browser.browser if browser and browser.has_cookie else "",
        "uids": list(browser.uids) if browser else [],
    }


def _read_with_editions(statement: str, names: dict[str, Any]) -> list["Attempt"]:
    # With the editions and questionnaires that the process keeps.
    return _attach_editions(read_rows(Attempt, statement, names))


def _attach_editions(attempts: list[Any]) -> list["Attempt"]:
    for attempt in attempts:
        attempt.edition = get_edition(attempt.edition_id, attempt.edition_version)
        attempt.questionnaire = attempt.edition.questionnaire
    return attempts


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def find_held(self, holder: Holder, uid: uuid.UUID, extra_columns: str = "") -> "Attempt | None":
        """As held_by(), one attempt with its edition. Each page and each save of the assessment asks for it:
        to put the statement together would take longer than to run it. extra_columns: further ones in SQL.
        """
        owner = holder.user.pk if holder.user else None
        names = {"uid": uid, "owner": owner, "browser": holder.browser, "is_listed": str(uid) in holder.uids}
        attempts = _read_with_editions(f"select {extra_columns}{FIND_HELD}", names)
        return attempts[0] if attempts else None

    def held_by(self, holder: Holder) -> Self:
        """Attempts of the account, and anonymous ones that this browser may open."""
        conditions = [Q(owner=holder.user)] if holder.user else []
        if holder.attempts:
            conditions.append(Q(owner__isnull=True, pk__in=holder.attempts))
        # An older session's list counts until a browser is known to have submitted the attempt.
        if holder.uids:
            has_submitter = Exists(Hold.objects.filter(attempt=OuterRef("pk"), submitted=True))
            conditions.append(Q(~has_submitter, owner__isnull=True, uid__in=holder.uids))
        return self.filter(reduce(or_, conditions)) if conditions else self.none()

    def list_with_editions(self) -> list["Attempt"]:
        """In one statement, with the editions and questionnaires that the process keeps."""
        version = RawSQL(EDITION_VERSION_OF_ATTEMPT, ())  # noqa: S611  # nosec B611  # constant
        return _attach_editions(list(self.annotate(edition_version=version)))

    def list_submitted(
        self,
        owner: int | None,
        browser: Holder | None = None,
        *,
        questionnaire: int | None = None,
        until: datetime | None = None,
    ) -> list["Attempt"]:
        """Of an account, or anonymous ones of a browser, oldest first, each with its edition; of one
        questionnaire, or submitted up to a moment.
        """
        names = build_holder_parameters(owner, browser) | {"questionnaire": questionnaire, "until": until}
        return _read_with_editions(LIST_SUBMITTED, names)

    def owned_by(self, user: User) -> Self:
        return self.filter(owner=user)

    def full(self) -> Self:
        return self.filter(questionnaire__slug=FULL)

    def pulses(self) -> Self:
        return self.filter(questionnaire__slug=PULSE)

    def open(self) -> Self:
        return self.filter(submitted_at__isnull=True)

    def submitted(self) -> Self:
        return self.filter(submitted_at__isnull=False)

    def outlived(self, at: datetime) -> Self:
        """Those without an account that were abandoned, or submitted long ago; what an account owns stays."""
        last_answer = Coalesce(Max("answers__answered_at"), "started_at")
        abandoned = (
            Attempt.objects.filter(owner=None)
            .open()
            .annotate(last=last_answer)
            .filter(last__lt=at - OPEN_LIFETIME)
        )
        is_over = Q(pk__in=abandoned.values("pk")) | Q(submitted_at__lt=at - SUBMITTED_LIFETIME)
        return self.filter(is_over, owner=None)

    def in_one_language(self) -> Self:
        """Answered in the edition's own language, or in a translation marked as meaning the same."""
        is_equivalent = Func(
            F("edition__equivalent"), F("language"), function="jsonb_exists", output_field=BooleanField()
        )
        return self.alias(mean_the_same=is_equivalent).filter(Q(language="") | Q(mean_the_same=True))


class Attempt(models.Model):
    """One person's run through one edition and one form: open, then submitted; never reopened."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="attempts", db_index=False
    )
    token_hash = models.CharField(max_length=64, blank=True)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="attempts")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="attempts", db_index=False)
    form = models.CharField(max_length=1, blank=True)
    language = models.CharField(
        max_length=10,
        blank=True,
        db_default="",
        help_text="Of the translation in which answers were given; empty: the original.",
    )
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    scoring_version = models.PositiveSmallIntegerField(null=True)
    index = models.FloatField(null=True)
    index_standard_error = models.FloatField(null=True)
    dots = models.PositiveSmallIntegerField(null=True, help_text="Of 20, on the orchestrator's side.")
    tolerance_people = models.PositiveIntegerField(null=True, help_text="Empty: the tolerance is assumed.")

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "questionnaire"],
                condition=Q(submitted_at=None),
                name="attempts_one_open_each",
            ),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="attempts_one_attempt_a_token"
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, token_hash="")
                | Q(owner__isnull=True, token_hash__regex=SHA256),
                name="attempts_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, scoring_version__isnull=True)
                | Q(submitted_at__isnull=False, scoring_version__isnull=False),
                name="attempts_submitted_means_scored",
            ),
            models.CheckConstraint(
                condition=Q(index__isnull=True, index_standard_error__isnull=True)
                | Q(
                    index__isnull=False,
                    index__range=(0, 100),
                    index_standard_error__isnull=False,
                    index_standard_error__gt=0,
                    scoring_version__isnull=False,
                ),
                name="attempts_index_with_its_error",
            ),
            models.CheckConstraint(
                condition=Q(dots__isnull=True) | Q(dots__range=(0, 20), index__isnull=False),
                name="attempts_dots_beside_an_index",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(submitted_at__gte=F("started_at")),
                name="attempts_submitted_after_start",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                F("owner"),
                F("questionnaire"),
                F("submitted_at").desc(),
                name="attempts_latest_first",
                include=["index", "index_standard_error"],
                condition=Q(submitted_at__isnull=False),
            ),
            models.Index(fields=["edition", "-submitted_at"], name="attempts_of_an_edition"),
            models.Index(fields=["started_at"], name="attempts_anonymous", condition=Q(owner__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def has_link_token(self, token: str) -> bool:
        return secrets.compare_digest(hash_token(token), self.token_hash)

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None

    @property
    def kept_until(self) -> datetime | None:
        """When a result without an account is erased; None if it stays until somebody erases it."""
        if self.owner_id is not None or self.submitted_at is None:
            return None
        return self.submitted_at + SUBMITTED_LIFETIME

    @property
    def comparison_language(self) -> str:
        """The language in which its answers compare: the edition's own, unless a translation differs."""
        is_equivalent = not self.language or self.language in self.edition.equivalent
        return self.edition.language if is_equivalent else self.language


class AnswerQuerySet(models.QuerySet["Answer"]):
    def with_asked(self) -> Self:
        """Annotate `asked`: whether an edition that is not retired still asks the question."""
        same_code = Question.objects.filter(code=OuterRef("question__code"))
        # Until it is retired, nothing may be said of a keyed answer that gives its key away.
        return self.annotate(asked=Exists(same_code.exclude(edition__state=Edition.State.RETIRED)))


class Answer(models.Model):
    """The raw reply to one question in one attempt; never altered once the attempt is submitted."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers", db_index=False)
    option = models.ForeignKey(Option, on_delete=models.PROTECT, null=True, related_name="+")
    value = models.JSONField(null=True)
    contribution = models.FloatField(null=True, help_text="Points it moved its capability from 50.")
    seconds = models.FloatField(null=True, help_text="In view before the last save.")
    answered_at = models.DateTimeField()
    revision = models.PositiveSmallIntegerField(default=1)
    page = models.UUIDField(null=True, help_text="The page load that gave it.")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question"], name="attempts_one_answer_a_question"),
            models.CheckConstraint(
                condition=Q(option__isnull=False, value__isnull=True)
                | Q(option__isnull=True, value__isnull=False),
                name="attempts_answer_is_option_or_value",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["question", "option"], name="attempts_answers_of_question")]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.question_id}"

    @property
    def tells_a_key(self) -> bool:
        """Whether what it contributed would give away a key in use. Needs with_asked()."""
        is_asked: bool = self.asked  # type: ignore[attr-defined]  # annotate() added it
        return self.question.kind in KEYED and is_asked

    @property
    def passed(self) -> bool:
        return self.value == {"none": "passed"}


def _require_both(figure: str, error: str) -> Q:
    return Q(**{f"{figure}__isnull": True, f"{error}__isnull": True}) | Q(
        # A check that comes out null passes: "is not null" has to be said.
        **{
            f"{figure}__isnull": False,
            f"{figure}__range": (0, 100),
            f"{error}__isnull": False,
            f"{error}__gt": 0,
        }
    )


class CapabilityScore(models.Model):
    """What scoring made of one capability in one attempt of the full questionnaire."""

    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, related_name="capabilities", db_index=False
    )
    capability = models.CharField(max_length=11, choices=list(CAPABILITIES.items()))
    score = models.FloatField(null=True)
    standard_error = models.FloatField(null=True)
    said = models.FloatField(null=True)
    said_error = models.FloatField(null=True)
    shown = models.FloatField(null=True)
    shown_error = models.FloatField(null=True)
    answered = models.PositiveSmallIntegerField()
    asked = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "capability"],
                name="attempts_one_score_a_capability",
                include=["score", "standard_error"],
            ),
            models.CheckConstraint(
                condition=Q(capability__in=list(CAPABILITIES)), name="attempts_capability_is_known"
            ),
            models.CheckConstraint(
                condition=_require_both("score", "standard_error"), name="attempts_score_with_error"
            ),
            models.CheckConstraint(
                condition=_require_both("said", "said_error"), name="attempts_said_with_error"
            ),
            models.CheckConstraint(
                condition=_require_both("shown", "shown_error"), name="attempts_shown_with_error"
            ),
            models.CheckConstraint(
                condition=Q(answered__lte=F("asked")), name="attempts_answered_within_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.capability}"


def get_month_asked_about(started_at: datetime) -> str:
    """The last whole month before an attempt began, by the reader's calendar, as yyyy-mm."""
    began = day_of(started_at)
    year, month = (began.year, began.month - 1) if began.month > 1 else (began.year - 1, 12)
    return f"{year:04}-{month:02}"
