"""Pages beside the admin's own: preview, checks on wording, item statistics. Only for editors."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods

from assessment.questionnaire.models import Edition, Option, Question
from assessment.workshop import actions, languages, sample, statistics_view, wording
from assessment.workshop import preview as unsaved
from assessment.workshop.forms import SampleForm, typed
from assessment.workshop.models import Tally
from assessment.workshop.restored import restored_values

WRITE = "questionnaire.change_edition"


def for_editors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Through the admin's own door, and then only who may write; to everybody else it does not exist."""

    @wraps(view)
    def checked(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not request.user.has_perm(WRITE):
            raise Http404
        return view(request, *arguments, **named)

    return admin.site.admin_view(checked)


@for_editors
@xframe_options_sameorigin
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The page people would see; from a GET as saved, from a POST as typed."""
    framed = csp_override(settings.SECURE_CSP | {"frame-ancestors": [CSP.SELF]})(_preview)
    return framed(request, pk)


def _preview(request: HttpRequest, pk: int | None) -> HttpResponse:
    shown = _shown(request, pk)
    if shown is None:
        return render(request, "workshop/nothing_to_show.html")
    language = request.GET.get("language", "")
    with translation.override(languages.spoken(shown[0].edition, language)):
        return render(request, "workshop/preview.html", unsaved.page(*shown, language))


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def check_wording(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """What to look at in the words, as a piece of a page."""
    shown = _shown(request, pk)
    found = wording.warnings_of(unsaved.document_of(*shown)) if shown else []
    return render(request, "workshop/warnings.html", {"warnings": found})


def _shown(request: HttpRequest, pk: int | None) -> tuple[Question, list[Option]] | None:
    """What the form holds; nothing before it is known to which edition a new question belongs."""
    questions = Question.objects.select_related("edition__questionnaire")
    saved = get_object_or_404(questions, pk=pk) if pk else None
    if request.method != "POST":
        return unsaved.stored(saved) if saved else None
    fields: Mapping[str, str] = request.POST
    edition = saved.edition if saved else _edition_named(fields.get("edition", ""))
    return unsaved.typed(fields, saved, edition) if edition else None


def _edition_named(pk: str) -> Edition | None:
    known = pk.isascii() and pk.isdigit() and len(pk) < 10
    return Edition.objects.select_related("questionnaire").filter(pk=int(pk)).first() if known else None


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def statistics(request: HttpRequest, pk: int) -> HttpResponse:
    """What the answers say about the questions of an edition; a POST counts anew."""
    edition = get_object_or_404(Edition.objects.select_related("questionnaire"), pk=pk)
    if request.method == "POST":
        actions.ask_for_count(edition)
        return redirect(reverse("workshop:statistics", args=[pk]))
    tally = Tally.objects.filter(edition=edition, subject=Tally.Subject.ITEMS).first()
    context = {
        **admin.site.each_context(request),
        "opts": Edition._meta,  # noqa: SLF001  # Django's documented way to a model's names
        "title": _("Item statistics of %(edition)s") % {"edition": edition},
        "edition": edition,
        "tally": tally,
        "people": statistics_view.people(tally),
        "left_out": statistics_view.left_out(tally),
        "readings": statistics_view.readings(edition, tally),
        "together": statistics_view.together(tally),
        "may_count": actions.may_count(edition, tally),
    }
    return render(request, "workshop/statistics.html", context)


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def score_sample(request: HttpRequest, pk: int) -> HttpResponse:
    """What the edition's key makes of made-up answers; a POST scores those on the page and keeps none."""
    edition = get_object_or_404(Edition.objects.select_related("questionnaire"), pk=pk)
    forms = sample.forms_of(edition)
    shown = request.GET.get("form", "") if request.GET.get("form") in forms else forms[0]
    person = request.GET.get("as", "") if request.GET.get("as") in sample.PEOPLE else "between"
    questions = sample.asked_of(edition, shown)
    given = {slug: sample.invented(questions, level) for slug, (_name, level) in sample.PEOPLE.items()}
    form = SampleForm(
        questions,
        request.POST if request.method == "POST" else None,
        initial=restored_values(request) or typed(given[person]),
    )
    valid = form.is_valid()
    context = {
        **admin.site.each_context(request),
        "opts": Edition._meta,  # noqa: SLF001  # Django's documented way to a model's names
        "title": _("Score a sample of %(edition)s") % {"edition": edition},
        "edition": edition,
        "forms": forms,
        "shown": shown,
        "person": person,
        "people": [
            {"slug": slug, "name": name, "scored": sample.scored(edition, questions, given[slug])}
            for slug, (name, _level) in sample.PEOPLE.items()
        ],
        "form": form,
        "own": sample.scored(edition, questions, form.answers()) if valid else None,
    }
    status = 422 if form.is_bound and not valid else 200
    return render(request, "workshop/sample.html", context, status=status)
