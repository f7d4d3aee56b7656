"""Switches of a page that stayed open while they were set elsewhere.

Beside them the page sends the name of each that it showed as on, in a hidden field, and once nothing, so that
a page that showed none as on is told from what no page sends.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

SHOWN_ON = "shown_on"


def is_shown_on(form: QueryDict, name: str) -> bool:
    return name in form.getlist(SHOWN_ON)


def is_left_alone(form: QueryDict, name: str, *, ticked: bool) -> bool:
    """Whether somebody left a switch as their page showed it. What it was set to since then stays.

    What says nothing of the switches it showed turns on what it names, and turns nothing off.
    """
    return ticked == is_shown_on(form, name) if SHOWN_ON in form else not ticked


def refuse_other_form(request: HttpRequest, page: str) -> HttpResponse:
    """For what lacks a field that the page's form always sends: nothing missing counts as empty or off."""
    text = _("Nothing was saved: that was not the form of this page. Send it from here.")
    messages.warning(request, text)
    return redirect(page)
