"""The steps of an edition: each page says first what will happen; only its POST does it."""

from collections.abc import Callable
from typing import Any, NoReturn

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.accounts.middleware import MemberRequest
from assessment.accounts.models import User
from assessment.accounts.once import answer_once
from assessment.accounts.recorded_changes import note_change
from assessment.questionnaire import actions, serialization
from assessment.questionnaire import two_person_rule as people
from assessment.questionnaire.forms import NEXT, ImportForm, ReasonForm
from assessment.questionnaire.models import FULL, Edition, Questionnaire
from assessment.workshop import notices
from assessment.workshop.restored import pop_restored_values

WRITE, PUBLISH = "questionnaire.change_edition", "questionnaire.publish_edition"
STEP_ERRORS = (
    actions.AnotherQuestionnaire,
    actions.EditionFrozen,
    actions.EditionNotInReview,
    actions.EditionNotPublished,
    actions.EditionNotReady,
    actions.EditionNotRetired,
    actions.EditionNumberTaken,
    actions.SecondPersonNeeded,
    actions.StrategyReasonNeeded,
)


class StepsMixin(admin.ModelAdmin):
    # Each page says first what will happen; only its POST does it.
    def get_urls(self) -> list[Any]:
        def step(name: str, view: Callable[..., HttpResponse]) -> URLPattern:
            address = "import/" if name == "import" else f"<int:pk>/{name}/"
            return path(
                address, self.admin_site.admin_view(answer_once(view)), name=f"questionnaire_edition_{name}"
            )

        return [
            step("draft", self.draft),
            step("review", self.review),
            step("reviewed", self.reviewed),
            step("back", self.back),
            step("retire", self.retire),
            step("export", self.export),
            step("import", self.import_edition),
            *super().get_urls(),
        ]

    def draft(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = get_edition_or_404(request, pk, WRITE)
        if request.method == "POST":
            return self.take_step(
                request, edition, "Drafted", lambda: actions.start_draft(edition, by=request.user)
            )
        sentences = [
            _("A copy of its %(n)s questions becomes the next edition, a draft.")
            % {"n": edition.questions.count()},
            _("Nobody is asked the draft until it is published."),
        ]
        return self.ask_first(
            request,
            edition,
            _("Start a new draft from %(edition)s?") % {"edition": edition},
            _("Start the draft"),
            sentences,
        )

    def review(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = get_edition_or_404(request, pk, WRITE)
        if request.method == "POST":
            return self.take_step(
                request, edition, "In review", lambda: actions.ask_for_review(edition, by=request.user)
            )
        sentences = [
            _("Publishers see that it is ready to be read. It can still be edited."),
            *(
                [_("Somebody else has to read it before it can be published.")]
                if settings.TWO_PERSON_PUBLISH
                else []
            ),
        ]
        return self.ask_first(
            request,
            edition,
            _("Send %(edition)s to review?") % {"edition": edition},
            _("Send to review"),
            sentences,
            explain_frozen(edition),
        )

    def reviewed(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = get_edition_or_404(request, pk, WRITE)
        if request.method == "POST":
            return self.take_step(
                request,
                edition,
                "Read, and found fit to publish",
                lambda: actions.record_review(edition, by=request.user, at=timezone.now()),
            )
        sentences = [
            _("We record that %(person)s read it, and when.") % {"person": request.user},
            _("A change after this shows: the edition then has to be read once more."),
        ]
        missing = explain_not_in_review(edition) or people.find_review_obstacles(edition, request.user)
        return self.ask_first(
            request,
            edition,
            _("Have you read %(edition)s?") % {"edition": edition},
            _("Yes, it is fit to publish"),
            sentences,
            missing,
        )

    def back(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = get_edition_or_404(request, pk, WRITE)
        form = _read_reason(request)
        if request.method == "POST" and form.is_valid():
            return self.take_step(
                request,
                edition,
                f"Sent back: {form.cleaned_data['reason']}",
                lambda: actions.send_back(edition, by=request.user),
            )
        sentences = [_("It becomes a draft again and has to be sent to review once more.")]
        return self.ask_first(
            request,
            edition,
            _("Send %(edition)s back?") % {"edition": edition},
            _("Send back"),
            sentences,
            explain_not_in_review(edition),
            form,
        )

    def retire(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = get_edition_or_404(request, pk, PUBLISH)
        form = _read_reason(request)
        if request.method == "POST" and form.is_valid():
            return self.take_step(
                request,
                edition,
                f"Retired: {form.cleaned_data['reason']}",
                lambda: actions.retire(edition, by=request.user, at=timezone.now()),
            )
        published = edition.state == Edition.State.PUBLISHED
        missing = (
            []
            if published
            else [_("%(edition)s is not published, so there is nothing to retire.") % {"edition": edition}]
        )
        nobody = (
            _("Nobody can start the full questionnaire until another edition is published.")
            if edition.questionnaire.slug == FULL
            else _("Nobody can start the monthly pulse until another edition is published.")
        )
        sentences = [nobody, describe_part_way(edition)]
        return self.ask_first(
            request,
            edition,
            _("Retire %(edition)s?") % {"edition": edition},
            _("Retire"),
            sentences,
            missing,
            form,
        )

    def export(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = get_edition_or_404(request, pk, "questionnaire.view_edition")
        name = f"{edition.questionnaire.slug}-{edition.number}.json"
        return HttpResponse(
            serialization.format_json(serialization.write(edition)),
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def import_edition(self, request: MemberRequest) -> HttpResponse:
        if not request.user.has_perm(WRITE):
            raise_404()
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = ImportForm(*sent, initial=pop_restored_values(request))
        if request.method == "POST" and form.is_valid():
            if identical := _find_identical(form):
                unchanged = _("%(edition)s is the same as the file already. Nothing was changed.")
                self.message_user(request, unchanged % {"edition": identical})
                return HttpResponseRedirect(get_edition_url(identical))
            note_change("Imported")
            try:
                edition = _import_edition(form, request.user)
            except STEP_ERRORS as error:
                form.add_error("file", ValidationError(str(error)))
            else:
                self.log_change(request, edition, "Imported")
                return self.redirect_to_edition(request, edition)
        sentences = [
            _("The whole file becomes a draft, or none of it. If something is wrong, we say what and where."),
            _(
                "If a translation was marked as meaning the same and its texts haven’t changed, the "
                "mark is taken over."
            ),
        ]
        return self.ask_first(request, None, _("Bring in an edition"), _("Import"), sentences, form=form)

    def take_step(
        self, request: MemberRequest, edition: Edition, log_message: str, step: Callable[[], Edition]
    ) -> HttpResponse:
        note_change(log_message)
        try:
            with transaction.atomic():
                # As the steps themselves do: whoever takes one meanwhile waits, and then finds none to take.
                Questionnaire.objects.select_for_update().get(pk=edition.questionnaire_id)
                before = get_object_or_404(Edition, pk=edition.pk)
                changed_edition = step()
                notices.queue_step_mails(before, changed_edition, by=request.user)
        except STEP_ERRORS as error:
            self.message_user(request, str(error), messages.ERROR)
            refusal = HttpResponseRedirect(get_edition_url(edition))
            refusal.has_acted = False  # type: ignore[attr-defined]  # read by answer_once
            return refusal
        self.log_change(request, changed_edition, log_message)
        return self.redirect_to_edition(request, changed_edition)

    def redirect_to_edition(self, request: HttpRequest, edition: Edition) -> HttpResponse:
        self.message_user(request, _("%(edition)s is %(state)s.") % _get_names(edition), messages.SUCCESS)
        return HttpResponseRedirect(get_edition_url(edition))

    def ask_first(
        self,
        request: HttpRequest,
        edition: Edition | None,
        title: str,
        button: str,
        sentences: list[str],
        missing: list[str] | None = None,
        form: Form | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "edition": edition,
            "title": title,
            "button": button,
            "says": sentences,
            "missing": missing,
            "form": form,
            **(extra_context or {}),
            "back": get_edition_url(edition)
            if edition
            else reverse("admin:questionnaire_edition_changelist"),
        }
        status = 422 if form is not None and form.is_bound else 200
        return TemplateResponse(request, "admin/questionnaire/edition/step.html", context, status=status)


def _read_reason(request: MemberRequest) -> ReasonForm:
    return ReasonForm(
        request.POST if request.method == "POST" else None, initial=pop_restored_values(request)
    )


def _find_identical(form: ImportForm) -> Edition | None:
    # Nobody is named as having changed an edition to which a file changes nothing.
    document, into = form.cleaned_data["file"], form.cleaned_data["into"]
    if into == NEXT:
        return None
    return actions.find_identical(document, get_object_or_404(Edition, pk=into) if into else None)


def _import_edition(form: ImportForm, by: User) -> Edition:
    document, into = form.cleaned_data["file"], form.cleaned_data["into"]
    if into in {"", NEXT}:
        return actions.load(document, by=by, renumber=into == NEXT)
    return actions.replace_draft(get_object_or_404(Edition, pk=into), document, by=by)


def get_edition_or_404(request: MemberRequest, pk: int, permission: str) -> Edition:
    # Without the permission there is no such page.
    if not request.user.has_perm(permission):
        raise_404()
    return get_object_or_404(Edition.objects.select_related("questionnaire"), pk=pk)


def raise_404() -> NoReturn:
    raise Http404


def get_edition_url(edition: Edition) -> str:
    return reverse("admin:questionnaire_edition_change", args=[edition.pk])


def explain_frozen(edition: Edition) -> list[str]:
    # Empty if a draft's steps are open to it.
    return [_("%(edition)s is %(state)s already.") % _get_names(edition)] if edition.frozen else []


def explain_not_in_review(edition: Edition) -> list[str]:
    # Empty if it can be reviewed or sent back now.
    if edition.state == Edition.State.REVIEW:
        return []
    return [_("%(edition)s is %(state)s, not in review.") % _get_names(edition)]


def describe_part_way(edition: Edition) -> str:
    people = edition.attempts.filter(submitted_at=None).count()
    if people == 0:
        return _("Nobody is part-way on edition %(number)s.") % {"number": edition.number}
    sentence = ngettext(
        "%(people)s person is part-way. They finish on edition %(number)s.",
        "%(people)s people are part-way. They finish on edition %(number)s.",
        people,
    )
    return sentence % {"people": people, "number": edition.number}


def _get_names(edition: Edition) -> dict[str, str]:
    return {"edition": str(edition), "state": edition.is_now}
