"""Who must stand behind an edition where the two-person rule is on."""

from django.conf import settings
from django.utils.translation import gettext as _

from assessment.accounts.models import User
from assessment.questionnaire.models import Edition, EditionChange


def record_change(edition: Edition, by: User | None) -> None:
    # What others changed before the last review has been read, so they may read what changes from now
    # on.
    EditionChange.objects.filter(edition=edition, read=True).delete()
    if by is not None:
        EditionChange.objects.get_or_create(edition=edition, person=by)


def record_read(edition: Edition) -> None:
    edition.changers.update(read=True)


def record_unread(edition: Edition) -> None:
    edition.changers.update(read=False)


def find_review_obstacles(edition: Edition, by: User) -> list[str]:
    """Why this person cannot be the one who reads the edition; empty if they can."""
    if settings.TWO_PERSON_PUBLISH and _has_changed(edition, by):
        return [_("You changed it since it was last read, so somebody else has to read it.")]
    return []


def _has_changed(edition: Edition, by: User) -> bool:
    changes = list(edition.changers.all())
    # A copy that nobody changed counts as changed by whoever made it.
    if not changes:
        return edition.author_id == by.pk
    return any(change.person_id == by.pk and not change.read for change in changes)


def find_publishing_obstacles(edition: Edition, by: User | None, digest: str) -> list[str]:
    """What the two-person rule still asks for before this person may publish; empty if nothing.

    digest: of the edition as it would be published.
    """
    # Whoever runs the command could also write to the database, so the rule does not hold them.
    if by is None or not settings.TWO_PERSON_PUBLISH:
        return []
    if edition.reviewed_at is None or edition.reviewer is None:
        return [_("Nobody has read it yet: send it to review, and let a second person record the review.")]
    if edition.digest != digest:
        return [_("It changed after it was read: a second person has to read it once more.")]
    alone = edition.author in {None, by} and not edition.changers.exclude(person=by).exists()
    if edition.reviewer == by and alone:
        return [_("You are the one who read it, so somebody else has to publish it.")]
    return []
