"""Mails to staff about a draft: it waits to be read or published, it came back, it is published."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from assessment.accounts import languages
from assessment.accounts.models import User
from assessment.accounts.tasks import queue_mail
from assessment.questionnaire import serialization, two_person_rule
from assessment.questionnaire.models import FULL, Edition
from assessment.workshop.models import MailOptOut

SALT = "workshop.draft_mails_off"


def queue_step_mails(before: Edition, after: Edition, *, by: User) -> None:
    """Tell whom a step concerns, once each and never whoever took it.

    before: the same edition as the step found it, locked, so that a second click finds no step.
    """
    if before.pk != after.pk:
        return
    state = Edition.State(after.state)
    if state == Edition.State.REVIEW and after.reviewed_at is None:
        if before.state == Edition.State.DRAFT:
            _queue_mails("to_read", after, _list_readers(after), by)
    elif state == Edition.State.REVIEW:
        if after.reviewed_at != before.reviewed_at:
            _queue_mails("to_publish", after, _list_publishers(after), by)
    elif state == Edition.State.DRAFT and before.state == Edition.State.REVIEW:
        _queue_mails("came_back", after, _list_authors(after), by)
    elif state == Edition.State.PUBLISHED and not before.frozen:
        _queue_mails("published", after, _list_authors(after), by)


def _list_readers(edition: Edition) -> Iterable[User]:
    return (
        person
        for person in _list_staff_who_publish()
        if not two_person_rule.find_review_obstacles(edition, person)
    )


def _list_publishers(edition: Edition) -> Iterable[User]:
    digest = serialization.compute_digest(serialization.write(edition))
    return (
        person
        for person in _list_staff_who_publish()
        if not two_person_rule.find_publishing_obstacles(edition, person, digest)
    )


def _list_staff_who_publish() -> Iterable[User]:
    may_publish = Q(is_superuser=True) | Q(groups__permissions__codename="publish_edition")
    return _list_active_staff().filter(may_publish).distinct()


def _list_authors(edition: Edition) -> Iterable[User]:
    # Whoever began the draft, and whoever changed something in it.
    has_changed = Q(pk__in=edition.changers.values("person"))
    return _list_active_staff().filter(has_changed | Q(pk=edition.author_id))


def _list_active_staff() -> QuerySet[User]:
    return User.objects.filter(is_active=True, is_staff=True, mail_opt_out=None).order_by("pk")


def _queue_mails(event: str, edition: Edition, people: Iterable[User], by: User) -> None:
    for person in people:
        if person.pk == by.pk:
            continue
        page = settings.PUBLIC_URL + reverse("admin:questionnaire_edition_change", args=[edition.pk])
        queue_mail(
            f"workshop/email/{event}",
            person.email,
            draft=_name_draft(edition, person),
            link=page,
            off=build_off_url(person),
        )


def _name_draft(edition: Edition, person: User) -> str:
    # Without the name of the questionnaire, which somebody may have typed.
    language = languages.get_language_of_address(person.email) or languages.get_current_language()
    with translation.override(language):
        sentence = (
            _("Edition %(number)s of the full questionnaire")
            if edition.questionnaire.slug == FULL
            else _("Edition %(number)s of the monthly pulse")
        )
        return sentence % {"number": edition.number}


def build_off_url(person: User) -> str:
    token = signing.dumps(str(person.uid), salt=SALT)
    return settings.PUBLIC_URL + reverse("drafts:mails_off", args=[token])


def find_reader(token: str) -> User | None:
    """Whose mails a link switches off; None for a forged one, and for somebody who is gone."""
    try:
        return User.objects.filter(uid=UUID(signing.loads(token, salt=SALT))).first()
    except (signing.BadSignature, ValueError, TypeError):
        return None


def switch_mails(person: User, *, on: bool) -> None:
    if on:
        MailOptOut.objects.filter(person=person).delete()
    else:
        MailOptOut.objects.get_or_create(person=person)
