"""Pages beside the admin's own: preview, checks on wording, item statistics. Only for editors."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial, wraps
from http import HTTPStatus
from io import StringIO
from math import atanh, sqrt, tanh
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_POST

from assessment.accounts.form_pages import form_is_on
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.spreadsheet_safety import escape_formula
from assessment.accounts.switches import refuse_other_form
from assessment.questionnaire.models import Edition, Option, Question
from assessment.results.wording.numbers import format_number
from assessment.scoring.constants import Z80
from assessment.standby import read_from_standby
from assessment.workshop import (
    actions,
    language_statistics,
    languages,
    notices,
    sample,
    statistics_view,
    wording_checks,
)
from assessment.workshop import preview as unsaved
from assessment.workshop.attempt_counts import compute_half_width
from assessment.workshop.forms import SampleForm, get_field_values
from assessment.workshop.language_statistics import LanguageRow
from assessment.workshop.models import MailOptOut, Tally
from assessment.workshop.restored import pop_restored_values
from assessment.workshop.statistics_view import NAMES, Consistency, Reading

WRITE = "questionnaire.change_edition"


def require_editor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets in whoever may write editions, through the admin; to everybody else the page does not exist."""

    @wraps(view)
    def checked(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not request.user.has_perm(WRITE):
            raise Http404
        return view(request, *arguments, **named)

    return admin.site.admin_view(checked)


@require_editor
@xframe_options_sameorigin
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    # From a GET as saved, from a POST as typed.
    framed = csp_override(settings.SECURE_CSP | {"frame-ancestors": [CSP.SELF]})(_render_preview)
    return framed(request, pk)


def _render_preview(request: HttpRequest, pk: int | None) -> HttpResponse:
    question_and_options = _get_question(request, pk)
    if question_and_options is None:
        return render(request, "workshop/nothing_to_show.html")
    language = request.GET.get("language", "")
    with translation.override(languages.get_page_language(question_and_options[0].edition, language)):
        return render(request, "workshop/preview.html", unsaved.build_page(*question_and_options, language))


@require_editor
@require_http_methods(["GET", "HEAD", "POST"])
def check_wording(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    question_and_options = _get_question(request, pk)
    warnings = (
        wording_checks.find_warnings(unsaved.build_document(*question_and_options))
        if question_and_options
        else []
    )
    return render(request, "workshop/warnings.html", {"warnings": warnings})


def _get_question(request: HttpRequest, pk: int | None) -> tuple[Question, list[Option]] | None:
    questions = Question.objects.select_related("edition__questionnaire")
    saved = get_object_or_404(questions, pk=pk) if pk else None
    if request.method != "POST":
        return unsaved.get_stored(saved) if saved else None
    fields: Mapping[str, str] = request.POST
    # A new question is previewed once it is known to which edition it belongs.
    edition = saved.edition if saved else _find_edition(fields.get("edition", ""))
    return unsaved.read_question(fields, saved, edition) if edition else None


def _find_edition(pk: str) -> Edition | None:
    is_key = pk.isascii() and pk.isdigit() and len(pk) < 10
    return Edition.objects.select_related("questionnaire").filter(pk=int(pk)).first() if is_key else None


@require_editor
@require_http_methods(["GET", "HEAD", "POST"])
def statistics(request: HttpRequest, pk: int) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.select_related("questionnaire"), pk=pk)
    if request.method == "POST":
        actions.queue_count(edition)
        return redirect(reverse("workshop:statistics", args=[pk]))
    tally, may_count = read_from_standby(partial(_read_count, edition))
    readings = statistics_view.list_readings(edition, tally)
    columns = language_statistics.list_language_columns(edition, tally)
    questions = [reading.question for reading in readings]
    context = {
        **admin.site.each_context(request),
        "opts": Edition._meta,  # noqa: SLF001  # Django's documented way to a model's names
        "title": _("Item statistics of %(edition)s") % {"edition": edition},
        "edition": edition,
        "tally": tally,
        "people": statistics_view.describe_people(tally),
        "left_out": statistics_view.describe_left_out(tally),
        "readings": readings,
        "columns": columns,
        "language_rows": language_statistics.list_language_rows(questions, tally, columns),
        "together": statistics_view.list_consistency(tally),
        "may_count": may_count,
    }
    return render(request, "workshop/statistics.html", context)


def _read_count(edition: Edition, database: str) -> tuple[Tally | None, bool]:
    tally = _find_tally(edition, database)
    return tally, actions.can_count(edition, tally, database=database)


def _find_tally(edition: Edition, database: str) -> Tally | None:
    tallies = Tally.objects.using(database)
    return tallies.filter(edition=edition, subject=Tally.Subject.ITEMS).first()


@require_editor
@require_http_methods(["GET", "HEAD"])
def export_statistics(request: HttpRequest, pk: int) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.select_related("questionnaire"), pk=pk)
    tally = read_from_standby(partial(_find_tally, edition))
    name = f"{edition.questionnaire.slug}-{edition.number}-statistics.csv"
    # One language for every reader, so that two files can be laid side by side.
    with translation.override(settings.LANGUAGE_CODE):
        readings = statistics_view.list_readings(edition, tally)
        columns = language_statistics.list_language_columns(edition, tally)
        questions = [reading.question for reading in readings]
        sheet = write_csv(
            readings,
            statistics_view.list_consistency(tally),
            language_statistics.list_language_rows(questions, tally, columns),
        )
    return HttpResponse(
        sheet,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@require_editor
@require_http_methods(["GET", "HEAD", "POST"])
def score_sample(request: HttpRequest, pk: int) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.select_related("questionnaire"), pk=pk)
    forms = sample.list_forms(edition)
    form_name = request.GET.get("form", "") if request.GET.get("form") in forms else forms[0]
    person = request.GET.get("as", "") if request.GET.get("as") in sample.PEOPLE else "between"
    questions = sample.list_questions(edition, form_name)
    answers_by_person = {
        slug: sample.invent_answers(questions, level) for slug, (_name, level) in sample.PEOPLE.items()
    }
    form = SampleForm(
        questions,
        request.POST if request.method == "POST" else None,
        initial=pop_restored_values(request) or get_field_values(answers_by_person[person]),
    )
    # A POST scores the answers on the page and keeps none.
    is_valid = form.is_valid()
    context = {
        **admin.site.each_context(request),
        "opts": Edition._meta,  # noqa: SLF001  # Django's documented way to a model's names
        "title": _("Score a sample of %(edition)s") % {"edition": edition},
        "edition": edition,
        "forms": forms,
        "shown": form_name,
        "person": person,
        "people": [
            {
                "slug": slug,
                "name": name,
                "scored": sample.score_answers(edition, questions, answers_by_person[slug]),
            }
            for slug, (name, _level) in sample.PEOPLE.items()
        ],
        "form": form,
        "own": sample.score_answers(edition, questions, form.answers()) if is_valid else None,
    }
    status = 422 if form.is_bound and not is_valid else 200
    return render(request, "workshop/sample.html", context, status=status)


@form_is_on("admin:index")
@require_editor
@require_POST
def switch_mails(request: MemberRequest) -> HttpResponse:
    if "on" not in request.POST:
        return refuse_other_form(request, reverse("admin:index"))
    notices.switch_mails(request.user, on=request.POST["on"] == "1")
    return redirect("admin:index")


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def mails_off(request: HttpRequest, token: str) -> HttpResponse:
    """The link of such a mail. It asks before it acts, so that a mail scanner switches nothing off."""
    reader = notices.find_reader(token)
    if reader is None:
        return HttpResponse(status=HTTPStatus.GONE)
    if request.method == "POST":
        notices.switch_mails(reader, on=False)
    is_on = not MailOptOut.objects.filter(person=reader).exists()
    return render(request, "workshop/mails_off.html", {"is_on": is_on})


CSV_COLUMNS = [
    *("position", "form", "question", "kind", "measure", "value", "80 % range from", "80 % range to"),
    *("unit", "n, about", "provisional", "language"),
]
FIGURES = slice(CSV_COLUMNS.index("value"), CSV_COLUMNS.index("unit"))
FIGURE = re.compile(r"([^\d\s]?)(\d+(?:\.\d+)?)(?:\s(%|of \d+))?")
SHARES = ("best", "right", "held", "skipped", "changed")


def write_csv(
    readings: Iterable[Reading], together: Iterable[Consistency], by_language: Iterable[LanguageRow]
) -> str:
    """No other numbers than the page's, in cells that are no formulas."""
    sheet = StringIO()
    writer = csv.writer(sheet)
    writer.writerow(CSV_COLUMNS)
    rows = [
        *(row for reading in readings for row in _list_rows(reading)),
        *(row for consistency in together for row in _list_consistency_rows(consistency)),
        *(row for language_row in by_language for row in _list_language_rows(language_row)),
    ]
    writer.writerows([escape_formula(cell) for cell in _split_units(row)] for row in rows)
    # The mark by which spreadsheets know the encoding.
    return "\ufeff" + sheet.getvalue()


def _split_units(row: list[object]) -> list[object]:
    # "25 %" and "1.5 of 3", as the page has them, are text to a spreadsheet; 25 and 1.5 are numbers.
    cells, unit = list(row), ""
    for place in range(FIGURES.start, FIGURES.stop):
        if figure := FIGURE.fullmatch(str(row[place])):
            cells[place] = -float(figure[2]) if figure[1] else float(figure[2])  # a sign is a minus
            unit = figure[3] or ""
    return [*cells[: FIGURES.stop], unit, *cells[FIGURES.stop :]]


def _list_rows(reading: Reading) -> Iterator[list[object]]:
    question = reading.question
    place = [question.position, question.form, question.code, question.kind]
    if reading.n is None:
        yield [*place, "", "too few to say", "", "", "", "", ""]
        return
    sureness = [reading.n, "yes" if reading.provisional else "no", ""]
    for share in reading.shares:
        low, high = _compute_share_range(share.percent, reading.n)
        yield [*place, f"option {share.code}", f"{share.percent} %", low, high, *sureness]
    for name, value in reading.facts.items():
        yield [*place, str(NAMES[name]), value, *_compute_range(name, value, reading), *sureness]
    for flag in reading.flags:
        yield [*place, "flag", flag, "", "", *sureness]


def _compute_range(name: str, value: str, reading: Reading) -> tuple[str, str]:
    # From the rounded numbers alone, so that a range tells no more than they do.
    n = reading.n or 0
    if name in SHARES:
        return _compute_share_range(int(value.split(maxsplit=1)[0]), n)
    if name == "item_rest" and n > 3:
        middle, half = atanh(_read_coefficient(value)), Z80 / sqrt(n - 3)
        return format_number(tanh(middle - half), 2), format_number(tanh(middle + half), 2)
    return "", ""


def _read_coefficient(value: str) -> float:
    # As the page shows it; a sign before it is a minus.
    has_sign = not value[0].isdigit()
    size = min(0.99, float(value[has_sign:]))
    return -size if has_sign else size


def _compute_share_range(percent: int, n: int) -> tuple[str, str]:
    half = compute_half_width(round(percent * n / 100), n)
    return f"{max(0, percent - half)} %", f"{min(100, percent + half)} %"


def _list_consistency_rows(consistency: Consistency) -> Iterator[list[object]]:
    place = ["", "", consistency.name, "capability"]
    sureness = [consistency.n, "yes" if consistency.provisional else "no", ""]
    yield [*place, "alpha", consistency.alpha_value, *consistency.alpha_range, *sureness]
    yield [*place, "omega", consistency.omega, "", "", *sureness]
    for flag in consistency.flags:
        yield [*place, "flag", flag, "", "", *sureness]


def _list_language_rows(row: LanguageRow) -> Iterator[list[object]]:
    question = row.question
    place = [question.position, question.form, question.code, question.kind]
    for score in row.scores:
        if score is not None:
            numbers = [f"{score.mean} %", f"{score.low} %", f"{score.high} %", score.n]
            language = score.language or "original"
            yield [*place, "score, mean", *numbers, "yes" if score.provisional else "no", language]
