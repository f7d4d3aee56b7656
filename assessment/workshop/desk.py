"""The desk: how the live editions go, what waits for whom, and one's own drafts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessment.accounts.models import User
from assessment.attempts.answer_sheet import PARTS
from assessment.days import format_date
from assessment.questionnaire import serialization, translation, two_person_rule
from assessment.questionnaire.models import FULL, Edition, Kind, Question
from assessment.results.wording.numbers import join_words
from assessment.workshop import next_step, statistics_view
from assessment.workshop.admin.question_sequence import describe_place
from assessment.workshop.admin.steps import PUBLISH, WRITE
from assessment.workshop.attempt_counts import compute_half_width
from assessment.workshop.models import AttemptTally, MailOptOut, Tally

FLOOR, TALLEST = 150, 112
"""Where the bars stand in the drawing, and how high the tallest is, in pixels."""
MOST_DRAFTS, MOST_FLAGS = 5, 5


@dataclass(frozen=True)
class Bar:
    """People who stopped at one question; `people` is None from one to four, which are not shown."""

    place: int
    people: int | None
    x: float
    width: float
    height: int
    address: str
    label: str

    @property
    def top(self) -> int:
        return FLOOR - self.height

    @property
    def label_y(self) -> int:
        return self.top - 7

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Part:
    """A part of the questionnaire below the bars, from and to in per cent of the width."""

    name: str
    start: float
    end: float

    @property
    def middle(self) -> float:
        return round((self.start + self.end) / 2, 2)


@dataclass(frozen=True)
class Group:
    """A week or a language: how many began and finished, and both as shares of the largest group."""

    name: str
    started: int | None
    finished: int | None
    started_share: float
    finished_share: float


@dataclass(frozen=True)
class LiveEdition:
    """What the desk shows of one published edition."""

    edition: Edition
    tally: AttemptTally | None
    bars: tuple[Bar, ...] = ()
    parts: tuple[Part, ...] = ()
    weeks: tuple[Group, ...] = ()
    languages: tuple[Group, ...] = ()

    @property
    def completion(self) -> int:
        return round(100 * self.tally.finished / self.tally.started) if self.tally else 0

    @property
    def half_width(self) -> int:
        return compute_half_width(self.tally.finished, self.tally.started) if self.tally else 0

    @property
    def headline(self) -> str:
        if self.tally is None:
            return _("Too few to say yet.")
        return _("%(percent)s %% finish.") % {"percent": self.completion}

    @property
    def stops_sentence(self) -> str:
        largest = sorted(
            (bar for bar in self.bars if bar.people), key=lambda bar: (-(bar.people or 0), bar.place)
        )[:2]
        if not largest:
            return _("No question stands out: at none have five people stopped.")
        pieces = [
            ngettext(
                "about %(count)s stopped at question %(place)s",
                "about %(count)s stopped at question %(place)s",
                bar.people or 0,
            )
            % {"count": bar.people, "place": bar.place}
            for bar in largest
        ]
        unfinished = self.tally.started - self.tally.finished if self.tally else 0
        return _("Of the %(people)s who did not finish, %(places)s.") % {
            "people": unfinished,
            "places": join_words(pieces),
        }


@dataclass(frozen=True)
class Wait:
    """Something that waits: for you, for others, or a draft of your own."""

    name: str
    sentence: str
    address: str
    label: str = ""


@dataclass(frozen=True)
class Desk:
    """The first page, for one person."""

    live: tuple[LiveEdition, ...]
    for_you: tuple[Wait, ...]
    for_others: tuple[Wait, ...]
    drafts: tuple[Wait, ...]
    has_mails: bool = True


def build_desk(person: User) -> Desk | None:
    """None for somebody who may not see editions: support has a desk of its own."""
    if not person.has_perm("questionnaire.view_edition"):
        return None
    editions = list(
        Edition.objects.exclude(state=Edition.State.RETIRED)
        .select_related("questionnaire", "attempt_tally", "author", "reviewer")
        .prefetch_related("changers", Prefetch("questions", Question.objects.order_by("position", "form")))
        .order_by("questionnaire__slug", "number")
    )
    live = [edition for edition in editions if edition.state == Edition.State.PUBLISHED]
    in_review = [edition for edition in editions if edition.state == Edition.State.REVIEW]
    drafts = [edition for edition in editions if edition.state == Edition.State.DRAFT]
    for_person, for_others = _sort_reviews(in_review, person)
    return Desk(
        live=tuple(_describe_live(edition) for edition in live),
        for_you=(*for_person, *_list_flags(live)),
        for_others=(
            *for_others,
            *(_describe_draft(edition) for edition in drafts if edition.author_id != person.pk),
        ),
        drafts=tuple(_describe_draft(edition) for edition in drafts if edition.author_id == person.pk)[
            :MOST_DRAFTS
        ],
        has_mails=not MailOptOut.objects.filter(person=person).exists(),
    )


def _describe_live(edition: Edition) -> LiveEdition:
    tally = getattr(edition, "attempt_tally", None)
    if tally is None:
        return LiveEdition(edition, None)
    questions = list(edition.questions.all())
    return LiveEdition(
        edition,
        tally,
        bars=tuple(_draw_bars(questions, tally.numbers["stops"])),
        parts=tuple(_draw_parts(questions)) if edition.questionnaire.slug == FULL else (),
        weeks=tuple(reversed(list(_draw_groups(tally.numbers["weeks"].items(), _name_week)))),
        languages=tuple(
            _draw_groups(
                tally.numbers["languages"].items(),
                lambda language: translation.get_language_name(language or edition.language),
            )
        ),
    )


def _draw_bars(questions: list[Question], stops: dict[str, int | None]) -> Iterator[Bar]:
    by_position: dict[int, Question] = {}
    for question in questions:
        by_position.setdefault(question.position, question)
    tallest = max([people for people in stops.values() if people] or [1])
    for position, question in sorted(by_position.items()):
        if str(position) not in stops:
            continue
        people = stops[str(position)]
        yield Bar(
            place=position,
            people=people,
            x=round(100 * (position - 1 + 0.14) / len(by_position), 2),
            width=round(100 * 0.72 / len(by_position), 2),
            height=round(TALLEST * people / tallest) if people else 10,
            address=reverse("admin:questionnaire_question_change", args=[question.pk]),
            label=f"{describe_place(position, question.form)}: {question.scene or question.text}"[:90],
        )


def _draw_parts(questions: list[Question]) -> Iterator[Part]:
    kinds = {question.position: Kind(question.kind) for question in questions}
    total = len(kinds)
    start, name = 0, ""
    for place, position in enumerate(sorted(kinds)):
        part = str(PARTS[kinds[position]])
        if part != name and name:
            yield Part(name, round(100 * start / total, 2), round(100 * place / total, 2))
        if part != name:
            start, name = place, part
    if name:
        yield Part(name, round(100 * start / total, 2), 100.0)


def _draw_groups(
    groups: Iterable[tuple[str, list[int] | None]], describe: Callable[[str], str]
) -> Iterator[Group]:
    rows = list(groups)
    largest = max([counts[0] for _name, counts in rows if counts] or [1]) or 1
    for name, counts in rows:
        title = describe(name)
        if counts is None:
            yield Group(title, None, None, 0, 0)
        else:
            started, finished = counts
            yield Group(title, started, finished, 100 * started / largest, 100 * finished / largest)


def _name_week(monday: str) -> str:
    return format_date(date.fromisoformat(monday), pgettext("day and month", "j F"))


def _sort_reviews(editions: list[Edition], person: User) -> tuple[list[Wait], list[Wait]]:
    for_person: list[Wait] = []
    for_others: list[Wait] = []
    for edition in editions:
        address = reverse("admin:questionnaire_edition_change", args=[edition.pk])
        name = str(edition)
        if edition.reviewed_at is None:
            sentence = _("It waits to be read. Draft by %(person)s.") % {"person": edition.author or "–"}
            may = person.has_perm(WRITE) and not two_person_rule.find_review_obstacles(edition, person)
            (for_person if may else for_others).append(Wait(name, sentence, address, _("Read it")))
        else:
            sentence = _("%(person)s has read it. It can be published.") % {"person": edition.reviewer}
            digest = serialization.compute_digest(serialization.write(edition))
            obstacles = two_person_rule.find_publishing_obstacles(edition, person, digest)
            may = person.has_perm(PUBLISH) and not obstacles
            (for_person if may else for_others).append(Wait(name, sentence, address, _("Publish it")))
    return for_person, for_others


def _describe_draft(edition: Edition) -> Wait:
    author = edition.author or _("loaded from a file")
    address = reverse("admin:questionnaire_edition_change", args=[edition.pk])
    return Wait(str(edition), f"{author} · {next_step.describe_unsettled(edition)}", address)


def _list_flags(live: list[Edition]) -> Iterator[Wait]:
    tallies = {
        tally.edition_id: tally
        for tally in Tally.objects.filter(subject=Tally.Subject.ITEMS, edition__in=live)
    }
    flagged = [
        reading
        for edition in live
        if edition.pk in tallies
        for reading in statistics_view.list_readings(edition, tallies[edition.pk])
        if reading.flags
    ]
    for reading in flagged[:MOST_FLAGS]:
        question = reading.question
        address = reverse("admin:questionnaire_question_change", args=[question.pk])
        text = question.scene if question.kind == Kind.JUDGEMENT else question.text
        sentence = _("“%(words)s” %(flag)s") % {"words": Truncator(text).words(18), "flag": reading.flags[0]}
        yield Wait(describe_place(question.position, question.form), sentence, address)
