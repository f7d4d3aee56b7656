"""A person's teams: the list, a new one, who is in it, what one agreed to, and the way out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.accounts.actions import lock_account
from assessment.accounts.form_pages import form_is_on
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.names import dictionary_order
from assessment.accounts.once import answer_once
from assessment.accounts.switches import SHOWN_ON, is_left_alone, refuse_other_form
from assessment.teams import acquaintance, actions
from assessment.teams.added_switches import Switches, build_added_switches
from assessment.teams.forms import ConsentForm, KnownForm, NameForm
from assessment.teams.models import JoinRequest, Membership
from assessment.teams.queries import get_member_label, get_own_scores, list_colleagues, search_colleagues
from assessment.teams.views.lookups import get_membership_or_404, render_members_page

# From so many on the list can be searched, and folds; so many stand on one page, as one form can send.
MANY, MOST = 12, 400


@require_safe
def teams(request: MemberRequest) -> HttpResponse:
    own = Membership.objects.for_user(request.user).select_related("team").order_by("pk")
    memberships = acquaintance.annotate_open_questions(own.annotate_waiting())
    in_order = sorted(memberships, key=lambda membership: dictionary_order(membership.team.name))
    requests = JoinRequest.objects.unsettled().filter(person=request.user).select_related("team")
    page = {"current": "teams", "memberships": in_order, "join_requests": requests.order_by("pk")}
    return render(request, "teams/teams.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_once
def create(request: MemberRequest) -> HttpResponse:
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        team = actions.create(request.user, form.cleaned_data["name"], at=timezone.now())
        return redirect("teams:members", team.uid)
    page = {"current": "teams", "form": form}
    return render(request, "teams/create.html", page, status=422 if request.method == "POST" else 200)


@require_safe
def members(request: MemberRequest, uid: UUID) -> HttpResponse:
    return render_members_page(request, get_membership_or_404(request, uid))


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership = get_membership_or_404(request, uid)
    if request.method != "POST":
        added = build_added_switches(membership, None)
        return _render_consent_page(request, membership, ConsentForm.for_membership(membership), added)
    if not {SHOWN_ON, "group", "named"} & request.POST.keys():
        return refuse_other_form(request, request.path)
    return _handle_consents(request, membership)


def _handle_consents(request: MemberRequest, membership: Membership) -> HttpResponse:
    form, known_form = ConsentForm(request.POST), KnownForm(request.POST)
    added = build_added_switches(membership, request.POST)
    if not known_form.is_valid():
        raise Http404
    if form.is_valid():
        try:
            was_set_elsewhere = _save_consents(request, membership, form, known_form)
        except (actions.NotAMember, acquaintance.NotInTeam):
            raise Http404 from None
        except actions.JoinedMeanwhile:
            form.refuse_newcomers()
        else:
            messages.success(request, _("Saved. It applies from now on."))
            if was_set_elsewhere:
                messages.info(request, _("What you changed on another page meanwhile stays as it is there."))
            return redirect("teams:dashboard", membership.team.uid)
    return _render_consent_page(request, membership, form, added, known_form)


def _save_consents(
    request: MemberRequest,
    membership: Membership,
    form: ConsentForm,
    known_form: KnownForm,
) -> bool:
    # Whether a switch or a tick stays as another page has set it since this one was loaded.
    now, chosen = timezone.now(), form.cleaned_data
    (known, asked), shown = known_form.answers, known_form.shown
    with transaction.atomic():
        lock_account(request.user)
        form.save_name(request.user)
        added = build_added_switches(membership, request.POST)
        for switches in added:
            switches.save(at=now)
        set_elsewhere = _list_set_elsewhere(request, membership, chosen)
        consents = {name: chosen[name] for name in ("group", "named", "seen_until")} | set_elsewhere
        # Whoever withdraws is in no picture that the answers allow; whoever agrees is in it with them.
        if consents["group"]:
            stays = acquaintance.set_known(membership, known, asked=asked, shown=shown, at=now)
            actions.set_consents(membership, **consents, at=now)
        else:
            actions.set_consents(membership, **consents, at=now)
            # Without consent nobody is asked: what is not ticked is no answer, unless it takes one back.
            before = acquaintance.list_known(membership)
            answered = known | (asked & before)
            stays = acquaintance.set_known(membership, known, asked=answered, shown=shown, at=now)
    return stays or bool(set_elsewhere) or any(switches.are_set_elsewhere for switches in added)


def _list_set_elsewhere(
    request: MemberRequest, membership: Membership, chosen: dict[str, Any]
) -> dict[str, bool]:
    # A page that was open before does not give back a consent that was withdrawn since.
    current = Membership.objects.filter(pk=membership.pk).first()
    if current is None:
        raise actions.NotAMember
    return {
        name: is_on
        for name, is_on in (("group", current.in_group), ("named", current.by_name))
        if chosen[name] != is_on and is_left_alone(request.POST, name, ticked=chosen[name])
    }


def _render_consent_page(
    request: MemberRequest,
    membership: Membership,
    form: ConsentForm,
    added: list[Switches],
    known_form: KnownForm | None = None,
) -> HttpResponse:
    colleagues = list_colleagues(membership)
    search = request.GET.get("search", "").strip()
    joined = [membership.joined_at, *(line.joined_at for line in colleagues)]
    page = {
        "current": "teams",
        "tab": "consent",
        "team": membership.team,
        "membership": membership,
        "form": form,
        "added": added,
        "own": (result := get_own_scores(request.user)),
        "own_width": result["index"].high - result["index"].low if result else 0,
        "colleagues": (matching := search_colleagues(colleagues, search))[:MOST],
        "unlisted": max(0, len(matching) - MOST),
        "many": len(colleagues) > MANY,
        "some_answered": any(line.known is not None for line in colleagues),
        "all_known": all(line.known for line in matching),
        "search": search,
        "ticked": known_form.answers[0] if known_form else None,
        "shown_known": request.POST.get("shown_known")
        if known_form
        else " ".join(str(line.uid) for line in matching[:MOST] if line.known),
        "seen_until": max(joined).isoformat(),
        "shown_on": request.POST.getlist(SHOWN_ON)
        if SHOWN_ON in request.POST
        else [name for name in ("group", "named") if form[name].value()],
    }
    return render(request, "teams/consent.html", page, status=422 if form.errors else 200)


@form_is_on("teams:dashboard", "uid")
@require_POST
@answer_once
def known(request: MemberRequest, uid: UUID) -> HttpResponse:
    # From the team's own page, about those who are new.
    membership = get_membership_or_404(request, uid)
    form = KnownForm(request.POST)
    if not form.is_valid():
        raise Http404
    known, asked = form.answers
    try:
        stays = acquaintance.set_known(membership, known, asked=asked, shown=form.shown, at=timezone.now())
    except acquaintance.NotInTeam:
        raise Http404 from None
    messages.success(request, _("Saved. Nobody else sees whom you know."))
    if stays:
        messages.info(request, _("What you changed on another page meanwhile stays as it is there."))
    return redirect("teams:dashboard", uid)


@require_http_methods(["GET", "HEAD", "POST"])
@answer_once
def leave(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership = get_membership_or_404(request, uid)
    if request.method == "POST":
        actions.leave(membership, at=timezone.now())
        messages.success(request, _("You have left the team."))
        return redirect("teams:teams")
    follower = actions.find_successor(membership)
    page = {
        "current": "teams",
        "team": membership.team,
        "membership": membership,
        "last": follower is None,
        "follower": get_member_label(follower) if follower and membership.leads else "",
    }
    return render(request, "teams/leave.html", page)
