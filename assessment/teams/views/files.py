"""The picture as a file: the numbers of the page, no more."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessment import audit_log
from assessment.accounts.limits import count_try
from assessment.accounts.middleware import MemberRequest
from assessment.slides import CONTENT_TYPE
from assessment.teams import exports
from assessment.teams.models import Membership
from assessment.teams.queries import Picture, list_pictures
from assessment.teams.views.lookups import get_membership_or_404


@require_safe
def picture_csv(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership, pictures = _get_pictures_or_404(request, uid)
    if refused := count_try(request, "export", str(membership.team.uid)):
        return refused
    text = exports.write_csv(membership.team.name, pictures)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8", status=HTTPStatus.OK)
    return _send_file(response, membership, "csv")


@require_safe
def picture_json(request: MemberRequest, uid: UUID) -> HttpResponse:
    membership, pictures = _get_pictures_or_404(request, uid)
    if refused := count_try(request, "export", str(membership.team.uid)):
        return refused
    return _send_file(
        JsonResponse(exports.build_document(membership.team.name, pictures)), membership, "json"
    )


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
