"""What an organisation shows: its teams beside each other, over time, and as files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessment import audit_log
from assessment.accounts.limits import count_try
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.texts import isolate
from assessment.organisations import exports, markup, queries
from assessment.organisations import sheet_wording as wording
from assessment.organisations.models import Organisation
from assessment.organisations.pages.over_time import NamedTeam, build_over_time, choose_teams
from assessment.organisations.pages.sheet import (
    SheetPage,
    Talk,
    build_page,
    build_pair,
    build_plan,
    list_initials,
    list_tags,
)
from assessment.organisations.pictures import TeamPicture
from assessment.organisations.quarters import first_day_of_next, first_day_of_quarter
from assessment.organisations.sheet import FEWEST_TEAMS
from assessment.scoring.constants import CAPABILITIES
from assessment.slides import CONTENT_TYPE
from assessment.teams.discussion import ask_before_leaving, list_questions, list_questions_about_hours


@dataclass(frozen=True)
class Reading:
    """What somebody who may read an organisation sees of its running round."""

    organisation: Organisation
    reader: queries.Reader
    pictures: Sequence[TeamPicture]


@require_safe
def dashboard(request: MemberRequest, uid: UUID) -> HttpResponse:
    reading = _read_or_404(request, uid)
    context = _build_frame(reading, "sheet")
    if len(reading.pictures) < FEWEST_TEAMS:
        missing = wording.describe_missing(len(reading.pictures))
        return render(request, "organisations/few.html", context | {"missing": missing})
    tags = list_tags(reading.pictures)
    tag = request.GET.get("tag", "")
    page = build_page(reading.organisation.name, reading.pictures, tag=tag)
    context |= {
        "page": page,
        "plan": build_plan(page),
        "initials": list_initials(page),
        "tags": tags,
        "tag": tag if tag in tags else "",
        "talk": choose_questions(page),
        "round_words": _("Until %(day)s") % {"day": _format_end_of_quarter()},
    }
    return render(request, "organisations/sheet.html", context | _compare_two(request, page))


@require_safe
def over_time(request: MemberRequest, uid: UUID) -> HttpResponse:
    reading = _read_or_404(request, uid)
    stops = queries.list_stops(reading.organisation, reading.reader)
    teams = choose_teams(_list_named(reading, stops), request.GET.get("page", 1))
    standings = {team.standing for team in teams}
    by_round = queries.shown_pictures_of(reading.organisation, reading.reader, stops, standings)
    if reading.pictures:
        by_round[first_day_of_quarter(timezone.now())] = list(reading.pictures)
    context = _build_frame(reading, "over_time") | {"page": build_over_time(by_round, teams)}
    return render(request, "organisations/over_time.html", context)


@require_safe
def picture_csv(request: MemberRequest, uid: UUID) -> HttpResponse:
    page = _get_page_or_404(request, uid)
    if refused := count_try(request, "export", str(uid)):
        return refused
    response = HttpResponse(exports.write_csv(page), content_type="text/csv; charset=utf-8")
    return _send_file(request, response, uid, "csv")


@require_safe
def picture_json(request: MemberRequest, uid: UUID) -> HttpResponse:
    page = _get_page_or_404(request, uid)
    if refused := count_try(request, "export", str(uid)):
        return refused
    return _send_file(request, JsonResponse(exports.build_document(page)), uid, "json")


@require_safe
def picture_slides(request: MemberRequest, uid: UUID) -> HttpResponse:
    from assessment.organisations.pages import slides  # noqa: PLC0415  # brings python-pptx, for this alone

    reading = _read_sheet_or_404(request, uid)
    if refused := count_try(request, "export", str(uid)):
        return refused
    # People of every team look at them: each would read "your own" as theirs.
    pictures = [replace(picture, own=False) for picture in reading.pictures]
    page = build_page(reading.organisation.name, pictures, tag=request.GET.get("tag", ""))
    occasion = slides.Occasion(
        eyebrow=_name_with_demonstration(reading.organisation),
        quarter=wording.name_quarter(first_day_of_quarter(timezone.now())),
        talk=choose_questions(page),
    )
    content = slides.build_slides(page, occasion, at=timezone.now())
    return _send_file(request, HttpResponse(content, content_type=CONTENT_TYPE), uid, "pptx")


def choose_questions(page: SheetPage) -> Talk:
    levels = page.sheet.comparisons
    apart = [measure for measure in CAPABILITIES if levels[measure].apart]
    lowest = min(CAPABILITIES, key=lambda measure: levels[measure].level)
    hours = any(picture.hours for picture in page.sheet.pictures)
    return Talk(
        wording.explain_questions(apart),
        [question for capability in apart or [lowest] for question in list_questions(capability)],
        [*(list_questions_about_hours()[:1] if hours else ()), ask_before_leaving()],
    )


def _read_or_404(request: MemberRequest, uid: UUID) -> Reading:
    organisation = get_object_or_404(Organisation, uid=uid)
    reader, pictures = queries.read_running_round(organisation, request.user)
    if not (pictures or reader.is_steward or queries.is_readable(organisation, request.user)):
        raise Http404
    return Reading(organisation, reader, pictures)


def _read_sheet_or_404(request: MemberRequest, uid: UUID) -> Reading:
    reading = _read_or_404(request, uid)
    if len(reading.pictures) < FEWEST_TEAMS:
        raise Http404
    return reading


def _list_named(reading: Reading, stops: Sequence[queries.Stop]) -> Iterator[NamedTeam]:
    own = reading.reader.teams
    for stop in stops:
        if stop.name and stop.left_at is None:
            yield NamedTeam(stop.standing, stop.name, stop.team in own)
    for picture in reading.pictures:
        if picture.name is not None:
            yield NamedTeam(picture.standing, picture.name, picture.own)


def _get_page_or_404(request: MemberRequest, uid: UUID) -> SheetPage:
    reading = _read_sheet_or_404(request, uid)
    return build_page(reading.organisation.name, reading.pictures)


def _build_frame(reading: Reading, tab: str) -> dict[str, Any]:
    return {
        "current": "teams",
        "tab": tab,
        "organisation": reading.organisation,
        "is_steward": reading.reader.is_steward,
        "quarter": wording.name_quarter(first_day_of_quarter(timezone.now())),
    }


def _compare_two(request: MemberRequest, page: SheetPage) -> dict[str, Any]:
    """The chosen two on one scale; without a choice the first two are offered."""
    places = {team.key: place for place, team in enumerate(page.teams)}
    keys = [request.GET.get(name, "") for name in ("this", "beside")]
    labels = {team.key: isolate(team.label) for team in page.teams}
    picked = keys if any(keys) else [team.key for team in page.teams[:2]]
    context: dict[str, Any] = {"options": [markup.list_options(labels, key) for key in picked]}
    if not any(keys):
        return context
    if keys[0] not in places or keys[1] not in places:
        return context | {"pick_error": _("This team is not shown here now. Choose two from the lists.")}
    if keys[0] == keys[1]:
        return context | {"pick_error": _("Choose two different teams.")}
    one, other = (places[key] for key in keys)
    return context | {"pair": build_pair(page, one, other)}


def _format_end_of_quarter() -> str:
    last = first_day_of_next(first_day_of_quarter(timezone.now())) - timedelta(days=1)
    return date_format(last, _("j F Y"))


def _name_with_demonstration(organisation: Organisation) -> str:
    if not organisation.demo:
        return organisation.name
    return f"{organisation.name}. {_('Demonstration: these teams and their people are made up')}"


def _send_file(request: MemberRequest, response: HttpResponse, uid: UUID, kind: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="architect-or-artefact-organisation.{kind}"'
    audit_log.record("export", actor=request.user.uid, kind="organisation", uid=uid)
    return response
