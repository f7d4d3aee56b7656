"""The publish page: what would differ, what must be settled first, and what results would become."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from assessment.accounts.http import MemberRequest
from assessment.questionnaire import actions, exchange, people, readiness, translating
from assessment.questionnaire.admin.steps import (
    PUBLISH,
    WRITE,
    Steps,
    closed_to,
    edition_for,
    part_way,
)
from assessment.questionnaire.admin.translations import name_of
from assessment.questionnaire.faults import Document
from assessment.questionnaire.forms import ReasonForm
from assessment.questionnaire.models import FULL, Edition
from assessment.workshop import counting, difference, effect, looking
from assessment.workshop.actions import ask_for_dry_run
from assessment.workshop.models import FIVE, Tally


class Publishing(Steps):
    """Publish, and the dry run before it."""

    def get_urls(self) -> list[Any]:
        def step(name: str, view: Callable[..., HttpResponse]) -> URLPattern:
            guarded = self.admin_site.admin_view(view)
            return path(f"<int:pk>/{name}/", guarded, name=f"questionnaire_edition_{name}")

        return [step("publish", self.publish), step("dry-run", self.dry_run), *super().get_urls()]

    def publish(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = edition_for(request, pk, PUBLISH)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return self.take(
                request,
                edition,
                f"Published: {form.cleaned_data['reason']}",
                lambda: _published(edition, request),
            )
        if edition.frozen:
            return self.ask(request, edition, f"Publish {edition}?", "Publish", [], closed_to(edition), form)
        before, document = effect.live(edition), exchange.write(edition)
        missing = _missing(edition, before, document, request)
        title = f"{edition} cannot be published yet" if missing else f"Publish {edition}?"
        says = what_happens(edition, before)
        more = _compared(edition, before, document)
        return self.ask(request, edition, title, "Publish", says, missing, form, more)

    def dry_run(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Editors may look too: what a draft would do is what they write it by."""
        edition = edition_for(request, pk, WRITE)
        if request.method == "POST" and not edition.frozen:
            ask_for_dry_run(edition)
            return HttpResponseRedirect(reverse("admin:questionnaire_edition_dry-run", args=[pk]))
        title = f"What publishing {edition} would change"
        more = {} if edition.frozen else _compared(edition, effect.live(edition), exchange.write(edition))
        return self.ask(request, edition, title, "", [], closed_to(edition), None, more)


@transaction.atomic
def _published(edition: Edition, request: MemberRequest) -> Edition:
    """Frozen first and looked at afterwards, so that what was seen is what is published, or nothing is."""
    before = effect.live(edition)
    published = actions.publish(edition, by=request.user, at=timezone.now())
    if missing := looking.missing_from(published, before, exchange.write(published)):
        raise actions.EditionNotReady(edition, missing)
    return published


def _missing(
    edition: Edition, before: Edition | None, document: Document, request: MemberRequest
) -> list[str]:
    return [
        *looking.missing_from(edition, before, document),
        *readiness.missing_from(document),
        *people.missing_from_publishing(edition, request.user, exchange.digest(document)),
    ]


def what_happens(edition: Edition, before: Edition | None) -> list[str]:
    """What publishing does to it and to the one before, in the order in which it happens."""
    says = [f"{before} is retired.", part_way(before)] if before else []
    line = (
        "runs on" if edition.comparable else "breaks: this edition does not mean the same as the one before"
    )
    return [
        *says,
        "Whoever starts from now on is asked this edition. Nothing in it can change after that.",
        f"On the timeline the line {line}.",
        *languages_offered(edition),
    ]


def languages_offered(edition: Edition) -> list[str]:
    """Of each translation begun: offered, or not yet and for want of how much. A warning, never a block."""
    document = exchange.write(edition)
    said = []
    for language in translating.begun_in(document):
        missing = len(list(translating.gaps(document, language)))
        texts = "1 text missing" if missing == 1 else f"{missing} texts missing"
        offered = (
            f"not offered in {name_of(language)}: {texts}" if missing else f"offered in {name_of(language)}"
        )
        said.append(f"It is {offered}.")
    return said


def _compared(edition: Edition, before: Edition | None, after: Document) -> dict[str, Any]:
    """The difference to the live edition, and the dry run if there is one of exactly this text."""
    return {
        "live": before,
        "entries": difference.between(exchange.write(before) if before else None, after),
        "dry_run": dry_run_in_words(edition, before, exchange.digest(after)),
    }


def dry_run_in_words(edition: Edition, before: Edition | None, digest: str) -> dict[str, Any]:
    """What the page says of the dry run, and whether it can be run now."""
    if edition.questionnaire.slug != FULL:
        return {"says": ["A pulse has no verdict, so there is nothing to try out."], "may_run": False}
    if before is None:
        return {"says": ["No edition is published: there is nothing to compare with."], "may_run": False}
    last = effect.last_run(edition)
    if last is not None and last.digest == digest:
        return {"says": _effect_in_words(last), "may_run": False, "at": last.counted_at}
    come, gone = counting.moved(effect.attempts_of(edition), last)
    if last is not None and gone and come + gone < FIVE:
        return {"says": [str(effect.Withheld())], "may_run": False}
    if last is None and come < FIVE:
        return {"says": ["Too few to say."], "may_run": False}
    return {"says": ["Not tried out as it stands now."], "may_run": True}


def _effect_in_words(tally: Tally) -> list[str]:
    found = tally.numbers
    if not found:
        return ["Too few to say."]
    says = [
        f"{_verdicts(found['differ'])} would differ, of {found['people']}.",
        (
            f"{found['towards_orchestrator']} towards the orchestrator, "
            f"{found['towards_artefact']} towards the artefact."
        ),
    ]
    if found["median_change"] is not None:
        says.append(
            f"The index would change by {found['median_change']:+.1f} points in the median, "
            f"by {found['largest_change']:+.1f} at most."
        )
    if found["newly_withheld"] or found["newly_told"]:
        says.append(
            f"{found['newly_withheld']} would lose their index for want of answers, "
            f"{found['newly_told']} would gain one."
        )
    return says


def _verdicts(count: int) -> str:
    return {0: "No verdict", 1: "1 verdict"}.get(count, f"{count} verdicts")
