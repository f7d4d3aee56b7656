"""The account page; everything to take away; everything to erase."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any, cast
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessment import audit_log
from assessment.accounts import spreadsheet_safety
from assessment.accounts.limits import QUARTER_OF_AN_HOUR, count_try
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.once import answer_once, hash_form
from assessment.accounts.switches import refuse_other_form
from assessment.accounts.views import logout as logout_of_account
from assessment.attempts import actions as attempts
from assessment.attempts.claiming import claim_if_possible, get_attempts_of_browser, move_to_cookie
from assessment.attempts.holder import Holder, remove_from_session, set_browser_cookie
from assessment.attempts.models import Attempt
from assessment.commitments.forms import SwitchesForm
from assessment.commitments.models import Reminder
from assessment.days import day_of
from assessment.organisations.models import Organisation, OrganisationConsent, Steward
from assessment.privacy import actions
from assessment.privacy.export import export_account, export_attempts
from assessment.privacy.forms import ProfileForm
from assessment.scoring.rounding import half_up
from assessment.scoring.verdict import range80
from assessment.sharing.context import find_reason_not_to_share
from assessment.sharing.queries import list_shares
from assessment.teams.models import Membership
from assessment.teams.tasks import draw_for

ERASED = "account-erased:"
COLUMNS = [
    "record",
    "attempt",
    "questionnaire",
    "edition",
    "date",
    "item",
    "words",
    "value",
    "standard_error",
]
# About the document; and what has rows of a kind of its own.
NO_RECORDS = {"site", "format", "made_at", "withheld", "attempts"}


def write_json(document: dict[str, Any]) -> str:
    return json.dumps(document, cls=PreciseEncoder, ensure_ascii=False, indent=2)


class PreciseEncoder(DjangoJSONEncoder):
    # Django's own encoder cuts moments to the millisecond.
    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def write_csv(document: dict[str, Any]) -> str:
    buffer = StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, restval="")
    writer.writeheader()
    for row in _list_rows(document):
        writer.writerow({column: escape_cell(value) for column, value in row.items()})
    # Spreadsheets take the file for UTF-8 by the mark at its start.
    return "\ufeff" + buffer.getvalue()


def escape_cell(value: Any) -> Any:
    """A cell's value as text that stays text; moments and structures written out first."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        value = json.dumps(value, cls=PreciseEncoder, ensure_ascii=False)
    return spreadsheet_safety.escape_formula(value)


def _list_rows(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, content in document.items():
        if name not in NO_RECORDS:
            yield from _list_record_rows(name, content)
    for attempt in document["attempts"]:
        yield from _list_attempt_rows(attempt)


def _list_record_rows(name: str, content: Any) -> Iterator[dict[str, Any]]:
    # A list of records, one record, or several lists by name.
    if name == "organisations":
        for part, records in content.items():
            yield from _list_record_rows(f"{name} {part}", records)
        return
    for record in content if isinstance(content, list) else [content]:
        for item, value in record.items():
            yield {"record": name, "item": item, "value": value}


def _list_attempt_rows(attempt: dict[str, Any]) -> Iterator[dict[str, Any]]:
    shared = {
        "attempt": attempt["uid"],
        "questionnaire": attempt["questionnaire"],
        "edition": attempt["edition"],
        "date": attempt["submitted_at"] or attempt["started_at"],
    }
    for item, value in attempt.items():
        if item not in {"commitment", "capabilities", "answers", *shared}:
            yield {"record": "attempt", **shared, "item": item, "value": value}
    for item, value in (attempt["commitment"] or {}).items():
        yield {"record": "commitment", **shared, "item": item, "value": value}
    for score in attempt["capabilities"]:
        yield from _list_score_rows(shared, score)
    for answer in attempt["answers"]:
        texts = " | ".join(
            str(answer[part]) for part in ["scene", "text", "left", "right", "unit"] if part in answer
        )
        reply = answer["value"] if answer["option"] is None else answer["option"]
        yield {"record": "answer", **shared, "item": answer["code"], "words": texts, "value": reply}
        for item in ["contribution", "seconds", "answered_at", "revision", "page", "option_code", "kind"]:
            yield {
                "record": "answer",
                **shared,
                "item": f"{answer['code']} {item}",
                "value": answer.get(item),
            }


def _list_score_rows(shared: dict[str, Any], score: dict[str, Any]) -> Iterator[dict[str, Any]]:
    name = score["capability"]
    for estimate, error in [("score", "standard_error"), ("said", "said_error"), ("shown", "shown_error")]:
        item = f"{name} {estimate}"
        yield {
            "record": "capability",
            **shared,
            "item": item,
            "value": score[estimate],
            "standard_error": score[error],
        }
    for count in ["answered", "asked"]:
        yield {"record": "capability", **shared, "item": f"{name} {count}", "value": score[count]}


FORMATS = {
    "json": ("application/json", write_json),
    "csv": ("text/csv; charset=utf-8", write_csv),
}


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: MemberRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and not form.fields.keys() <= request.POST.keys():
        return refuse_other_form(request, "privacy:account")
    if request.method == "POST" and form.is_valid():
        form.instance.save(update_fields=form.typed)  # never makes a row anew that was erased meanwhile
        messages.success(request, _("Saved."))
        if set(form.changed_data) - set(form.typed):
            messages.info(request, _("What you changed on another page meanwhile stays as it is there."))
        return redirect("privacy:account")
    attempt_lines = list_attempt_lines(
        Attempt.objects.held_by(Holder.from_request(request)), user=request.user
    )
    reminders = list(Reminder.objects.ahead().filter(owner=request.user).order_by("purpose"))
    shares, now = list_shares(request.user), timezone.now()
    switches = SwitchesForm(initial={reminder.purpose: True for reminder in reminders})
    context = {
        "form": form,
        "lines": attempt_lines,
        "reminders": reminders,
        "switches": switches,
        "shares": [share for share in shares if share.is_in_force(now)],
        "ended": [share for share in shares if not share.is_in_force(now)],
        "memberships": Membership.objects.for_user(request.user).select_related("team").order_by("pk"),
        "stewardships": Steward.objects.filter(account=request.user)
        .select_related("organisation")
        .order_by("pk"),
        "consents": OrganisationConsent.objects.live().for_user(request.user),
        "current": "account",
        "single_sign_on": bool(settings.OIDC_ISSUER),
        "sign_ons": SocialAccount.objects.filter(user=request.user).order_by("pk"),
    }
    return render(request, "privacy/account.html", context, status=422 if form.errors else 200)


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    # What is in no account is named first, then kept in the account or left in this browser.
    unclaimed = (
        list(get_attempts_of_browser(request).order_by("started_at")) if request.user.is_authenticated else []
    )
    if unclaimed and request.method == "POST":
        if "loose" not in request.POST:
            return redirect("account_logout")
        if request.POST["loose"] == "keep" and sum(
            claim_if_possible(request, attempt) for attempt in unclaimed
        ) < len(unclaimed):
            messages.warning(
                request, _("Not everything could be saved. What is left is listed here; open it to see why.")
            )
            return redirect("account_logout")
    moved = request.method == "POST" and move_to_cookie(request)
    response = logout_of_account(request, {"loose": unclaimed})
    if moved:
        set_browser_cookie(request, response)
    return response


@require_safe
def export(request: MemberRequest) -> HttpResponse:
    own_attempts = Attempt.objects.held_by(Holder.from_request(request))
    return _download(
        request,
        lambda at: export_account(request.user, own_attempts, at=at),
        uid=request.user.uid,
        name="everything",
    )


@login_not_required
@require_safe
def export_attempt(request: HttpRequest, uid: UUID) -> HttpResponse:
    own_attempts = Attempt.objects.held_by(Holder.from_request(request)).filter(uid=uid)
    attempt = get_object_or_404(own_attempts)
    return _download(request, lambda at: export_attempts(own_attempts, at=at), uid=attempt.uid, name="result")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        return _erase(cast(MemberRequest, request))
    # The second of a double click comes when nobody is signed in any more.
    if (form := hash_form(request)) and cache.get(f"{ERASED}{form}"):
        return render(request, "privacy/erased.html")
    return redirect_to_login(request.path)


def _erase(request: MemberRequest) -> HttpResponse:
    own_attempts = Attempt.objects.held_by(Holder.from_request(request))
    if request.method != "POST":
        page = {
            "count": own_attempts.count(),
            "left_alone": Organisation.objects.stewarded_by(request.user).with_one_steward(),
            "current": "account",
        }
        return render(request, "privacy/erase.html", page)
    address = request.user.email
    actions.erase_account(request.user, besides=own_attempts.filter(owner=None))
    logout(request)
    cache.set(f"{ERASED}{hash_form(request)}", "1", QUARTER_OF_AN_HOUR)
    response = render(request, "privacy/erased.html", {"address": address})
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@answer_once
def erase_attempt(request: HttpRequest, uid: UUID) -> HttpResponse:
    own_attempts = Attempt.objects.held_by(Holder.from_request(request)).filter(uid=uid)
    attempt = get_object_or_404(own_attempts.select_related("questionnaire"))
    if request.method != "POST":
        return render(request, "privacy/erase_attempt.html", {"attempt": attempt})
    attempts.delete(own_attempts)
    if attempt.owner_id is not None:
        draw_for.enqueue(attempt.owner_id)
    remove_from_session(request, uid)
    messages.success(request, _("Erased."))
    return redirect("privacy:account" if request.user.is_authenticated else "results:landing")


def _download(
    request: HttpRequest, document: Callable[[datetime], dict[str, Any]], *, uid: UUID, name: str
) -> HttpResponse:
    # Without a format, a page with two links.
    kind = request.GET.get("format")
    if kind not in FORMATS:
        return render(request, "privacy/export.html", {"of": name})
    if refusal := count_try(request, "export", str(uid)):
        return refusal
    at = timezone.now()
    content_type, write = FORMATS[kind]
    response = HttpResponse(write(document(at)), content_type=content_type)
    response["Content-Disposition"] = (
        f'attachment; filename="architect-or-artefact-{name}-{day_of(at).isoformat()}.{kind}"'
    )
    actor = request.user.uid if isinstance(request.user, User) else None
    audit_log.record("export", actor=actor, kind=name, uid=uid)
    return response


@dataclass(frozen=True)
class AttemptLine:
    attempt: Attempt
    index: int | None
    tolerance: int | None
    in_account: bool  # else only in this browser

    @property
    def can_be_shared(self) -> bool:
        return not find_reason_not_to_share(self.attempt)


def list_attempt_lines(attempts: QuerySet[Attempt], *, user: User) -> list[AttemptLine]:
    rows = attempts.select_related("questionnaire", "edition").order_by("-started_at", "-pk")
    return [_build_line(attempt, in_account=attempt.owner_id == user.pk) for attempt in rows]


def _build_line(attempt: Attempt, *, in_account: bool) -> AttemptLine:
    if attempt.index is None or attempt.index_standard_error is None:
        return AttemptLine(attempt, None, None, in_account)
    tolerance = range80(attempt.index, attempt.index_standard_error).tolerance
    return AttemptLine(attempt, half_up(attempt.index), half_up(tolerance), in_account)
