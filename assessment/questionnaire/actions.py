"""What happens to an edition: loaded, drafted anew, sent to review, published, retired."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Case, F, Max, PositiveSmallIntegerField, Value, When
from django.utils.translation import gettext as _

from assessment import audit_log
from assessment.accounts.models import User
from assessment.questionnaire import (
    publish_checks,
    serialization,
    strategy_check,
    translation,
    two_person_rule,
)
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition, Kind, Option, Question, Questionnaire


class EditionNumberTaken(Exception):
    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        super().__init__(
            _("%(edition)s exists with other content and is %(state)s. Give the file another number.")
            % {"edition": edition, "state": edition.is_now}
        )


class EditionFrozen(Exception):
    def __init__(self, edition: Edition) -> None:
        message = _("%(edition)s is %(state)s and cannot change.")
        super().__init__(message % {"edition": edition, "state": edition.is_now})


class AnotherQuestionnaire(Exception):
    def __init__(self, edition: Edition, slug: str) -> None:
        message = _("The file is an edition of “%(slug)s”, so it cannot take the place of %(edition)s.")
        super().__init__(message % {"slug": slug, "edition": edition})


class EditionNotInReview(Exception):
    def __init__(self, edition: Edition) -> None:
        message = _("%(edition)s is %(state)s, not in review.")
        super().__init__(message % {"edition": edition, "state": edition.is_now})


class SecondPersonNeeded(Exception):
    # The two-person rule is on, and one person alone stands behind this.
    def __init__(self, edition: Edition, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(
            "\n".join([_("%(edition)s needs a second person.") % {"edition": edition}, *missing])
        )


class EditionNotPublished(Exception):
    def __init__(self, edition: Edition) -> None:
        message = _("%(edition)s is not published, so there is nothing to retire.")
        super().__init__(message % {"edition": edition})


class EditionNotRetired(Exception):
    def __init__(self, edition: Edition) -> None:
        message = _("%(edition)s is %(state)s. Only a retired edition is published again.")
        super().__init__(message % {"edition": edition, "state": edition.is_now})


class OrderOutdated(Exception):
    def __init__(self, edition: Edition) -> None:
        message = _("Somebody else has just changed the order of %(edition)s. Nothing was moved.")
        super().__init__(message % {"edition": edition})


class EditionNotReady(Exception):
    def __init__(self, edition: Edition, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(
            "\n".join([_("%(edition)s cannot be published yet.") % {"edition": edition}, *missing])
        )


class StrategyReasonNeeded(Exception):
    def __init__(self, edition: Edition) -> None:
        message = _("Guessing pays more than it should on %(edition)s. Say why you publish it.")
        super().__init__(message % {"edition": edition})


@transaction.atomic
def load(document: Document, *, by: User | None = None, renumber: bool = False) -> Edition:
    """Store what `serialization.read` gave as a draft; the same edition again changes nothing.

    renumber: under the questionnaire's next number, whatever the file says.
    """
    fields = document["questionnaire"]
    Questionnaire.objects.get_or_create(
        slug=fields["slug"], defaults={"name": fields["name"], "purpose": fields["purpose"]}
    )
    questionnaire = Questionnaire.objects.select_for_update().get(slug=fields["slug"])
    if renumber:
        document = document | {"edition": document["edition"] | {"number": get_next_number(questionnaire)}}
    existing = questionnaire.editions.filter(number=document["edition"]["number"]).first()
    if existing is None:
        edition = create_edition(questionnaire, document, by)
        two_person_rule.record_change(edition, by)
        record_step("edition.imported", edition, by)
        return edition
    if serialization.compute_digest(serialization.write(existing)) != serialization.compute_digest(document):
        raise EditionNumberTaken(existing)
    return existing


def find_identical(document: Document, into: Edition | None = None) -> Edition | None:
    """The edition that a file would not change: under its number, or the draft it is to replace."""
    number = into.number if into else document["edition"]["number"]
    slug = document["questionnaire"]["slug"]
    if into and into.questionnaire.slug != slug:
        return None
    edition = (
        Edition.objects.for_questionnaire(slug).select_related("questionnaire").filter(number=number).first()
    )
    renumbered = document | {"edition": document["edition"] | {"number": number}}
    if edition and serialization.compute_digest(serialization.write(edition)) == serialization.compute_digest(
        renumbered
    ):
        return edition
    return None


@transaction.atomic
def replace_draft(edition: Edition, document: Document, *, by: User | None = None) -> Edition:
    """Replace everything in a draft but its number by a file; all of it or nothing.

    EditionFrozen if people may answer it, AnotherQuestionnaire if the file is of another one.
    """
    edition = lock(edition)
    if edition.frozen:
        raise EditionFrozen(edition)
    if document["questionnaire"]["slug"] != edition.questionnaire.slug:
        raise AnotherQuestionnaire(edition, document["questionnaire"]["slug"])
    marks = _filter_marks(edition.questionnaire, document, by)
    document = translation.carry_outdated(serialization.write(edition), document)
    edition.questions.all().delete()
    for name in ("language", "comparable", "changes"):
        setattr(edition, name, document["edition"][name])
    edition.save(update_fields=["language", "comparable", "changes"])
    _create_questions(edition, document, marks)
    two_person_rule.record_change(edition, by)
    record_step("edition.imported", edition, by)
    return edition


@transaction.atomic
def start_draft(edition: Edition, *, by: User) -> Edition:
    questionnaire = Questionnaire.objects.select_for_update().get(pk=edition.questionnaire_id)
    document = serialization.write(edition)
    document["edition"] |= {"number": get_next_number(questionnaire), "comparable": False, "changes": ""}
    document["edition"].pop("equivalent", None)  # said of the texts as they stood, by whoever published them
    draft = create_edition(questionnaire, document, by)
    record_step("edition.drafted", draft, by)
    return draft


@transaction.atomic
def reorder(edition: Edition, places: Sequence[int], *, by: User | None = None) -> None:
    """Number the positions from 1 in this order; all forms of a position move together.

    places: each position there is now, in the new order. OrderOutdated if they are not those.
    """
    edition = lock(edition)
    if edition.frozen:
        raise EditionFrozen(edition)
    positions = sorted(set(edition.questions.values_list("position", flat=True)))
    if sorted(places) != positions:
        raise OrderOutdated(edition)
    moves = [When(position=old, then=Value(new)) for new, old in enumerate(places, 1) if new != old]
    if moves:
        two_person_rule.record_change(edition, by)
        number = PositiveSmallIntegerField()
        edition.questions.update(position=Case(*moves, default=F("position"), output_field=number))


def move_question(question: Question, *, up: bool, by: User | None = None) -> None:
    """Swap a question's position with the one before it, or with the one after."""
    places = sorted(set(question.edition.questions.values_list("position", flat=True)))
    index = places.index(question.position)
    other_index = index + (-1 if up else 1)
    if 0 <= other_index < len(places):
        places[index], places[other_index] = places[other_index], places[index]
        reorder(question.edition, places, by=by)


def put_before_hours(question: Question, *, by: User | None = None) -> None:
    """Hours are asked last: a question that was added behind them changes places with them."""
    others = question.edition.questions
    is_behind = others.filter(position=question.position - 1, kind=Kind.HOURS).exists()
    if is_behind and question.kind != Kind.HOURS and not others.filter(position__gt=question.position):
        move_question(question, up=True, by=by)
        question.refresh_from_db(fields=["position"])


@transaction.atomic
def ask_for_review(edition: Edition, *, by: User) -> Edition:
    # It can still be edited while somebody else reads it.
    edition = lock(edition)
    if edition.frozen:
        raise EditionFrozen(edition)
    edition.state = Edition.State.REVIEW
    edition.save(update_fields=["state"])
    record_step("edition.in_review", edition, by)
    return edition


@transaction.atomic
def record_review(edition: Edition, *, by: User, at: datetime) -> Edition:
    """Record that somebody has read the edition in review; a later change shows by the digest.

    EditionNotInReview if it is not; SecondPersonNeeded if the rule is on and whoever changed it reads it.
    """
    edition = lock(edition)
    if edition.state != Edition.State.REVIEW:
        raise EditionNotInReview(edition)
    if missing := two_person_rule.find_review_obstacles(edition, by):
        raise SecondPersonNeeded(edition, missing)
    edition.reviewer, edition.reviewed_at = by, at
    edition.digest = serialization.compute_digest(serialization.write(edition))
    edition.save(update_fields=["reviewer", "reviewed_at", "digest"])
    two_person_rule.record_read(edition)
    record_step("edition.reviewed", edition, by)
    return edition


@transaction.atomic
def send_back(edition: Edition, *, by: User) -> Edition:
    edition = lock(edition)
    if edition.state != Edition.State.REVIEW:
        raise EditionNotInReview(edition)
    edition.state = Edition.State.DRAFT
    # Whatever was read has to be read once more.
    edition.reviewer, edition.reviewed_at, edition.digest = None, None, ""
    edition.save(update_fields=["state", "reviewer", "reviewed_at", "digest"])
    two_person_rule.record_unread(edition)
    record_step("edition.sent_back", edition, by)
    return edition


@transaction.atomic
def publish(edition: Edition, *, by: User | None, at: datetime, strategy_reason: str = "") -> Edition:
    """Freeze the edition and ask it from now on; the one published before is retired.

    EditionFrozen if it is published or retired already, EditionNotReady with what is missing,
    SecondPersonNeeded where the two-person rule is on, StrategyReasonNeeded where strategies pay too much
    and no reason is given. by: None for whoever runs the command.
    """
    edition = lock(edition)
    if edition.frozen:
        raise EditionFrozen(edition)
    document = serialization.write(edition)
    if missing := [*check_number(edition), *publish_checks.find_missing(document)]:
        raise EditionNotReady(edition, missing)
    if missing := two_person_rule.find_publishing_obstacles(
        edition, by, serialization.compute_digest(document)
    ):
        raise SecondPersonNeeded(edition, missing)
    edition.strategy_excesses = strategy_check.find_strategy_excesses(document)
    edition.strategy_reason = _strategy_reason(edition, by, strategy_reason)
    for previous in edition.questionnaire.editions.published().select_for_update():
        _retire(previous, by, at)
    edition.state = Edition.State.PUBLISHED
    edition.published_at = at
    edition.publisher = by
    edition.digest = serialization.compute_digest(document)
    edition.languages = translation.list_complete_languages(document)
    edition.save(
        update_fields=[
            *("state", "published_at", "publisher", "digest", "languages"),
            *("strategy_excesses", "strategy_reason"),
        ]
    )
    record_step("edition.published", edition, by, reason="strategies" if edition.strategy_excesses else "")
    return edition


def _strategy_reason(edition: Edition, by: User | None, reason: str) -> str:
    if not edition.strategy_excesses:
        return ""
    if reason.strip():
        return reason.strip()
    if by is None:
        return "A command on the server published it; no reason was written."
    raise StrategyReasonNeeded(edition)


def check_number(edition: Edition) -> list[str]:
    published = edition.questionnaire.editions.filter(
        state__in=[Edition.State.PUBLISHED, Edition.State.RETIRED]
    )
    latest = published.aggregate(latest=Max("number"))["latest"] or 0
    if edition.number > latest:
        return []
    # Results are compared in the order of numbers.
    message = _("Edition %(latest)s was published before it: give it a higher number than that.")
    return [message % {"latest": latest}]


@transaction.atomic
def retire(edition: Edition, *, by: User | None, at: datetime) -> Edition:
    edition = lock(edition)
    if edition.state != Edition.State.PUBLISHED:
        raise EditionNotPublished(edition)
    # Whoever is part-way finishes on it.
    return _retire(edition, by, at)


def lock(edition: Edition) -> Edition:
    # The questionnaire first, so that two publishers queue; then the edition, so that writers do.
    Questionnaire.objects.select_for_update().get(pk=edition.questionnaire_id)
    return Edition.objects.select_related("questionnaire").select_for_update(of=("self",)).get(pk=edition.pk)


def _retire(edition: Edition, by: User | None, at: datetime) -> Edition:
    edition.state = Edition.State.RETIRED
    edition.retired_at = at
    edition.save(update_fields=["state", "retired_at"])
    record_step("edition.retired", edition, by)
    return edition


def get_next_number(questionnaire: Questionnaire) -> int:
    latest: int | None = questionnaire.editions.aggregate(latest=Max("number"))["latest"]
    return (latest or 0) + 1


def create_edition(questionnaire: Questionnaire, document: Document, by: User | None) -> Edition:
    fields = {name: document["edition"][name] for name in serialization.EDITION_KEYS}
    edition = Edition.objects.create(questionnaire=questionnaire, author=by, **fields)
    _create_questions(edition, document, _filter_marks(questionnaire, document, by))
    return edition


def _filter_marks(questionnaire: Questionnaire, document: Document, by: User | None) -> Document:
    marks: Document = document["edition"].get("equivalent", {})
    # Whoever runs the server is believed. From anybody else a mark counts only where the texts are
    # still those that were marked.
    if by is None or not marks:
        return marks
    marked = [serialization.write(edition) for edition in questionnaire.editions.exclude(equivalent={})]
    return {
        language: reason
        for language, reason in marks.items()
        if any(
            other["edition"]["equivalent"].get(language) == reason
            and translation.list_texts(other, language) == translation.list_texts(document, language)
            for other in marked
        )
    }


def _create_questions(edition: Edition, document: Document, marks: Document) -> None:
    questions, options = [], []
    for fields in document["questions"]:
        question = Question(edition=edition, **{key: fields[key] for key in fields if key != "options"})
        question.weight = Decimal(str(fields["weight"]))
        question.quantity = None if fields["quantity"] is None else Decimal(str(fields["quantity"]))
        questions.append(question)
        options += [
            Option(question=question, position=position, **option)
            for position, option in enumerate(fields["options"], 1)
        ]
    Question.objects.bulk_create(questions)
    Option.objects.bulk_create(options)
    edition.equivalent = marks
    edition.save(update_fields=["equivalent"])


def record_step(event: str, edition: Edition, by: User | None, reason: str = "") -> None:
    # Editions hold nothing of a person, so the line names one plainly: full-3.
    audit_log.record(
        event,
        actor=by.uid if by else None,
        kind="edition",
        uid=f"{edition.questionnaire.slug}-{edition.number}",
        reason=reason,
    )
