"""One commitment: the one that stands, or a first wording that only the person keeps."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assessment.commitments.current import CommitmentStatus
from assessment.commitments.forms import CommitmentForm
from assessment.commitments.models import Commitment
from assessment.commitments.phrases import PARTS, Phrase
from assessment.commitments.presentation import build_page_form, build_suggested_form, format_day
from assessment.practice.models import PracticePage
from assessment.results.result.queries import Result


@dataclass(frozen=True)
class CommitmentSection:
    """headline: with its date. words: what stands, or would. form: of a first wording, not saved yet."""

    headline: str
    state: str
    words: Commitment | Phrase
    form: CommitmentForm | None = None
    carried: bool = False
    note: str = ""
    page: PracticePage | None = None


def build_commitment_section(
    status: CommitmentStatus | None,
    result: Result,
    today: date,
    page: PracticePage | None = None,
) -> CommitmentSection | None:
    """page: the practice page a first wording is taken from; without one, the largest lever's words."""
    if status is None:
        return None
    promise = status.commitment
    if promise is None:
        form = (
            build_page_form(page, today) if page else build_suggested_form(result.items, result.levers, today)
        )
        first, until = (
            Phrase(**{part: form.initial[part] for part in PARTS}),
            format_day(form.initial["due_on"], today),
        )
        return CommitmentSection(_until(until), "none", first, form, page=page)
    state = status.state(today)
    return CommitmentSection(
        _headline(promise, state, today), state, promise, None, status.carried, promise.note
    )


def build_saved_commitment(
    status: CommitmentStatus | None, result: Result, today: date
) -> CommitmentSection | None:
    """The one that stands; never a first wording, which nobody has chosen."""
    return build_commitment_section(status, result, today) if status and status.commitment else None


def _headline(promise: Commitment, state: str, today: date) -> str:
    if state == "closed":
        return {
            "kept": _("You kept your commitment."),
            "partly": _("You kept your commitment in part."),
            "not": _("You did not keep your commitment."),
        }[promise.outcome]
    if state == "due":
        return _("One commitment, due today")
    day = format_day(promise.due_on, today)
    return _until(day) if state == "open" else _("One commitment, due since %(day)s") % {"day": day}


def _until(day: str) -> str:
    return _("One commitment, to keep until %(day)s") % {"day": day}
