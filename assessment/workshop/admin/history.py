"""The history of an edition and of a question: every change with its contents, by question and by person."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.once import answer_once
from assessment.accounts.recorded_changes import note_change
from assessment.days import format_moment
from assessment.questionnaire import serialization
from assessment.questionnaire.actions import EditionFrozen
from assessment.questionnaire.models import Edition, Question
from assessment.workshop import diff
from assessment.workshop.admin.steps import WRITE, StepsMixin, explain_frozen, get_edition_or_404
from assessment.workshop.models import Revision
from assessment.workshop.revisions import restoring
from assessment.workshop.revisions.changes import (
    PER_PAGE,
    QuestionNames,
    build_changes,
    list_groups,
    name_questions,
)

VIEW = "questionnaire.view_edition"


class EditionHistoryMixin(StepsMixin):
    def get_urls(self) -> list[Any]:
        def step(address: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(f"<int:pk>/{address}/", self.admin_site.admin_view(view), name=name)

        restore = "restore/<uuid:change>"
        return [
            step("compare", self.compare, "questionnaire_edition_compare"),
            step("discarded", answer_once(self.show_discarded), "questionnaire_edition_discarded"),
            step("history/<uuid:change>", self.show_change, "questionnaire_edition_one_change"),
            step(restore, self.restore_draft, "questionnaire_edition_restore"),
            step(
                f"{restore}/<int:question>", self.restore_question, "questionnaire_edition_restore_question"
            ),
            *super().get_urls(),
        ]

    def history_view(
        self, request: Any, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        edition = get_edition_or_404(request, parse_key(object_id), VIEW)
        return render_history(self, request, edition, request.GET.get("question", ""))

    def show_change(self, request: MemberRequest, pk: int, change: UUID) -> HttpResponse:
        edition = get_edition_or_404(request, pk, VIEW)
        changes = build_changes(
            edition, list_groups(pk).filter(change=change), name_questions(edition), whole=True
        )
        if not changes:
            raise Http404
        context = {"changes": changes, "title": _("One change of %(edition)s") % {"edition": edition}}
        return _render(self, request, edition, context)

    def show_discarded(self, request: MemberRequest, pk: int) -> HttpResponse:
        may_restore = request.user.has_perm(WRITE)
        discarded = restoring.find_discarded(pk) if request.user.has_perm(VIEW) else None
        if discarded is None or (request.method == "POST" and not may_restore):
            raise Http404
        if request.method == "POST":
            return self._bring_back_discarded(request, discarded)
        edition = discarded.edition
        page = Paginator(list_groups(pk), PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "discarded": discarded,
            "document": _plan_or_404(lambda: restoring.build_discarded(discarded)),
            "changes": build_changes(edition, page.object_list, name_questions(edition)),
            "page": page,
            "may_restore": may_restore,
            "title": _("%(edition)s, discarded") % {"edition": edition},
        }
        return _render(self, request, edition, context, "discarded")

    def _bring_back_discarded(self, request: MemberRequest, discarded: restoring.Discarded) -> HttpResponse:
        note = f"Restored: {discarded.edition}, which was discarded"
        note_change(note)
        restored = _plan_or_404(lambda: restoring.restore_discarded(discarded, by=request.user))
        self.log_change(request, restored, note)
        message = _("What %(edition)s contained is %(new)s now.")
        names = {"edition": discarded.edition, "new": restored}
        self.message_user(request, message % names, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:questionnaire_edition_change", args=[restored.pk]))

    def compare(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = get_edition_or_404(request, pk, VIEW)
        editions = Edition.objects.filter(questionnaire=edition.questionnaire_id).order_by("-number")
        others = list(editions.exclude(pk=pk).select_related("questionnaire"))
        other = _choose_other(edition, others, request.GET.get("with", ""))
        context: dict[str, Any] = {
            "others": others,
            "other": other,
            "title": _("Compare %(edition)s") % {"edition": edition},
        }
        if other:
            # The older one first, whichever page this was asked from: what is new reads as new.
            older, newer = sorted([edition, other], key=attrgetter("number"))
            old, new = serialization.write(older), serialization.write(newer)
            context |= {
                "older": older,
                "newer": newer,
                "edition_fields": list(diff.compare_edition_fields(old["edition"], new["edition"])),
                "entries": diff.compare_editions(old, new),
            }
        return _render(self, request, edition, context, "compare")

    def restore_draft(self, request: MemberRequest, pk: int, change: UUID) -> HttpResponse:
        edition, moment = _find_moment(request, pk, change)
        if request.method == "POST":
            digest = request.POST.get("digest", "")
            return self._bring_back(
                request,
                edition,
                f"Restored: the whole draft, as it was before {moment}",
                lambda: restoring.restore_draft(edition, change, digest=digest, by=request.user),
            )
        title = _("Bring %(edition)s back as it was?") % {"edition": edition}
        plan = None if edition.frozen else _plan_or_404(lambda: restoring.plan_draft(edition, change))
        return _render_plan(self, request, edition, change, {"title": title, "plan": plan})

    def restore_question(self, request: MemberRequest, pk: int, change: UUID, question: int) -> HttpResponse:
        edition, moment = _find_moment(request, pk, change)
        if edition.frozen:
            plan = None
        else:
            plan = _plan_or_404(lambda: restoring.plan_question(edition, change, question))
        if request.method == "POST" and plan:
            digest, code = request.POST.get("digest", ""), plan.question["code"]
            return self._bring_back(
                request,
                edition,
                f"Restored: {code}, as it was before {moment}",
                lambda: restoring.restore_question(edition, change, question, digest=digest, by=request.user),
            )
        title = _("Bring this question back as it was?")
        return _render_plan(self, request, edition, change, {"title": title, "plan": plan})

    def _bring_back(
        self, request: MemberRequest, edition: Edition, note: str, restore: Callable[[], Edition | Question]
    ) -> HttpResponse:
        note_change(note)
        try:
            with transaction.atomic():
                restored = restore()
        except (EditionFrozen, restoring.ChangedMeanwhile) as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        except IntegrityError:
            refusal = _("What it was then no longer fits the rules of today. Nothing was restored.")
            self.message_user(request, refusal, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        self.log_change(request, edition, note)
        self.message_user(request, _("%(thing)s is back as it was.") % {"thing": restored}, messages.SUCCESS)
        model = "question" if isinstance(restored, Question) else "edition"
        return HttpResponseRedirect(reverse(f"admin:questionnaire_{model}_change", args=[restored.pk]))


class QuestionHistoryMixin(admin.ModelAdmin):
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise Http404
        questions = Question.objects.select_related("edition__questionnaire")
        question = get_object_or_404(questions, pk=parse_key(object_id))
        return render_history(self, request, question.edition, question.code, question)


def _choose_other(edition: Edition, others: list[Edition], key: str) -> Edition | None:
    # Without a choice, the one before it.
    chosen = next((other for other in others if str(other.pk) == key), None)
    before = next((other for other in others if other.number < edition.number), None)
    return chosen or before or next(iter(others), None)


def _find_moment(request: MemberRequest, pk: int, change: UUID) -> tuple[Edition, str]:
    edition = get_edition_or_404(request, pk, WRITE)
    first = Revision.objects.filter(edition=pk, change=change).order_by("pk").first()
    if first is None:
        raise Http404
    return edition, format_moment(first.at, "j F Y, H:i")


def _plan_or_404[Plan](build: Callable[[], Plan]) -> Plan:
    try:
        return build()
    except restoring.NothingToRestore:
        raise Http404 from None


def _render_plan(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    edition: Edition,
    change: UUID,
    context: dict[str, Any],
) -> HttpResponse:
    groups = list_groups(edition.pk).filter(change=change)
    (restored,) = build_changes(edition, groups, QuestionNames({}, {}))[:1]
    context |= {"made": restored, "missing": explain_frozen(edition)}
    return _render(model_admin, request, edition, context, "restore")


def parse_key(key: str) -> int:
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        raise Http404
    return int(key)


def render_history(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    edition: Edition,
    code: str,
    question: Question | None = None,
) -> HttpResponse:
    names = name_questions(edition)
    keys = [pk for pk, name in names.codes.items() if name == code] if code else None
    sent_person = request.GET.get("person", "")
    is_key = sent_person.isascii() and sent_person.isdecimal() and len(sent_person) < 19
    person = int(sent_person) if is_key else None
    groups = list_groups(edition.pk, questions=keys, person=person)
    page = Paginator(groups, PER_PAGE).get_page(request.GET.get("page"))
    title = (
        _("History of “%(question)s”") % {"question": question.code}
        if question
        else _("History of %(edition)s") % {"edition": edition}
    )
    context = {
        "changes": build_changes(edition, page.object_list, names, questions=keys),
        "page": page,
        "codes": [] if question else sorted(set(names.codes.values())),
        "people": _list_people(edition),
        "chosen_code": code,
        "chosen_person": person,
        "question": question,
        "title": title,
    }
    return _render(model_admin, request, edition, context)


def _list_people(edition: Edition) -> list[User]:
    return list(
        User.objects.filter(pk__in=Revision.objects.filter(edition=edition.pk).values("person")).order_by(
            "email"
        )
    )


def _render(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    edition: Edition,
    context: dict[str, Any],
    name: str = "history",
) -> HttpResponse:
    return TemplateResponse(
        request,
        f"admin/questionnaire/{name}.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "edition": edition,
            **context,
        },
    )
