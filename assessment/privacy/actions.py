"""Erasing: at once, in one transaction, and harmless when repeated."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from assessment import audit_log
from assessment.accounts import languages
from assessment.accounts.actions import end_sessions, lock_accounts
from assessment.accounts.models import User
from assessment.accounts.tasks import queue_mail
from assessment.accounts.waiting_addresses import forget_addresses
from assessment.attempts import actions as attempts
from assessment.attempts.models import Attempt
from assessment.commitments import witnesses
from assessment.organisations import actions as organisations
from assessment.sharing import actions as sharing
from assessment.teams import actions as teams


def erase_account(user: User, *, besides: QuerySet[Attempt], tell: bool = True) -> bool:
    """Erase an account and all that is its person's; whether there still was something to erase.

    besides: attempts this browser holds without an account. They are the same person's, and go too.
    tell: send the last mail; not when it went out already, before a backup was restored.
    """
    with transaction.atomic():
        if not lock_accounts([user.pk]):
            return False
        # A drawing that has begun refers to the account, and is waited for before that is held whole.
        teams.lock_drawings_of(user)
        account = User.objects.select_for_update().get(pk=user.pk)
        organisations.leave_all_organisations(account)
        teams.leave_all_teams(account)
        attempts.delete(Attempt.objects.owned_by(account) | besides)
        end_sessions(account)
        address, uid = account.email, account.uid
        own_addresses = EmailAddress.objects.filter(user=account).values_list("email", flat=True)
        forget_addresses({address, *own_addresses})
        witnesses.forget_addresses({address, *own_addresses})
        sharing.forget_addresses({address, *own_addresses}, at=timezone.now())
        language = (
            account.language if languages.is_offered(account.language) else languages.get_current_language()
        )
        account.delete()
        audit_log.record("account erased", actor=uid, kind="user", uid=uid)
        # The last mail needs the address a moment longer than the rest: until the queue has sent it.
        if tell:
            with translation.override(language):  # nobody is left to ask which
                queue_mail("privacy/email/erased", address)
    return True
