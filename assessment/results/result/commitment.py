"""One commitment: the one that stands, or a first wording that only the person keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from assessment.commitments.current import CommitmentStatus
from assessment.commitments.models import Commitment
from assessment.commitments.phrases import PARTS, Phrase
from assessment.commitments.presentation import format_day, suggest_by_levers, suggest_by_page
from assessment.practice.models import PracticePage
from assessment.results.result.queries import Result


@dataclass(frozen=True)
class CommitmentSection:
    """headline: with its date. words: what stands, or would. values: of a first wording, not saved yet, by
    field of its form."""

    headline: str
    state: str
    words: Commitment | Phrase
    values: Mapping[str, str] | None = None
    carried: bool = False
    note: str = ""
    page: PracticePage | None = None

    @property
    def hidden_fields(self) -> str:
        return format_html_join(
            "",
            '<input type="hidden" name="{0}" value="{1}" id="id_{0}">',
            self.values.items() if self.values else (),
        )


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
        values = (
            suggest_by_page(page, today) if page else suggest_by_levers(result.items, result.levers, today)
        )
        until = format_day(values["due_on"], today)
        words = Phrase(**{part: values[part] for part in PARTS})
        form_values = {name: str(value) for name, value in values.items()}
        return CommitmentSection(_describe_until(until), "none", words, form_values, page=page)
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
    return _describe_until(day) if state == "open" else _("One commitment, due since %(day)s") % {"day": day}


def _describe_until(day: str) -> str:
    return _("One commitment, to keep until %(day)s") % {"day": day}
