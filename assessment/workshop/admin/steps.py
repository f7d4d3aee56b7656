"""The steps of an edition: each page says first what will happen; only its POST does it."""

from collections.abc import Callable
from typing import Any, NoReturn

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
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
from assessment.questionnaire import actions, serialization
from assessment.questionnaire import two_person_rule as people
from assessment.questionnaire.forms import NEXT, ImportForm, ReasonForm
from assessment.questionnaire.models import FULL, Edition
from assessment.workshop.restored import restored_values

WRITE, PUBLISH = "questionnaire.change_edition", "questionnaire.publish_edition"
WRONG = (
    actions.AnotherQuestionnaire,
    actions.EditionFrozen,
    actions.EditionNotInReview,
    actions.EditionNotPublished,
    actions.EditionNotReady,
    actions.EditionNumberTaken,
    actions.SecondPersonNeeded,
    actions.StrategyReasonNeeded,
)


class Steps(admin.ModelAdmin):
    """Start a new draft, ask for review, record it, send back, retire; a file in, a file out."""

    def get_urls(self) -> list[Any]:
        def step(name: str, view: Callable[..., HttpResponse]) -> URLPattern:
            address = "import/" if name == "import" else f"<int:pk>/{name}/"
            return path(address, self.admin_site.admin_view(view), name=f"questionnaire_edition_{name}")

        return [
            step("draft", self.draft),
            step("review", self.review),
            step("reviewed", self.reviewed),
            step("back", self.back),
            step("retire", self.retire),
            step("export", self.export),
            step("import", self.bring_in),
            *super().get_urls(),
        ]

    def draft(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = edition_for(request, pk, WRITE)
        if request.method == "POST":
            return self.take(
                request, edition, "Drafted", lambda: actions.start_draft(edition, by=request.user)
            )
        says = [
            _("A copy of its %(n)s questions becomes the next edition, a draft.")
            % {"n": edition.questions.count()},
            _("Nobody is asked the draft until it is published."),
        ]
        return self.ask(
            request,
            edition,
            _("Start a new draft from %(edition)s?") % {"edition": edition},
            _("Start the draft"),
            says,
        )

    def review(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = edition_for(request, pk, WRITE)
        if request.method == "POST":
            return self.take(
                request, edition, "In review", lambda: actions.ask_for_review(edition, by=request.user)
            )
        says = [
            _("Publishers see that it is ready to be read. It can still be edited."),
            *(
                [_("Somebody else has to read it before it can be published.")]
                if settings.TWO_PERSON_PUBLISH
                else []
            ),
        ]
        return self.ask(
            request,
            edition,
            _("Send %(edition)s to review?") % {"edition": edition},
            _("Send to review"),
            says,
            closed_to(edition),
        )

    def reviewed(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = edition_for(request, pk, WRITE)
        if request.method == "POST":
            return self.take(
                request,
                edition,
                "Read, and found fit to publish",
                lambda: actions.record_review(edition, by=request.user, at=timezone.now()),
            )
        says = [
            _("%(person)s is kept as the one who read it, with the time.") % {"person": request.user},
            _("A change after this shows: the edition then has to be read once more."),
        ]
        missing = not_in_review(edition) or people.find_review_obstacles(edition, request.user)
        return self.ask(
            request,
            edition,
            _("Have you read %(edition)s?") % {"edition": edition},
            _("Yes, it is fit to publish"),
            says,
            missing,
        )

    def back(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = edition_for(request, pk, WRITE)
        form = ReasonForm(
            request.POST if request.method == "POST" else None, initial=restored_values(request)
        )
        if request.method == "POST" and form.is_valid():
            return self.take(
                request,
                edition,
                f"Sent back: {form.cleaned_data['reason']}",
                lambda: actions.send_back(edition, by=request.user),
            )
        says = [_("It is a draft again, and has to be sent to review once more.")]
        return self.ask(
            request,
            edition,
            _("Send %(edition)s back?") % {"edition": edition},
            _("Send back"),
            says,
            not_in_review(edition),
            form,
        )

    def retire(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = edition_for(request, pk, PUBLISH)
        form = ReasonForm(
            request.POST if request.method == "POST" else None, initial=restored_values(request)
        )
        if request.method == "POST" and form.is_valid():
            return self.take(
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
        says = [nobody, part_way(edition)]
        return self.ask(
            request,
            edition,
            _("Retire %(edition)s?") % {"edition": edition},
            _("Retire"),
            says,
            missing,
            form,
        )

    def export(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = edition_for(request, pk, "questionnaire.view_edition")
        name = f"{edition.questionnaire.slug}-{edition.number}.json"
        return HttpResponse(
            serialization.format_json(serialization.write(edition)),
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def bring_in(self, request: MemberRequest) -> HttpResponse:
        if not request.user.has_perm(WRITE):
            nothing_here()
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = ImportForm(*sent, initial=restored_values(request))
        if request.method == "POST" and form.is_valid():
            if identical := _identical(form):
                unchanged = _("%(edition)s is the same as the file already. Nothing was changed.")
                self.message_user(request, unchanged % {"edition": identical})
                return HttpResponseRedirect(address_of(identical))
            try:
                edition = _brought_in(form, request.user)
            except WRONG as error:
                form.add_error("file", ValidationError(str(error)))
            else:
                self.log_change(request, edition, "Imported")
                return self.done(request, edition)
        says = [
            _("The file becomes a draft, whole or not at all; every fault in it is named by its place."),
            _("A mark that a translation means the same is taken over where its texts are as once marked."),
        ]
        return self.ask(request, None, _("Bring in an edition"), _("Import"), says, form=form)

    def take(
        self, request: MemberRequest, edition: Edition, said: str, step: Callable[[], Edition]
    ) -> HttpResponse:
        try:
            after = step()
        except WRONG as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(address_of(edition))
        self.log_change(request, after, said)
        return self.done(request, after)

    def done(self, request: HttpRequest, edition: Edition) -> HttpResponse:
        self.message_user(request, _("%(edition)s is %(state)s.") % _named(edition), messages.SUCCESS)
        return HttpResponseRedirect(address_of(edition))

    def ask(
        self,
        request: HttpRequest,
        edition: Edition | None,
        title: str,
        button: str,
        says: list[str],
        missing: list[str] | None = None,
        form: Form | None = None,
        more: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "edition": edition,
            "title": title,
            "button": button,
            "says": says,
            "missing": missing,
            "form": form,
            **(more or {}),
            "back": address_of(edition) if edition else reverse("admin:questionnaire_edition_changelist"),
        }
        status = 422 if form is not None and form.is_bound else 200
        return TemplateResponse(request, "admin/questionnaire/edition/step.html", context, status=status)


def _identical(form: ImportForm) -> Edition | None:
    """What the file would change nothing of, so that nobody is named as having changed it."""
    document, into = form.cleaned_data["file"], form.cleaned_data["into"]
    if into == NEXT:
        return None
    return actions.find_identical(document, get_object_or_404(Edition, pk=into) if into else None)


def _brought_in(form: ImportForm, by: User) -> Edition:
    document, into = form.cleaned_data["file"], form.cleaned_data["into"]
    if into in {"", NEXT}:
        return actions.load(document, by=by, renumber=into == NEXT)
    return actions.replace_draft(get_object_or_404(Edition, pk=into), document, by=by)


def edition_for(request: MemberRequest, pk: int, permission: str) -> Edition:
    """Without the permission there is no such page."""
    if not request.user.has_perm(permission):
        nothing_here()
    return get_object_or_404(Edition.objects.select_related("questionnaire"), pk=pk)


def nothing_here() -> NoReturn:
    raise Http404


def address_of(edition: Edition) -> str:
    return reverse("admin:questionnaire_edition_change", args=[edition.pk])


def closed_to(edition: Edition) -> list[str]:
    """Why a draft's steps are closed to it, if they are."""
    return [_("%(edition)s is %(state)s already.") % _named(edition)] if edition.frozen else []


def not_in_review(edition: Edition) -> list[str]:
    """Why an edition cannot be read and sent back now, if it cannot."""
    if edition.state == Edition.State.REVIEW:
        return []
    return [_("%(edition)s is %(state)s, not in review.") % _named(edition)]


def part_way(edition: Edition) -> str:
    people = edition.attempts.filter(submitted_at=None).count()
    if people == 0:
        return _("Nobody is part-way on edition %(number)s.") % {"number": edition.number}
    says = ngettext(
        "%(people)s person is part-way. They finish on edition %(number)s.",
        "%(people)s people are part-way. They finish on edition %(number)s.",
        people,
    )
    return says % {"people": people, "number": edition.number}


def _named(edition: Edition) -> dict[str, str]:
    return {"edition": str(edition), "state": edition.is_now}
