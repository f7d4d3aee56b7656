"""Who must stand behind an edition where the two-person rule is on."""

from django.conf import settings
from django.utils.translation import gettext as _

from assessment.accounts.models import User
from assessment.questionnaire.models import Edition


def missing_from_review(edition: Edition, by: User) -> list[str]:
    """Why this person cannot be the one who reads the edition; empty if they can."""
    if settings.TWO_PERSON_PUBLISH and by == edition.author:
        return [_("You wrote it, so somebody else has to read it.")]
    return []


def missing_from_publishing(edition: Edition, by: User | None, digest: str) -> list[str]:
    """What the two-person rule still asks for before this person may publish; empty if nothing.

    digest: of the edition as it would be published. by: None for whoever runs the command on the server,
    who could also write to the database and is not held by the rule.
    """
    if by is None or not settings.TWO_PERSON_PUBLISH:
        return []
    if edition.reviewed_at is None or edition.reviewer is None:
        return [_("Nobody has read it yet: send it to review, and let a second person record the review.")]
    if edition.digest != digest:
        return [_("It changed after it was read: a second person has to read it once more.")]
    if edition.reviewer == by and edition.author in {None, by}:
        return [_("You are the one who read it, so somebody else has to publish it.")]
    return []
