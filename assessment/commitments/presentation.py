"""What a page or a file shows of a commitment: a first wording, its form, its dates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessment.accounts.tokens import hash_token
from assessment.attempts.answer_sheet import AnswerSheet, build_items
from assessment.attempts.holder import Holder
from assessment.attempts.models import Attempt
from assessment.attempts.wording import NEAR
from assessment.commitments.current import CommitmentStatus
from assessment.commitments.dates import MONTHS, add_months, next_full, next_pulse
from assessment.commitments.forms import CommitmentForm
from assessment.commitments.ics import Entry
from assessment.commitments.models import Commitment
from assessment.commitments.phrases import NO_SOURCE, Phrase, Source
from assessment.commitments.suggested_texts import suggest_phrase
from assessment.days import day_of, format_date
from assessment.practice.models import FACET_ORDER, PracticePage
from assessment.questionnaire.models import PULSE
from assessment.scoring import scorecard
from assessment.scoring.components import Part
from assessment.scoring.replies import Item
from assessment.scoring.scorecard import Lever

# Half an hour finds its place within a week; what takes a week is begun in the next.
DURATIONS = {"half_hour": timedelta(days=7), "week": timedelta(days=14), "quarter": timedelta(days=91)}


# Which page a first wording is taken from: results, above this package, say so as Django starts.
PAGE_CHOOSERS: list[Callable[[Attempt, Holder], PracticePage | None]] = []


def choose_page(status: CommitmentStatus, holder: Holder) -> PracticePage | None:
    # The one whose words a result offers, where no commitment is made yet.
    if status.commitment is not None or not getattr(status.attempt, "has_pages", False):
        return None
    return next(filter(None, (choose(status.attempt, holder) for choose in PAGE_CHOOSERS)), None)


def build_form(status: CommitmentStatus, today: date, page: PracticePage | None = None) -> CommitmentForm:
    """Its words to be changed, or a first wording to be kept or not, as the result offers it."""
    commitment = status.commitment
    if commitment is None and page:
        return CommitmentForm(initial=suggest_by_page(page, today), today=today)
    if commitment is None:
        scored = load_items(status.attempt)
        words = suggest_by_levers(scored, compute_levers(status.attempt, scored), today)
        return CommitmentForm(initial=words, today=today)
    source = Source(commitment.facet, commitment.experiment)
    return _build_form(commitment.phrase, commitment.due_on, today, source)


def name_version(commitment: Commitment | None) -> str:
    """What a page saw of it, so that a page of before replaces, closes and mails nothing unseen."""
    if commitment is None:
        return "none"
    return hash_token(repr((commitment.attempt_id, vars(commitment.phrase), commitment.due_on)))


def suggest_by_levers(scored: Sequence[Item], levers: Sequence[Lever], today: date) -> dict[str, Any]:
    """A first wording from the answers of a submitted attempt and their levers, until three months on, by
    field of the form."""
    return _list_values(suggest_phrase(scored, levers), add_months(today, MONTHS), NO_SOURCE)


def compute_levers(
    attempt: Attempt, scored: Sequence[Item], parts: Mapping[str, Sequence[Part]] | None = None
) -> Sequence[Lever]:
    """What would move the index of a submitted attempt, by the scoring that gave it; none after a pulse.
    parts: as of scorecard.levers().
    """
    if attempt.scoring_version is None:
        raise ValueError("An open attempt has no index to move.")
    if attempt.questionnaire.slug == PULSE:
        return []
    return scorecard.levers(scored, attempt.scoring_version, most=len(FACET_ORDER), parts=parts)


def build_experiment_form(page: PracticePage, experiment: str, today: date) -> CommitmentForm:
    """The words of a practice page, until the experiment chosen there is over."""
    length = experiment if experiment in DURATIONS else "half_hour"
    phrase = replace(_build_phrase(page, length), obstacle=page.obstacle, response=page.response)
    return _build_form(phrase, today + DURATIONS[length], today, Source(page.facet, length))


def suggest_by_page(page: PracticePage, today: date) -> dict[str, Any]:
    """The words of a practice page that a result leads to, until three months on, by field of the form."""
    source = Source(page.facet, "quarter")
    return _list_values(_build_phrase(page, "quarter"), add_months(today, MONTHS), source)


def _build_phrase(page: PracticePage, experiment: str) -> Phrase:
    # The first sentence of a sign says what to see; some go on to what it means if one does not.
    sign = getattr(page, f"{experiment}_sign").partition(". ")[0].rstrip(".")
    return Phrase(page.occasion, page.act, page.handover, page.recipient, sign)


def load_items(attempt: Attempt) -> Sequence[Item]:
    """An attempt's answers as scoring reads them: two statements."""
    sheet = AnswerSheet.load(attempt)
    return build_items(sheet.questions, sheet.answers)


def list_calendar_entries(attempt: Attempt, commitment: Commitment | None, *, site: str) -> list[Entry]:
    """The days for a calendar file: an open commitment's, and the next attempt of the questionnaire."""
    if attempt.submitted_at is None:
        raise ValueError("An open attempt has no date to remind of.")
    day = day_of(attempt.submitted_at)
    pulse = attempt.questionnaire.slug == PULSE
    again = Entry(
        uid=f"{attempt.uid}@{_get_host(site)}",
        day=next_pulse(day) if pulse else next_full(day),
        title=_("Architect or Artefact: monthly pulse, a few minutes")
        if pulse
        else _("Architect or Artefact: your next result"),
        words=_("Have last month’s calendar within reach."),
        link=f"{site}/pulse/" if pulse else f"{site}/start/",
    )
    if commitment is None or not commitment.is_open:
        return [again]
    due = Entry(
        uid=f"{commitment.uid}@{_get_host(site)}",
        day=commitment.due_on,
        title=_("Architect or Artefact: kept, partly, or not at all?"),
        words=commitment.plan,
        link=f"{site}/commitment/",
    )
    return [due, again]


def build_weekly_entry(commitment: Commitment, *, site: str) -> Entry:
    """A line every Monday from the one after it was made; of one that runs for less, on the day after."""
    monday = commitment.made_on + timedelta(days=7 - commitment.made_on.weekday())
    with translation.override(commitment.worded_in):
        title = _("Architect or Artefact, this week: %(act)s") % {"act": commitment.act.rstrip(",")}
    return Entry(
        uid=f"weekly-{commitment.uid}@{_get_host(site)}",
        day=monday if monday <= commitment.due_on else commitment.made_on + timedelta(days=1),
        title=title,
        words=commitment.plan,
        link=f"{site}/commitment/",
        weekly_until=commitment.due_on,
    )


def _get_host(site: str) -> str:
    return site.rsplit("//", maxsplit=1)[-1].split(":", maxsplit=1)[0]


def format_day(day: date, today: date) -> str:
    """ "22 February", with its year where it is far."""
    near = abs(day - today) < NEAR
    return format_date(day, pgettext("day and month", "j F") if near else _("j F Y"))


def _build_form(phrase: Phrase, due_on: date, today: date, source: Source) -> CommitmentForm:
    return CommitmentForm(initial=_list_values(phrase, due_on, source), today=today)


def _list_values(phrase: Phrase, due_on: date, source: Source) -> dict[str, Any]:
    return vars(phrase) | {"practice": source.facet, "experiment": source.experiment, "due_on": due_on}
