"""The picture as a file: the numbers of the page, no more."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from assessment import audit_log
from assessment.accounts.limits import count_try
from assessment.accounts.middleware import MemberRequest
from assessment.teams import exports
from assessment.teams.models import Membership
from assessment.teams.queries import Picture, pictures_of
from assessment.teams.views.lookups import membership_of


@require_safe
def picture_csv(request: MemberRequest, uid: UUID) -> HttpResponse:
    mine, pictures = _found(request, uid)
    if refused := count_try(request, "export", str(mine.team.uid)):
        return refused
    text = exports.as_csv(mine.team.name, pictures)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8", status=HTTPStatus.OK)
    return _named(response, mine, "csv")


@require_safe
def picture_json(request: MemberRequest, uid: UUID) -> HttpResponse:
    mine, pictures = _found(request, uid)
    if refused := count_try(request, "export", str(mine.team.uid)):
        return refused
    return _named(JsonResponse(exports.as_document(mine.team.name, pictures)), mine, "json")


def _found(request: MemberRequest, uid: UUID) -> tuple[Membership, list[Picture]]:
    """Without a picture there is no file."""
    mine = membership_of(request, uid)
    pictures = pictures_of(mine.team)
    if not pictures:
        raise Http404
    return mine, pictures


def _named(response: HttpResponse, mine: Membership, kind: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="architect-or-artefact-team.{kind}"'
    audit_log.record("export", actor=mine.person.uid, kind="team", uid=mine.team.uid)
    return response
