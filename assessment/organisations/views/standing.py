"""A team's way into an organisation, where it stands, and its way out."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessment.accounts.limits import count_try
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.names import dictionary_order
from assessment.accounts.once import answer_once
from assessment.accounts.switches import refuse_other_form
from assessment.accounts.tokens import hash_token
from assessment.days import day_in
from assessment.organisations import actions
from assessment.organisations.forms import NAMED, RowForm, StandForm
from assessment.organisations.models import Standing, StandInvitation
from assessment.organisations.queries import list_shown_rows_of
from assessment.organisations.views.lookups import get_membership_or_404
from assessment.teams.models import Membership, Team

SESSION_KEY = "stand"


@never_cache
@login_not_required
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    # Opening a link accepts nothing, so whatever scans mail spends nothing.
    token_hash = hash_token(token)
    if actions.find_by_hash(token_hash, at=timezone.now()) is None:
        return count_try(request, "wrong_token") or HttpResponse(status=410)
    request.session[SESSION_KEY] = token_hash
    return redirect("organisations:stand")


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_once
def stand(request: HttpRequest) -> HttpResponse:
    """What will be seen by whom, before anything; then the lead accepts for a team, or a steward begins."""
    stand_invitation = actions.find_by_hash(request.session.get(SESSION_KEY, ""), at=timezone.now())
    user = request.user if isinstance(request.user, User) else None
    if stand_invitation is None:
        return HttpResponse(status=410)
    if request.method == "POST":
        if user is None:
            return redirect_to_login(request.path)
        accept = _become_steward if stand_invitation.is_for_steward else _accept_for_team
        return accept(request, stand_invitation, user)
    return _render_page(request, stand_invitation, user, StandForm(_list_led_teams(stand_invitation, user)))


def _become_steward(request: HttpRequest, stand_invitation: StandInvitation, user: User) -> HttpResponse:
    form = StandForm([])
    try:
        actions.become_steward(stand_invitation.token_hash, user, at=timezone.now())
    except actions.InvitationClosed:
        return HttpResponse(status=410)
    except actions.WrongAccount:
        return _render_page(request, stand_invitation, user, form, status=422)
    except actions.TooManyStewards:
        messages.error(
            request, _("There are five stewards already. Ask one of them to make room, then open this again.")
        )
        return _render_page(request, stand_invitation, user, form, status=422)
    request.session.pop(SESSION_KEY, None)
    messages.success(request, _("You look after this organisation now."))
    return redirect("organisations:teams", stand_invitation.organisation.uid)


def _accept_for_team(request: HttpRequest, stand_invitation: StandInvitation, user: User) -> HttpResponse:
    form = StandForm(_list_led_teams(stand_invitation, user), request.POST)
    if not form.is_valid():
        return _render_page(request, stand_invitation, user, form, status=422)
    team, named = form.cleaned_data["team"], form.cleaned_data["row"] == NAMED
    try:
        actions.stand(stand_invitation.token_hash, team, by=user, named=named, at=timezone.now())
    except actions.InvitationClosed:
        return HttpResponse(status=410)
    except actions.WrongAccount:
        return _render_page(request, stand_invitation, user, form, status=422)
    except actions.AlreadyStands:
        form.add_error("team", _("This team stands there already. Choose another one."))
    except actions.NotAllowed:
        form.add_error("team", _("You no longer lead this team. Choose one that you lead."))
    if form.errors:
        return _render_page(request, stand_invitation, user, form, status=422)
    request.session.pop(SESSION_KEY, None)
    messages.success(
        request,
        _("Your team stands there now. Its row is shown once everybody counted in its picture says yes."),
    )
    return redirect("organisations:of_team", team.uid)


def _list_led_teams(stand_invitation: StandInvitation, user: User | None) -> list[Team]:
    # Invented teams stand beside invented teams.
    if user is None or stand_invitation.is_for_steward:
        return []
    led = Team.objects.filter(
        memberships__person=user,
        memberships__role=Membership.Role.LEAD,
        demo=stand_invitation.organisation.demo,
    )
    return sorted(led, key=lambda team: dictionary_order(team.name))


def _render_page(
    request: HttpRequest,
    stand_invitation: StandInvitation,
    user: User | None,
    form: StandForm,
    status: int = 200,
) -> HttpResponse:
    page = {
        "organisation": stand_invitation.organisation,
        "for_steward": stand_invitation.is_for_steward,
        "hands_over": stand_invitation.hands_over,
        "wrong": user is not None and not actions.is_addressed_to(stand_invitation, user),
        "form": form,
        "leads_none": user is not None and not stand_invitation.is_for_steward and not form.teams,
    }
    return render(request, "organisations/stand.html", page, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_once
def of_team(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Where the team stands. Members read it; the lead changes the row or leaves at once."""
    membership = get_membership_or_404(request, uid)
    if request.method != "POST":
        return _render_team_page(request, membership)
    if not membership.leads:
        raise Http404
    try:
        standing = _get_posted_standing(request, membership)
        if request.POST.get("act") == "leave":
            actions.end_standing(standing, by=request.user, at=timezone.now())
            messages.success(request, _("Your team has left. Its row is gone."))
            return redirect("organisations:of_team", uid)
        form = RowForm(standing, request.POST)
        if not form.is_whole:
            return refuse_other_form(request, request.path)
        if not form.is_valid():
            return _render_team_page(request, membership, form, status=422)
        row = form.choose_row()
        actions.set_row(standing, **row, by=request.user, at=timezone.now())
    except (actions.NotAllowed, Standing.DoesNotExist):
        messages.info(request, _("Your team does not stand there any more."))
        return redirect("organisations:of_team", uid)
    messages.success(request, _("Saved."))
    if row != form.cleaned_data:
        messages.info(request, _("What you changed on another page meanwhile stays as it is there."))
    return redirect("organisations:of_team", uid)


def _get_posted_standing(request: MemberRequest, membership: Membership) -> Standing:
    try:
        uid = UUID(request.POST.get("standing", ""))
        return Standing.objects.live().get(team=membership.team_id, uid=uid)
    except ValueError:
        raise Http404 from None


def _render_team_page(
    request: MemberRequest, membership: Membership, posted_form: RowForm | None = None, status: int = 200
) -> HttpResponse:
    live = Standing.objects.live().filter(team=membership.team_id).select_related("organisation")
    standings = sorted(live, key=lambda standing: dictionary_order(standing.organisation.name))
    rows = list_shown_rows_of([standing.organisation_id for standing in standings])
    shown_standings = {row.standing for rows_of_organisation in rows.values() for row in rows_of_organisation}
    page = {
        "current": "teams",
        "tab": "organisations",
        "team": membership.team,
        "membership": membership,
        "today": day_in("", timezone.now()),
        "form": posted_form,
        "places": [
            {
                "standing": standing,
                "shown": standing.pk in shown_standings,
                "form": posted_form
                if posted_form and posted_form.standing == standing
                else RowForm(standing),
            }
            for standing in standings
        ],
    }
    return render(request, "organisations/of_team.html", page, status=status)
