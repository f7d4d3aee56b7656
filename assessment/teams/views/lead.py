"""What only the lead does. To everybody else these addresses do not exist."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessment.accounts.form_pages import form_is_on
from assessment.accounts.limits import count_try, count_unrequested_mail
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.once import answer_once, hash_form
from assessment.accounts.tokens import derive_token
from assessment.teams import actions, waiting_room, wording
from assessment.teams.forms import HandOverForm, InviteForm, NameForm
from assessment.teams.models import Invitation, Membership
from assessment.teams.queries import list_members
from assessment.teams.views.lookups import get_lead_or_404, render_members_page


@form_is_on("teams:members", "uid")
@require_POST
@answer_once
def invite(request: MemberRequest, uid: UUID) -> HttpResponse:
    """A mail to one address, or, asked for with `link`, a link to pass on, shown this once."""
    membership = get_lead_or_404(request, uid)
    form = InviteForm(request.POST, own_address=request.user.email)
    by_link = "link" in request.POST
    if not by_link and not form.is_valid():
        return render_members_page(request, membership, status=422, invite_form=form)
    if refused := count_try(request, "invite"):
        return refused
    email = "" if by_link else form.cleaned_data["email"]
    if email and count_unrequested_mail(request, "invitation_to_mailbox", email):
        form.add_error(
            "email",
            _("We have already sent several mails there. Pass on a link instead, or try again tomorrow."),
        )
        page = render_members_page(request, membership, status=429, invite_form=form)
        page["Retry-After"] = "86400"
        return page
    form_number = hash_form(request)
    # Sent twice, a form for a link makes one link, and both answers show it; its token is kept nowhere.
    token = derive_token("invitation", str(membership.uid), form_number) if by_link and form_number else ""
    try:
        new_invitation = actions.invite(
            membership.team, by=request.user, email=email, at=timezone.now(), token=token
        )
    except actions.InvitationClosed:
        messages.warning(request, _("The link that this form made is closed. Make a new one."))
        return redirect("teams:members", uid)
    link = settings.PUBLIC_URL + reverse("teams:invitation", args=[new_invitation.token])
    if by_link:
        return render_members_page(request, membership, link=link)
    actions.mail_invitation(new_invitation, link)
    messages.success(
        request, _("The invitation is on its way.")
    )  # a message waits with who sends it: no address
    return redirect("teams:members", uid)


@form_is_on("teams:members", "uid")
@require_POST
@answer_once
def rename(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership = get_lead_or_404(request, uid)
    before = membership.team.name
    form = NameForm(request.POST, instance=membership.team)
    if not form.is_valid():
        membership.team.name = (
            before  # the form has put what was typed on the team; the page keeps both apart
        )
        return render_members_page(request, membership, status=422, name_form=form)
    actions.rename(membership.team, form.cleaned_data["name"])
    messages.success(request, _("Renamed."))
    return redirect("teams:members", uid)


@form_is_on("teams:members", "uid")
@require_POST
@answer_once
def hand_over(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership = get_lead_or_404(request, uid)
    form = HandOverForm(list_members(membership.team), request.POST)
    if not form.is_valid():
        return render_members_page(request, membership, status=422, hand_over_form=form)
    to: Membership = form.cleaned_data["to"]
    try:
        actions.hand_over(membership.team, to, by=request.user)
    except actions.NotAMember:
        again = HandOverForm(list_members(membership.team), request.POST)
        return render_members_page(request, membership, status=422, hand_over_form=again)
    messages.success(request, _("Handed over. Somebody else leads the team now."))
    return redirect("teams:members", uid)


@form_is_on("teams:members", "uid")
@require_POST
@answer_once
def erase(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership = get_lead_or_404(request, uid)
    actions.erase(membership.team, by=request.user)
    messages.success(request, _("The team and its pictures are erased. Results stay with their people."))
    return redirect("teams:teams")


@form_is_on("teams:members", "uid")
@require_POST
@answer_once
def let_in(request: MemberRequest, uid: UUID) -> HttpResponse:
    # Those whom the page listed, so that nobody comes in unseen who asked meanwhile.
    membership = get_lead_or_404(request, uid)
    decision = _decide(waiting_room.let_in, request, membership)
    for newcomer in decision.newcomers:
        if not count_unrequested_mail(request, "admission_to_mailbox", newcomer.email):
            waiting_room.mail_admission(membership.team, newcomer, by=request.user)
    messages.success(request, wording.describe_decision(decision, let_in=True))
    return redirect("teams:members", uid)


@form_is_on("teams:members", "uid")
@require_POST
@answer_once
def decline(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership = get_lead_or_404(request, uid)
    decision = _decide(waiting_room.decline, request, membership)
    messages.success(request, wording.describe_decision(decision, let_in=False))
    return redirect("teams:members", uid)


def _decide(
    action: Callable[..., waiting_room.Decision], request: MemberRequest, membership: Membership
) -> waiting_room.Decision:
    try:
        uids = [UUID(uid) for uid in request.POST.getlist("request")]
        return action(membership.team, uids, by=request.user, at=timezone.now())
    except (ValueError, waiting_room.RequestNotFound):
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@answer_once
def remove(request: MemberRequest, uid: UUID, member: UUID) -> HttpResponse:
    # Asks first, and says whom: names may be alike, and coming back takes an invitation.
    membership = get_lead_or_404(request, uid)
    others = Membership.objects.filter(team=membership.team, role=Membership.Role.MEMBER)
    removed = others.select_related("team", "person").filter(uid=member).first()
    if removed is None:
        messages.info(request, _("They are not in the team any more."))
        return render_members_page(request, membership, status=404)
    if request.method != "POST":
        (line,) = [row for row in list_members(membership.team) if row.membership.pk == removed.pk]
        page = {"current": "teams", "team": membership.team, "membership": membership, "line": line}
        return render(request, "teams/remove.html", page)
    actions.remove(removed, by=request.user, at=timezone.now())
    messages.success(request, _("Removed. They are no longer in the team."))
    return redirect("teams:members", uid)


@form_is_on("teams:members", "uid")
@require_POST
@answer_once
def revoke(request: MemberRequest, uid: UUID, invitation: UUID) -> HttpResponse:
    membership = get_lead_or_404(request, uid)
    revoked = get_object_or_404(
        Invitation.objects.select_related("team"), team=membership.team, uid=invitation
    )
    actions.revoke(revoked, by=request.user, at=timezone.now())
    messages.success(
        request, _("Closed. Nobody asks to come in by it any more; whoever is waiting still waits for you.")
    )
    return redirect("teams:members", uid)
