"""What an organisation shows: its teams beside each other, over time, and as files."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from io import StringIO
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
from assessment.accounts.spreadsheet_safety import escape_formula
from assessment.accounts.texts import isolate
from assessment.organisations import markup, queries
from assessment.organisations import sheet_wording as wording
from assessment.organisations.models import Organisation
from assessment.organisations.pages.over_time import NamedTeam, build_over_time, choose_teams
from assessment.organisations.pages.sheet import (
    SheetPage,
    Talk,
    Team,
    build_page,
    build_pair,
    build_plan,
    list_initials,
    list_tags,
)
from assessment.organisations.pictures import TeamPicture
from assessment.organisations.quarters import first_day_of_next, first_day_of_quarter
from assessment.organisations.sheet import FEWEST_TEAMS, INDEX, MEASURES, Difference, Figure, describe_hours
from assessment.questionnaire.models import CAPABILITIES
from assessment.scoring.rounding import half_up
from assessment.slides import CONTENT_TYPE
from assessment.teams.discussion import ask_before_leaving, list_questions, list_questions_about_hours

COLUMNS = [
    *("organisation", "team", "drawn", "people", "measure", "median", "80 % range from", "80 % range to"),
    *("to the level", "higher than", "chance %", "hours"),
]
# Words of the product in files, in English in every language, as in those of a team.
MEASURE_NAMES = {**CAPABILITIES, INDEX: "Index"}
LEVEL = "Level of the teams"
SIDES = {"up": "above", "down": "below"}
HOURS = {
    "approving": "more approving",
    "designing": "more designing",
    "equal": "about equal",
    "neither": "next to none of either",
}


def build_document(page: SheetPage) -> dict[str, Any]:
    return {
        "organisation": page.organisation,
        "level": {
            measure: half_up(comparison.level) for measure, comparison in page.sheet.comparisons.items()
        },
        "teams": [
            {
                "team": _name(team),
                "named": team.name is not None,
                "tags": list(team.picture.tags),
                "drawn": team.picture.day.isoformat(),
                "people": team.picture.size,
                "figures": {
                    measure: _export_figure(figure)
                    for measure, figure in page.sheet.get_figures(place).items()
                },
                "hours": HOURS.get(describe_hours(team.picture)),
            }
            for place, team in enumerate(page.teams)
        ],
        "pairs": page.sheet.pair_count,
        "pairs told apart": len(page.sheet.pairs_apart),
        "differences": [
            {
                "measure": difference.measure,
                "higher": _name(page.teams[difference.higher]),
                "lower": _name(page.teams[difference.lower]),
                "chance %": _export_chance(difference),
            }
            for difference in page.differences
        ],
    }


def _name(team: Team) -> str:
    return team.name or f"Unnamed team {team.number}"


def _export_figure(figure: Figure) -> dict[str, Any]:
    return {
        "median": figure.printed["median"],
        "80 % range": [figure.printed["low"], figure.printed["high"]],
        "to the level": _describe_side(figure) or None,
    }


def _describe_side(figure: Figure) -> str:
    # "probably above", as the sheet says it, where one result to another goes up or down.
    sureness, _space, side = figure.word.partition(" ")
    return f"{sureness} {SIDES[side]}" if side else ""


def _export_chance(difference: Difference) -> int:
    return min(99, half_up(100 * difference.chance))


def write_csv(page: SheetPage) -> str:
    # A row for each number or three that belong together, after the mark that spreadsheets look for.
    sheet = StringIO()
    writer = csv.DictWriter(sheet, COLUMNS, restval="")
    writer.writeheader()
    for row in _list_rows(page):
        cells = {"organisation": page.organisation} | row
        writer.writerow({column: escape_formula(value) for column, value in cells.items()})
    return "\ufeff" + sheet.getvalue()


def _list_rows(page: SheetPage) -> Iterator[dict[str, Any]]:
    for measure in MEASURES:
        yield {
            "team": LEVEL,
            "measure": MEASURE_NAMES[measure],
            "median": half_up(page.sheet.comparisons[measure].level),
        }
    for place, team in enumerate(page.teams):
        same = {
            "team": _name(team),
            "drawn": team.picture.day.isoformat(),
            "people": team.picture.size,
        }
        for measure, figure in page.sheet.get_figures(place).items():
            yield same | {
                "measure": MEASURE_NAMES[measure],
                "median": figure.printed["median"],
                "80 % range from": figure.printed["low"],
                "80 % range to": figure.printed["high"],
                "to the level": _describe_side(figure),
            }
        if hours := HOURS.get(describe_hours(team.picture)):
            yield same | {"measure": "Calendar", "hours": hours}
    for difference in page.differences:
        yield {
            "team": _name(page.teams[difference.higher]),
            "measure": MEASURE_NAMES[difference.measure],
            "higher than": _name(page.teams[difference.lower]),
            "chance %": _export_chance(difference),
        }


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
    response = HttpResponse(write_csv(page), content_type="text/csv; charset=utf-8")
    return _send_file(request, response, uid, "csv")


@require_safe
def picture_json(request: MemberRequest, uid: UUID) -> HttpResponse:
    page = _get_page_or_404(request, uid)
    if refused := count_try(request, "export", str(uid)):
        return refused
    return _send_file(request, JsonResponse(build_document(page)), uid, "json")


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
    # The chosen two on one scale; without a choice the first two are offered.
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
    first, second = (places[key] for key in keys)
    return context | {"pair": build_pair(page, first, second)}


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
