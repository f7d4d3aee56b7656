"""What can be done to practice pages: begin a draft, publish it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from assessment import audit_log
from assessment.accounts.models import User
from assessment.practice.models import TEXTS, PracticePage
from assessment.practice.publish_checks import Gap, find_gaps


class NotADraft(Exception):
    pass


class Unfinished(Exception):
    """The draft lacks what its gaps say."""

    def __init__(self, gaps: list[Gap]) -> None:
        super().__init__(" ".join(gap.sentence for gap in gaps))
        self.gaps = gaps


def get_texts(page: PracticePage) -> dict[str, str]:
    return {name: getattr(page, name) for name in TEXTS}


def copy_as_draft(page: PracticePage) -> PracticePage:
    texts = get_texts(page)
    number = next_number(page.facet, page.language)
    return PracticePage(facet=page.facet, language=page.language, number=number, **texts)


def next_number(facet: str, language: str) -> int:
    versions = PracticePage.objects.filter(facet=facet, language=language)
    return int(versions.aggregate(latest=Max("number"))["latest"] or 0) + 1


@transaction.atomic
def start_draft(page: PracticePage) -> PracticePage:
    """The draft of the page's facet and language: the one there is, or a new one with the page's texts."""
    versions = PracticePage.objects.filter(facet=page.facet, language=page.language)
    list(versions.select_for_update())  # whoever waited here finds below what the other has begun
    draft = versions.filter(state=PracticePage.State.DRAFT).first()
    if draft is None:
        draft = copy_as_draft(page)
        draft.save()
    return draft


@transaction.atomic
def publish(draft: PracticePage, *, by: User | None, at: datetime) -> PracticePage:
    """Show a draft to everybody, in place of the page published before, which stays in the history."""
    versions = PracticePage.objects.select_for_update().filter(facet=draft.facet, language=draft.language)
    page = next((version for version in versions if version.pk == draft.pk), None)
    if page is None or page.state != PracticePage.State.DRAFT:
        raise NotADraft
    if gaps := find_gaps(get_texts(page)):
        raise Unfinished(gaps)
    PracticePage.objects.filter(facet=page.facet, language=page.language).published().update(
        state=PracticePage.State.REPLACED
    )
    page.state, page.publisher, page.published_at = PracticePage.State.PUBLISHED, by, at
    page.save()
    audit_log.record(
        "practice.published",
        actor=by.uid if by else None,
        kind="practice page",
        uid=f"{page.facet}/{page.language}/{page.number}",
    )
    return page
