"""Before publishing, somebody has seen at phone width what a draft adds or changes."""

from datetime import datetime

from django.utils.translation import gettext as _

from assessment.questionnaire import serialization
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition, Question
from assessment.workshop import diff
from assessment.workshop.models import Look

LOOKS_DIFFERENT = {"new", "changed"}


def list_questions_to_see(draft: Edition, live_edition: Edition | None) -> list[Question]:
    codes = _list_codes(_write_edition(live_edition), serialization.write(draft))
    questions = draft.questions.filter(code__in=codes)
    return list(questions.select_related("edition__questionnaire").order_by("position", "form"))


def record_look(draft: Edition, live_edition: Edition | None, *, at: datetime) -> None:
    # Stored with the words that were seen: a later change of them asks for another look.
    digest = _compute_digest(serialization.write(draft), live_edition)
    Look.objects.update_or_create(edition=draft, defaults={"digest": digest, "at": at})


def find_missing_look(draft: Edition, live_edition: Edition | None, document: Document) -> list[str]:
    # Empty if nothing is new, or all of it was seen.
    look = Look.objects.filter(edition=draft).first()
    seen = look is not None and look.digest == _compute_digest(document, live_edition)
    if seen or not _list_codes(_write_edition(live_edition), document):
        return []
    if look is None:
        return [_("Nobody has looked at it at phone width yet.")]
    return [_("It changed after it was seen at phone width: look once more.")]


def _list_codes(old: Document | None, new: Document) -> list[str]:
    return [entry.code for entry in diff.compare_editions(old, new) if entry.what in LOOKS_DIFFERENT]


def _write_edition(edition: Edition | None) -> Document | None:
    return serialization.write(edition) if edition else None


def _compute_digest(document: Document, live_edition: Edition | None) -> str:
    return serialization.compute_digest(
        document | {"edition": {"live": live_edition.number if live_edition else 0}}
    )
