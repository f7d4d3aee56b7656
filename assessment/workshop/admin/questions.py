"""One question at the bench: beside its fields the page people would see, its wording, its statistics."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override

from assessment.accounts.middleware import MemberRequest
from assessment.accounts.once import answer_once
from assessment.accounts.recorded_changes import note_change
from assessment.questionnaire import cloning, publish_checks, serialization, two_person_rule
from assessment.questionnaire.models import Edition, Kind, Question
from assessment.questionnaire.translation import QUESTION_TEXTS
from assessment.workshop import languages, preview, statistics_view, wording_checks
from assessment.workshop.admin.history import QuestionHistoryMixin
from assessment.workshop.admin.question_base import QuestionAdmin
from assessment.workshop.admin.question_list import StatisticsMixin
from assessment.workshop.admin.question_sequence import find_place
from assessment.workshop.admin.steps import get_edition_url
from assessment.workshop.models import Tally
from assessment.workshop.revisions.changes import CLONED

MOST_MESSAGES = 6


@dataclass(frozen=True)
class Twin:
    """A question of the same code in an edition of the other questionnaire."""

    question: Question
    has_same_words: bool

    @property
    def address(self) -> str:
        return reverse("admin:questionnaire_question_change", args=[self.question.pk])

    @property
    def sentence(self) -> str:
        template = (
            _("%(edition)s asks it in the same words. Reword both, or neither.")
            if self.has_same_words
            else _("%(edition)s asks it in other words now.")
        )
        return template % {"edition": self.question.edition}


class QuestionWorkshopAdmin(StatisticsMixin, QuestionHistoryMixin, QuestionAdmin):
    # Checks warn and never block; the preview stores nothing.
    change_form_template = "admin/questionnaire/question/bench.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(answer_once(self.clone))
        return [path("<int:pk>/clone/", view, name="questionnaire_question_clone"), *super().get_urls()]

    def changeform_view(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        framing = csp_override(settings.SECURE_CSP | {"frame-src": [CSP.SELF]})
        response: HttpResponse = framing(super().changeform_view)(request, *arguments, **named)
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *arguments: Any, **named: Any
    ) -> HttpResponse:
        return super().render_change_form(
            request, context | _build_side_context(named.get("obj")), *arguments, **named
        )

    def response_add(
        self, request: HttpRequest, obj: Question, post_url_continue: Any = None
    ) -> HttpResponse:
        self._show_warnings(request, obj)
        response = super().response_add(request, obj, post_url_continue)
        if "_addanother" in request.POST:
            return response
        return HttpResponseRedirect(reverse("admin:questionnaire_question_change", args=[obj.pk]))

    def response_change(self, request: HttpRequest, obj: Question) -> HttpResponse:
        self._show_warnings(request, obj)
        response = super().response_change(request, obj)
        if "_continue" in request.POST or "_addanother" in request.POST:
            return response
        # From here on the work goes to the next question, or back to the edition: never to a list of all.
        following = find_place(obj).next if "_next" in request.POST else None
        return HttpResponseRedirect(following.address if following else get_edition_url(obj.edition))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        response = super().response_delete(request, obj_display, obj_id)
        edition = getattr(request, "edition_of_deleted", None)
        return HttpResponseRedirect(get_edition_url(edition)) if edition else response

    def delete_model(self, request: HttpRequest, obj: Question) -> None:
        request.edition_of_deleted = obj.edition  # type: ignore[attr-defined]  # read by response_delete
        super().delete_model(request, obj)

    def _show_warnings(self, request: HttpRequest, question: Question) -> None:
        warnings = wording_checks.find_warnings(
            preview.build_document(*preview.get_stored(_refetch(question)))
        )
        for warning in warnings[:MOST_MESSAGES]:
            message = _("“%(question)s”: %(warning)s") % {"question": question, "warning": warning}
            self.message_user(request, message, messages.WARNING)
        for twin in _list_twins(question):
            if not twin.has_same_words:
                message = _("“%(question)s”: %(warning)s")
                self.message_user(
                    request, message % {"question": question, "warning": twin.sentence}, messages.WARNING
                )

    def clone(self, request: MemberRequest, pk: int) -> HttpResponse:
        # Code, form and position of the copy are left to the editor.
        question = get_object_or_404(Question.objects.select_related("edition"), pk=pk)
        allowed = self.has_add_permission(request) and self.has_change_permission(request, question)
        if request.method != "POST" or not allowed:
            raise Http404
        note_change(f"{CLONED}{question}")
        copy = cloning.clone_question(question)
        two_person_rule.record_change(copy.edition, request.user)
        self.message_user(
            request,
            _("%(copy)s is a copy of %(question)s, at position %(position)s.")
            % {"copy": copy, "question": question, "position": copy.position},
        )
        return HttpResponseRedirect(reverse("admin:questionnaire_question_change", args=[copy.pk]))


def _refetch(question: Question) -> Question:
    # The form has fetched the options before they were saved.
    return Question.objects.prefetch_related("options").get(pk=question.pk)


def _build_side_context(question: Question | None) -> dict[str, Any]:
    if question is None or question.pk is None:
        return {
            "kinds": [Kind.FREQUENCY, Kind.PAIR, Kind.JUDGEMENT, Kind.BELIEF, Kind.RANGE],
            "preview_url": reverse("workshop:preview_new"),
            "wording_url": reverse("workshop:check_wording_new"),
            "warnings": [],
        }
    edition = question.edition
    tallies = Tally.objects.filter(
        subject=Tally.Subject.ITEMS, edition__questionnaire=edition.questionnaire_id
    ).select_related("edition__questionnaire")
    tally = tallies.filter(edition=edition).first() or tallies.order_by("-edition__number").first()
    return {
        "place": find_place(question),
        "preview_url": reverse("workshop:preview", args=[question.pk]),
        "wording_url": reverse("workshop:check_wording", args=[question.pk]),
        "other_language": not edition.language.startswith("en"),
        "outdated": [] if edition.frozen else languages.list_outdated_texts(question),
        "lacking": [] if edition.frozen else publish_checks.list_gaps(serialization.write_question(question)),
        "twins": _list_twins(question),
        "translated": languages.list_question_translations(question),
        "shown_in": languages.list_language_choices(edition, set(question.translations)),
        "warnings": wording_checks.find_warnings(preview.build_document(*preview.get_stored(question))),
        "tally": tally,
        "reading": statistics_view.get_reading(question, tally),
        "too_few": statistics_view.TOO_FEW,
    }


def _list_twins(question: Question) -> list[Twin]:
    if question.kind == Kind.HOURS:
        return []  # the pulse asks for fewer hours
    others = (
        Question.objects.filter(code=question.code)
        .exclude(edition__questionnaire=question.edition.questionnaire_id)
        .exclude(edition__state=Edition.State.RETIRED)
        .select_related("edition__questionnaire")
        .prefetch_related("options")
        .order_by("edition__number")
    )
    own_words = _list_texts(question)
    return [Twin(other, _list_texts(other) == own_words) for other in others]


def _list_texts(question: Question) -> list[str]:
    options = sorted(question.options.all(), key=lambda option: option.position)
    return [*(getattr(question, name) for name in QUESTION_TEXTS), *(option.text for option in options)]
