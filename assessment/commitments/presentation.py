"""What a page or a file shows of a commitment: a first wording, its form, its dates."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.items import build_items
from assessment.attempts.models import Attempt
from assessment.commitments.current import Standing
from assessment.commitments.dates import MONTHS, months_on, next_full, next_pulse
from assessment.commitments.forms import CommitmentForm
from assessment.commitments.ics import Entry
from assessment.commitments.models import Commitment
from assessment.commitments.suggested_texts import Phrase
from assessment.commitments.suggestion import phrase_for
from assessment.days import day_of
from assessment.practice.models import FACET_ORDER, PracticePage
from assessment.questionnaire.models import PULSE
from assessment.scoring import scorecard
from assessment.scoring.replies import Item
from assessment.scoring.scorecard import Lever

NEAR = timedelta(days=300)
# Half an hour finds its place within a week; what takes a week is begun in the next.
DURATIONS = {"half_hour": timedelta(days=7), "week": timedelta(days=14), "quarter": timedelta(days=91)}


def form_of(standing: Standing, today: date) -> CommitmentForm:
    """Its words to be changed, or a first wording to be kept or not."""
    kept = standing.commitment
    if kept is None:
        scored = items(standing.attempt)
        return first_form(scored, levers_of(standing.attempt, scored), today)
    return _form(Phrase(kept.occasion, kept.act, kept.handover, kept.recipient), kept.due_on, today)


def first_form(scored: Sequence[Item], levers: Sequence[Lever], today: date) -> CommitmentForm:
    """A first wording from the answers of a submitted attempt and their levers, until three months on."""
    return _form(phrase_for(scored, levers), months_on(today, MONTHS), today)


def levers_of(attempt: Attempt, scored: Sequence[Item]) -> Sequence[Lever]:
    """What would move the index of a submitted attempt, by the scoring that gave it."""
    if attempt.scoring_version is None:
        raise ValueError("An open attempt has no index to move.")
    return scorecard.levers(scored, attempt.scoring_version, most=len(FACET_ORDER))


def chosen_form(page: PracticePage, experiment: str, today: date) -> CommitmentForm:
    """The words of a practice page, until the experiment chosen there is over."""
    return _form(_phrase_of(page), today + DURATIONS.get(experiment, DURATIONS["half_hour"]), today)


def page_form(page: PracticePage, today: date) -> CommitmentForm:
    """The words of a practice page that a result leads to, until three months on."""
    return _form(_phrase_of(page), months_on(today, MONTHS), today)


def _phrase_of(page: PracticePage) -> Phrase:
    return Phrase(page.occasion, page.act, page.handover, page.recipient)


def items(attempt: Attempt) -> Sequence[Item]:
    """An attempt's answers as scoring reads them: two statements."""
    sheet = AnswerSheet.load(attempt)
    return build_items(sheet.questions, sheet.answers)


def entries_of(attempt: Attempt, kept: Commitment | None, *, site: str) -> list[Entry]:
    """The days for a calendar file: an open commitment's, and the next attempt of the questionnaire."""
    if attempt.submitted_at is None:
        raise ValueError("An open attempt has no date to remind of.")
    host = site.rsplit("//", maxsplit=1)[-1].split(":", maxsplit=1)[0]
    day = day_of(attempt.submitted_at)
    pulse = attempt.questionnaire.slug == PULSE
    again = Entry(
        uid=f"{attempt.uid}@{host}",
        day=next_pulse(day) if pulse else next_full(day),
        title=_("The monthly pulse: three to four minutes")
        if pulse
        else _("Architect or Artefact: 15 to 20 minutes"),
        words=_("Have last month’s calendar within reach."),
        link=f"{site}/pulse/" if pulse else f"{site}/start/",
    )
    if kept is None or not kept.is_open:
        return [again]
    due = Entry(
        uid=f"{kept.uid}@{host}",
        day=kept.due_on,
        title=_("Kept, partly, or not at all?"),
        words=kept.sentence,
        link=f"{site}/commitment/",
    )
    return [due, again]


def day_in_words(day: date, today: date) -> str:
    """ "22 February", with its year where it is far."""
    near = abs(day - today) < NEAR
    return date_format(day, pgettext("day and month", "j F") if near else _("j F Y"))


def _form(phrase: Phrase, due_on: date, today: date) -> CommitmentForm:
    return CommitmentForm(initial=vars(phrase) | {"due_on": due_on}, today=today)
