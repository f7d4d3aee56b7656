"""Where an edition stands between draft and publishing, what is left to settle, and what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessment.accounts.models import User
from assessment.days import format_moment
from assessment.questionnaire import composition, publish_checks, serialization, two_person_rule
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition, Question
from assessment.workshop import dry_run, languages, phone_review, precision, wording_checks
from assessment.workshop.admin.question_sequence import describe_place
from assessment.workshop.admin.steps import PUBLISH, WRITE

MOST_NAMES = 3
"""Publishers named on the page of an edition."""


@dataclass(frozen=True)
class Station:
    """Draft, review or publishing: who has done it, or who may, in words."""

    name: str
    who: str
    now: bool
    done: bool


@dataclass(frozen=True)
class Task:
    """One thing to settle or to look at, and the page where it is settled."""

    place: str
    sentence: str
    address: str


@dataclass(frozen=True)
class Step:
    """A button: what it says, and the page that asks before it is done."""

    label: str
    address: str


@dataclass(frozen=True)
class Workflow:
    """All that the head of an edition's page shows."""

    stations: tuple[Station, ...]
    headline: str
    to_settle: tuple[Task, ...]
    to_look_at: tuple[Task, ...]
    steps: tuple[Step, ...]  # the first is the one to take now


def describe_workflow(edition: Edition, questions_in_order: list[Question], person: User) -> Workflow:
    """questions_in_order: of the edition, with their options."""
    document = serialization.compose(edition, questions_in_order)
    questions = {question.code: question for question in questions_in_order}
    to_settle = () if edition.frozen else tuple(_list_faults(edition, document, questions))
    return Workflow(
        stations=tuple(_list_stations(edition, person)),
        headline=_write_headline(edition, len(to_settle)),
        to_settle=to_settle,
        to_look_at=() if edition.frozen else tuple(_list_warnings(edition, document, questions)),
        steps=tuple(_list_steps(edition, person, to_settle)),
    )


def describe_unsettled(edition: Edition) -> str:
    count = len(publish_checks.find_missing(serialization.write(edition)))
    if not count:
        return _("Nothing left to settle")
    return ngettext("%(count)s thing to settle", "%(count)s things to settle", count) % {"count": count}


def _write_headline(edition: Edition, count: int) -> str:
    if edition.state == Edition.State.PUBLISHED:
        return _("It is published. To change something, start a new draft from it.")
    if edition.state == Edition.State.RETIRED:
        return _(
            "It is retired. To change it, start a new draft from it; as it is, it can be published again."
        )
    if count:
        return (
            ngettext(
                "Settle one thing, then send it to review.",
                "Settle %(count)s things, then send it to review.",
                count,
            )
            if edition.state == Edition.State.DRAFT
            else ngettext(
                "One thing is left to settle before it can be published.",
                "%(count)s things are left to settle before it can be published.",
                count,
            )
        ) % {"count": count}
    if edition.state == Edition.State.DRAFT:
        return _("Nothing is left to settle. Send it to review.")
    if edition.reviewed_at:
        return _("It has been read. It can be published.")
    return _("It waits to be read.")


def _list_stations(edition: Edition, person: User) -> Iterator[Station]:
    state = Edition.State(edition.state)
    yield Station(
        str(Edition.State.DRAFT.label),
        str(edition.author) if edition.author else _("loaded from a file"),
        now=state == Edition.State.DRAFT,
        done=state != Edition.State.DRAFT,
    )
    yield Station(
        pgettext("station", "Review"),
        _name_readers(edition, person),
        now=state == Edition.State.REVIEW and edition.reviewed_at is None,
        done=edition.reviewed_at is not None or edition.frozen,
    )
    yield Station(
        _("Publish"),
        _name_publishers(edition),
        now=state == Edition.State.REVIEW and edition.reviewed_at is not None,
        done=edition.frozen,
    )


def _name_readers(edition: Edition, person: User) -> str:
    if edition.reviewed_at and edition.reviewer:
        day = format_moment(edition.reviewed_at, "j F Y")
        return _("%(person)s, on %(day)s") % {"person": edition.reviewer, "day": day}
    if edition.frozen:
        return _("nobody recorded it")
    obstacles = two_person_rule.find_review_obstacles(edition, person)
    if obstacles:
        return obstacles[0]
    if settings.TWO_PERSON_PUBLISH:
        return _("any editor who has not changed it, so also you")
    return _("any editor, so also you")


def _name_publishers(edition: Edition) -> str:
    if edition.frozen and edition.published_at:
        day = format_moment(edition.published_at, "j F Y")
        who = edition.publisher or _("the command line")
        return _("%(person)s, on %(day)s") % {"person": who, "day": day}
    may_publish = Q(is_superuser=True) | Q(groups__permissions__codename="publish_edition")
    staff = User.objects.filter(may_publish, is_active=True, is_staff=True).distinct().order_by("email")
    names = [str(publisher) for publisher in staff[: MOST_NAMES + 1]]
    if not names:
        return _("nobody may publish yet: an administrator has to allow it")
    more = ", …" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _list_faults(edition: Edition, document: Document, questions: dict[str, Question]) -> Iterator[Task]:
    for unsettled in publish_checks.find_unsettled(document):
        question = questions.get(unsettled.code)
        if question is None:
            yield Task(_("The edition"), unsettled.sentence, _find_address(edition, unsettled.about))
        else:
            yield _task_for(question, unsettled.sentence)
    if edition.state == Edition.State.DRAFT:
        return
    # Only what is sent to review has to have been seen as it is.
    live_edition = dry_run.get_live_edition(edition)
    for sentence in phone_review.find_missing_look(edition, live_edition, document):
        address = reverse("admin:questionnaire_edition_phone", args=[edition.pk])
        yield Task(_("At phone width"), sentence, address)


def _list_warnings(edition: Edition, document: Document, questions: dict[str, Question]) -> Iterator[Task]:
    for unfinished in languages.list_unfinished_translations(edition, document):
        sentences = [
            ngettext("%(count)s text is missing.", "%(count)s texts are missing.", len(unfinished.gaps))
            % {"count": len(unfinished.gaps)}
            if unfinished.gaps
            else "",
            ngettext(
                "%(count)s text is older than its original.",
                "%(count)s texts are older than their originals.",
                len(unfinished.outdated),
            )
            % {"count": len(unfinished.outdated)}
            if unfinished.outdated
            else "",
        ]
        sentence = " ".join(filter(None, sentences))
        address = reverse("admin:questionnaire_edition_translations", args=[edition.pk])
        yield Task(unfinished.name, sentence, address)
    asked = composition.list_asked(document)
    if less_precise := precision.warn_of_tolerance(edition.questionnaire.slug, asked):
        yield Task(_("Tolerance"), less_precise, "#composition")
    for doubled in composition.find_doubled_facets(document):
        yield _task_for(questions[doubled.code], doubled.sentence)
    for row in document["questions"]:
        for warning in wording_checks.find_warnings(row):
            yield _task_for(
                questions[row["code"]], f"{warning.name[:1].upper()}{warning.name[1:]}: {warning.says}"
            )


def _find_address(edition: Edition, about: str) -> str:
    if about == "add":
        return f"{reverse('admin:questionnaire_question_add')}?edition={edition.pk}"
    return "#composition" if about == "composition" else "#id_changes"


def _task_for(question: Question, sentence: str) -> Task:
    address = reverse("admin:questionnaire_question_change", args=[question.pk])
    return Task(describe_place(question.position, question.form), sentence, address)


def _list_steps(edition: Edition, person: User, to_settle: tuple[Task, ...]) -> Iterator[Step]:
    if not person.has_perm(WRITE):
        return
    if edition.frozen:
        yield _link_step(edition, _("Start a new draft"), "draft")
        if edition.state == Edition.State.RETIRED and person.has_perm(PUBLISH):
            yield _link_step(edition, _("Publish again"), "again")
        return
    if to_settle:
        yield Step(_("Open the first"), to_settle[0].address)
    yield from _list_steps_of_draft(edition, person)


def _list_steps_of_draft(edition: Edition, person: User) -> Iterator[Step]:
    if edition.state == Edition.State.DRAFT:
        yield _link_step(edition, _("Send to review"), "review")
        return
    if edition.reviewed_at is None:
        yield _link_step(edition, _("Record the review"), "reviewed")
    if person.has_perm(PUBLISH):
        yield _link_step(edition, _("Publish"), "publish")
    yield _link_step(edition, _("Send back"), "back")


def _link_step(edition: Edition, label: str, name: str) -> Step:
    return Step(label, reverse(f"admin:questionnaire_edition_{name}", args=[edition.pk]))
