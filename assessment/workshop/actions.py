"""What editors ask the workshop to count, which the worker does; and links to their drafts."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessment import audit_log
from assessment.accounts.models import User
from assessment.accounts.tokens import hash_token
from assessment.questionnaire.models import Edition
from assessment.workshop import item_statistics, tasks
from assessment.workshop.models import LINK_LIFETIME, MOST_LINKS, PreviewLink, Tally


class TooManyLinks(Exception):
    pass


class LinkEnded(Exception):
    """It ran out, was taken back, or its draft is published or deleted by now."""


def can_count(edition: Edition, tally: Tally | None, *, database: str) -> bool:
    return item_statistics.can_be_counted(edition, tally, at=timezone.now(), database=database)


def queue_count(edition: Edition) -> None:
    transaction.on_commit(partial(tasks.count_items.enqueue, edition.pk))


def queue_dry_run(draft: Edition) -> None:
    transaction.on_commit(partial(tasks.try_out.enqueue, draft.pk))


@transaction.atomic
def make_preview_link(draft: Edition, token: str, *, by: User, at: datetime) -> PreviewLink:
    """A link that opens a draft; the same token makes one link."""
    Edition.objects.select_for_update().get(pk=draft.pk)
    in_force = PreviewLink.objects.in_force(at).filter(edition=draft)
    if link := in_force.filter(token_hash=hash_token(token)).first():
        return link
    if in_force.count() >= MOST_LINKS:
        raise TooManyLinks
    link = PreviewLink.objects.create(
        edition=draft, made_by=by, token_hash=hash_token(token), made_at=at, expires_at=at + LINK_LIFETIME
    )
    _record("preview link made", link, by)
    return link


def open_preview_link(link: PreviewLink, *, at: datetime) -> None:
    opened = (
        PreviewLink.objects.in_force(at)
        .filter(pk=link.pk)
        .update(openings=F("openings") + 1, last_opened=at.replace(minute=0, second=0, microsecond=0))
    )
    if not opened:
        raise LinkEnded
    _record("preview link opened", link)


def end_preview_link(link: PreviewLink, *, by: User | None = None, at: datetime) -> bool:
    ended = PreviewLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=at)
    if ended:
        _record("preview link ended", link, by)
    return bool(ended)


def _record(event: str, link: PreviewLink, by: User | None = None) -> None:
    audit_log.record(event, actor=by.uid if by else None, kind="preview link", uid=link.uid)
