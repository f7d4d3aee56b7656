"""The steps of an edition: each page says first what will happen; only its POST does it."""

from collections.abc import Callable
from typing import Any, NoReturn

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from assessment.accounts.http import MemberRequest
from assessment.questionnaire import actions, exchange, readiness
from assessment.questionnaire.forms import ImportForm, ReasonForm
from assessment.questionnaire.models import Edition

WRITE, PUBLISH = "questionnaire.change_edition", "questionnaire.publish_edition"
WRONG = (
    actions.EditionFrozen,
    actions.EditionNotPublished,
    actions.EditionNotReady,
    actions.EditionNumberTaken,
)


class Steps(admin.ModelAdmin):
    """Start a new draft, ask for review, publish, retire; a file in, a file out."""

    def get_urls(self) -> list[Any]:
        def step(name: str, view: Callable[..., HttpResponse]) -> URLPattern:
            address = "import/" if name == "import" else f"<int:pk>/{name}/"
            return path(address, self.admin_site.admin_view(view), name=f"questionnaire_edition_{name}")

        return [
            step("draft", self.draft),
            step("review", self.review),
            step("publish", self.publish),
            step("retire", self.retire),
            step("export", self.export),
            step("import", self.bring_in),
            *super().get_urls(),
        ]

    def draft(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = _edition(request, pk, WRITE)
        if request.method == "POST":
            return self._take(
                request, edition, "Drafted", lambda: actions.start_draft(edition, by=request.user)
            )
        says = [
            f"A copy of its {edition.questions.count()} questions becomes the next edition, a draft.",
            "Nobody is asked the draft until it is published.",
        ]
        return self._ask(request, edition, f"Start a new draft from {edition}?", "Start the draft", says)

    def review(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = _edition(request, pk, WRITE)
        if request.method == "POST":
            return self._take(
                request, edition, "In review", lambda: actions.ask_for_review(edition, by=request.user)
            )
        says = ["Publishers see that it is ready to be read. It can still be edited."]
        return self._ask(
            request, edition, f"Send {edition} to review?", "Send to review", says, _frozen(edition)
        )

    def publish(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = _edition(request, pk, PUBLISH)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return self._take(
                request,
                edition,
                f"Published: {form.cleaned_data['reason']}",
                lambda: actions.publish(edition, by=request.user, at=timezone.now()),
            )
        missing = _frozen(edition) or readiness.missing_from(exchange.write(edition))
        title = f"{edition} cannot be published yet" if missing else f"Publish {edition}?"
        return self._ask(request, edition, title, "Publish", _publishing(edition), missing, form)

    def retire(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = _edition(request, pk, PUBLISH)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return self._take(
                request,
                edition,
                f"Retired: {form.cleaned_data['reason']}",
                lambda: actions.retire(edition, by=request.user, at=timezone.now()),
            )
        published = edition.state == Edition.State.PUBLISHED
        missing = [] if published else [f"{edition} is not published, so there is nothing to retire."]
        says = [
            f"Nobody can start the {edition.questionnaire.name.lower()} until another edition is published.",
            _part_way(edition),
        ]
        return self._ask(request, edition, f"Retire {edition}?", "Retire", says, missing, form)

    def export(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = _edition(request, pk, "questionnaire.view_edition")
        name = f"{edition.questionnaire.slug}-{edition.number}.json"
        return HttpResponse(
            exchange.text_of(exchange.write(edition)),
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def bring_in(self, request: MemberRequest) -> HttpResponse:
        if not request.user.has_perm(WRITE):
            _nothing_here()
        form = ImportForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if request.method == "POST" and form.is_valid():
            try:
                edition = actions.load(form.cleaned_data["file"], by=request.user)
            except actions.EditionNumberTaken as taken:
                form.add_error("file", ValidationError(str(taken)))
            else:
                self.log_change(request, edition, "Imported")
                return self._done(request, edition)
        says = ["The file becomes a draft, whole or not at all."]
        return self._ask(request, None, "Bring in an edition", "Import", says, form=form)

    def _take(
        self, request: MemberRequest, edition: Edition, said: str, step: Callable[[], Edition]
    ) -> HttpResponse:
        try:
            after = step()
        except WRONG as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(_address(edition))
        self.log_change(request, after, said)
        return self._done(request, after)

    def _done(self, request: HttpRequest, edition: Edition) -> HttpResponse:
        self.message_user(request, f"{edition} is {edition.get_state_display().lower()}.", messages.SUCCESS)
        return HttpResponseRedirect(_address(edition))

    def _ask(
        self,
        request: HttpRequest,
        edition: Edition | None,
        title: str,
        button: str,
        says: list[str],
        missing: list[str] | None = None,
        form: Form | None = None,
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
            "back": _address(edition) if edition else reverse("admin:questionnaire_edition_changelist"),
        }
        status = 422 if form is not None and form.is_bound else 200
        return TemplateResponse(request, "admin/questionnaire/edition/step.html", context, status=status)


def _edition(request: MemberRequest, pk: int, permission: str) -> Edition:
    """Without the permission there is no such page."""
    if not request.user.has_perm(permission):
        _nothing_here()
    return get_object_or_404(Edition.objects.select_related("questionnaire"), pk=pk)


def _nothing_here() -> NoReturn:
    raise Http404


def _address(edition: Edition) -> str:
    return reverse("admin:questionnaire_edition_change", args=[edition.pk])


def _frozen(edition: Edition) -> list[str]:
    """Why a draft's steps are closed to it, if they are."""
    return [f"{edition} is {edition.get_state_display().lower()} already."] if edition.frozen else []


def _publishing(edition: Edition) -> list[str]:
    """What publishing does, in the order in which it happens."""
    before = edition.questionnaire.editions.published().exclude(pk=edition.pk).first()
    says = [f"{before} is retired.", _part_way(before)] if before else []
    line = (
        "runs on" if edition.comparable else "breaks: this edition does not mean the same as the one before"
    )
    return [
        *says,
        "Whoever starts from now on is asked this edition. Nothing in it can change after that.",
        f"On the timeline the line {line}.",
    ]


def _part_way(edition: Edition) -> str:
    people = edition.attempts.filter(submitted_at=None).count()
    if people == 0:
        return f"Nobody is part-way on edition {edition.number}."
    if people == 1:
        return f"1 person is part-way. They finish on edition {edition.number}."
    return f"{people} people are part-way. They finish on edition {edition.number}."
