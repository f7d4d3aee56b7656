"""What only a steward does. To everybody else the address does not exist."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessment.accounts.limits import count_try, count_unrequested_mail
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.names import dictionary_order
from assessment.accounts.once import answer_once, hash_form
from assessment.accounts.tokens import derive_token
from assessment.organisations import actions
from assessment.organisations.forms import InviteForm, NameForm, StewardForm
from assessment.organisations.models import MOST_STEWARDS, Organisation, Standing, StandInvitation, Steward
from assessment.organisations.queries import list_shown_rows
from assessment.organisations.views.lookups import get_stewarded_or_404

Role = StandInvitation.Role
GONE = (actions.NotAllowed, Standing.DoesNotExist, Steward.DoesNotExist, StandInvitation.DoesNotExist)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_once
def teams(request: MemberRequest, uid: UUID) -> HttpResponse:
    """The teams, stewards and open invitations. A POST says in `act` which of its forms was sent."""
    organisation = get_stewarded_or_404(request, uid)
    if request.method != "POST":
        return _render_page(request, organisation)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        return act(request, organisation) or redirect("organisations:teams", organisation.uid)
    except GONE:
        messages.info(request, _("That has changed meanwhile. The page shows how it stands now."))
        return redirect("organisations:teams", organisation.uid)


def _rename(request: MemberRequest, organisation: Organisation) -> HttpResponse | None:
    before = organisation.name
    form = NameForm(request.POST, instance=organisation)
    if not form.is_valid():
        organisation.name = before  # the form has put what was typed on it; the page keeps both apart
        return _render_page(request, organisation, status=422, name_form=form)
    actions.rename(organisation, form.cleaned_data["name"])
    messages.success(request, _("Renamed."))
    return None


def _invite_team(request: MemberRequest, organisation: Organisation) -> HttpResponse | None:
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _render_page(request, organisation, status=422, invite_form=form)
    return _mail_invitation(request, organisation, form, "invite_form", Role.TEAM)


def _invite_steward(request: MemberRequest, organisation: Organisation) -> HttpResponse | None:
    form = StewardForm(request.POST, own_address=request.user.email)
    if not form.is_valid():
        return _render_page(request, organisation, status=422, steward_form=form)
    hands_over = form.cleaned_data["hands_over"]
    if not hands_over and organisation.stewards.count() >= MOST_STEWARDS:
        form.add_error(None, _("There are five stewards already. Remove one first, or hand over."))
        return _render_page(request, organisation, status=422, steward_form=form)
    return _mail_invitation(request, organisation, form, "steward_form", Role.STEWARD)


def _mail_invitation(
    request: MemberRequest, organisation: Organisation, form: Any, name: str, role: str
) -> HttpResponse | None:
    if refused := count_try(request, "invite"):
        return refused
    email = form.cleaned_data["email"]
    if count_unrequested_mail(request, "invitation_to_mailbox", email):
        words = _("We have already sent several mails there. Pass on a link instead, or try again tomorrow.")
        form.add_error("email", words)
        page = _render_page(request, organisation, status=429, **{name: form})
        page["Retry-After"] = "86400"
        return page
    new_invitation = actions.invite(
        organisation,
        by=request.user,
        email=email,
        role=role,
        hands_over=form.cleaned_data.get("hands_over", False),
        at=timezone.now(),
    )
    actions.mail_invitation(new_invitation, _build_link(new_invitation.token))
    messages.success(request, _("The invitation is on its way."))
    return None


def _make_link(request: MemberRequest, organisation: Organisation) -> HttpResponse | None:
    if refused := count_try(request, "invite"):
        return refused
    form_number = hash_form(request)
    # Sent twice, the form makes one link, and both answers show it; its token is kept nowhere.
    token = derive_token("stand invitation", str(organisation.uid), form_number) if form_number else ""
    try:
        new_invitation = actions.invite(organisation, by=request.user, at=timezone.now(), token=token)
    except actions.InvitationClosed:
        messages.warning(request, _("The link that this form made is closed. Make a new one."))
        return None
    return _render_page(request, organisation, link=_build_link(new_invitation.token))


def _revoke(request: MemberRequest, organisation: Organisation) -> HttpResponse | None:
    invitation = _get_posted(request, organisation.invitations.select_related("organisation"), "invitation")
    actions.revoke(invitation, by=request.user, at=timezone.now())
    messages.success(request, _("Closed. Its link no longer works."))
    return None


def _remove_team(request: MemberRequest, organisation: Organisation) -> HttpResponse | None:
    standing = _get_posted(request, organisation.standings.all(), "standing")
    actions.end_standing(standing, by=request.user, at=timezone.now())
    messages.success(request, _("Removed. The team’s row is gone; the team and its picture stay."))
    return None


def _remove_steward(request: MemberRequest, organisation: Organisation) -> HttpResponse | None:
    steward = _get_posted(request, organisation.stewards.select_related("organisation"), "steward")
    own = steward.account_id == request.user.pk
    try:
        actions.remove_steward(steward, by=request.user)
    except actions.LastSteward:
        words = _("You are the only steward. Hand the organisation over first, or erase it.")
        messages.error(request, words)
        return None
    if own:
        messages.success(request, _("You no longer look after the organisation."))
        return redirect("organisations:organisations")
    messages.success(request, _("Removed. They no longer look after the organisation."))
    return None


def _erase(request: MemberRequest, organisation: Organisation) -> HttpResponse | None:
    actions.erase(organisation, by=request.user)
    messages.success(request, _("The organisation is erased. Teams and their pictures stay as they are."))
    return redirect("organisations:organisations")


ACTS: Mapping[str, Callable[[MemberRequest, Organisation], HttpResponse | None]] = {
    "rename": _rename,
    "invite": _invite_team,
    "link": _make_link,
    "revoke": _revoke,
    "remove": _remove_team,
    "invite_steward": _invite_steward,
    "remove_steward": _remove_steward,
    "erase": _erase,
}


def _get_posted(request: MemberRequest, rows: Any, name: str) -> Any:
    # Of this organisation; any other id is nothing that the page lists now.
    try:
        return rows.get(uid=UUID(request.POST.get(name, "")))
    except ValueError:
        raise Http404 from None


def _build_link(token: str) -> str:
    return settings.PUBLIC_URL + reverse("organisations:invitation", args=[token])


def _render_page(
    request: MemberRequest, organisation: Organisation, *, status: int = 200, **forms: Any
) -> HttpResponse:
    standings = Standing.objects.live().filter(organisation=organisation).select_related("team")
    shown_standings = {row.standing for row in list_shown_rows(organisation)}
    stewards = organisation.stewards.select_related("account").order_by("since", "pk")
    page: dict[str, Any] = {
        "current": "teams",
        "organisation": organisation,
        "is_steward": True,
        "tab": "teams",
        "teams": [
            {"standing": standing, "shown": standing.pk in shown_standings}
            for standing in sorted(standings, key=lambda standing: dictionary_order(standing.team.name))
        ],
        "stewards": list(stewards),
        "invitations": organisation.invitations.usable(timezone.now()).order_by("created_at", "pk"),
        "name_form": NameForm(instance=organisation),
        "invite_form": InviteForm(),
        "steward_form": StewardForm(),
        "most_stewards": MOST_STEWARDS,
    } | forms
    page["errors"] = [form for form in forms.values() if getattr(form, "errors", None)]
    return render(request, "organisations/teams.html", page, status=status)
