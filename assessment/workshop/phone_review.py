"""Before publishing, somebody has seen at phone width what a draft adds or changes."""

from datetime import datetime

from django.utils.translation import gettext as _

from assessment.questionnaire import serialization
from assessment.questionnaire.errors import Document
from assessment.questionnaire.models import Edition, Question
from assessment.workshop import diff
from assessment.workshop.models import Look

LOOKS_DIFFERENT = {"new", "changed"}


def to_see(draft: Edition, before: Edition | None) -> list[Question]:
    """The questions that a reader of the live edition would find new or changed, in order."""
    codes = _codes(_written(before), serialization.write(draft))
    held = draft.questions.filter(code__in=codes)
    return list(held.select_related("edition__questionnaire").order_by("position", "form"))


def keep(draft: Edition, before: Edition | None, *, at: datetime) -> None:
    """Kept with the words that were seen: a later change of them asks for another look."""
    digest = _digest(serialization.write(draft), before)
    Look.objects.update_or_create(edition=draft, defaults={"digest": digest, "at": at})


def missing_from(draft: Edition, before: Edition | None, document: Document) -> list[str]:
    """Why the draft may not be published for want of a look; empty if nothing is new or all was seen."""
    look = Look.objects.filter(edition=draft).first()
    seen = look is not None and look.digest == _digest(document, before)
    if seen or not _codes(_written(before), document):
        return []
    if look is None:
        return [_("Nobody has looked at it at phone width yet.")]
    return [_("It changed after it was seen at phone width: look once more.")]


def _codes(before: Document | None, after: Document) -> list[str]:
    return [one.code for one in diff.between(before, after) if one.what in LOOKS_DIFFERENT]


def _written(before: Edition | None) -> Document | None:
    return serialization.write(before) if before else None


def _digest(document: Document, before: Edition | None) -> str:
    """Of the questions and of the edition they were held against; what is said of them is left out."""
    return serialization.compute_digest(document | {"edition": {"live": before.number if before else 0}})
