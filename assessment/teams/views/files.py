"""The picture as a file: the numbers of the page, no more."""

import csv
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from io import StringIO
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessment import audit_log
from assessment.accounts.limits import count_try
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.spreadsheet_safety import escape_formula
from assessment.days import day_of
from assessment.questionnaire.models import CAPABILITIES
from assessment.slides import CONTENT_TYPE
from assessment.teams.disclosure.rounding import SHARE_STEP
from assessment.teams.models import Membership
from assessment.teams.queries import Half, Picture, list_pictures
from assessment.teams.views.lookups import get_membership_or_404

COLUMNS = [
    *("team", "drawn", "people", "measure", "lower quartile", "median", "upper quartile", "hours"),
    *("share %", "rules", "step"),
]


def build_document(team: str, pictures: Sequence[Picture]) -> dict[str, Any]:
    return {"team": team, "pictures": [_export_picture(picture) for picture in reversed(pictures)]}


def _export_picture(picture: Picture) -> dict[str, Any]:
    return {
        "drawn": day_of(picture.at).isoformat(),
        "people": picture.people,
        "index": _export_half(picture.index),
        "capabilities": {name: _export_half(picture.capabilities[name]) for name in CAPABILITIES},
        "disagreement": picture.disagreement,
        "calendar": vars(picture.calendar) if picture.calendar else None,
        "shares %": vars(picture.shares) if picture.shares else None,
        "rules": picture.rules,
        "step": {"points": picture.step, "shares %": SHARE_STEP if picture.shares else None},
    }


def _export_half(half: Half) -> dict[str, int | None]:
    return {"lower quartile": half.low, "median": half.median, "upper quartile": half.high}


def write_csv(team: str, pictures: Sequence[Picture]) -> str:
    # A row for each number or three that belong together, after the mark that spreadsheets look for.
    sheet = StringIO()
    writer = csv.DictWriter(sheet, COLUMNS, restval="")
    writer.writeheader()
    for picture in reversed(pictures):
        for row in _list_rows(picture):
            writer.writerow(
                {column: escape_formula(value) for column, value in ({"team": team} | row).items()}
            )
    return "\ufeff" + sheet.getvalue()


def _list_rows(picture: Picture) -> Iterator[dict[str, Any]]:
    same = {"drawn": day_of(picture.at).isoformat(), "people": picture.people, "rules": picture.rules}
    points = same | {"step": picture.step}
    yield points | {"measure": "Index"} | _export_half(picture.index)
    for name, title in CAPABILITIES.items():
        yield points | {"measure": title} | _export_half(picture.capabilities[name])
    if picture.disagreement:
        yield same | {"measure": f"Most disagreement: {CAPABILITIES[picture.disagreement]}"}
    for kind, hours in vars(picture.calendar).items() if picture.calendar else ():
        yield same | {"measure": f"Calendar: {kind}", "hours": hours, "step": 1}
    for kind, share in vars(picture.shares).items() if picture.shares else ():
        yield same | {"measure": f"Calendar: {kind}", "share %": share, "step": SHARE_STEP}


@require_safe
def picture_csv(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership, pictures = _get_pictures_or_404(request, uid)
    if refused := count_try(request, "export", str(membership.team.uid)):
        return refused
    text = write_csv(membership.team.name, pictures)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8", status=HTTPStatus.OK)
    return _send_file(response, membership, "csv")


@require_safe
def picture_json(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership, pictures = _get_pictures_or_404(request, uid)
    if refused := count_try(request, "export", str(membership.team.uid)):
        return refused
    return _send_file(JsonResponse(build_document(membership.team.name, pictures)), membership, "json")


@require_safe
def picture_slides(request: MemberRequest, uid: UUID) -> HttpResponse:
    from assessment.teams.pages.slides import build_slides  # noqa: PLC0415  # brings python-pptx, for this alone

    membership, pictures = _get_pictures_or_404(request, uid)
    if refused := count_try(request, "export", str(membership.team.uid)):
        return refused
    name = membership.team.name
    if membership.team.demo:
        name = f"{name}. {_('Demonstration: these people are made up')}"
    slides = build_slides(name, pictures, at=timezone.now())
    return _send_file(HttpResponse(slides, content_type=CONTENT_TYPE), membership, "pptx")


def _get_pictures_or_404(request: MemberRequest, uid: UUID) -> tuple[Membership, list[Picture]]:
    membership = get_membership_or_404(request, uid)
    pictures = list_pictures(membership.team)
    if not pictures:
        raise Http404
    return membership, pictures


def _send_file(response: HttpResponse, membership: Membership, kind: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="architect-or-artefact-team.{kind}"'
    audit_log.record("export", actor=membership.person.uid, kind="team", uid=membership.team.uid)
    return response
