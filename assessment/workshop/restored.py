"""What an editor sent once their session had ended, back in the form it was sent from."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from assessment.accounts.form_pages import pop_unsent_fields


def pop_restored_values(request: HttpRequest) -> dict[str, str]:
    unsent = pop_unsent_fields(request)
    if unsent is None:
        # What was typed before its editor signed in again.
        return {}
    note_restored(request)
    return {name: str(value) for name, value in unsent.items()}


def note_restored(request: HttpRequest) -> None:
    messages.warning(
        request, _("What you had typed before you signed in again is back. It is not saved yet.")
    )
