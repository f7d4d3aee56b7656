"""The publish page: what would differ, what must be settled first, and what results would become."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.accounts.middleware import MemberRequest
from assessment.questionnaire import (
    actions,
    publish_checks,
    serialization,
    strategy_check,
    translation,
    two_person_rule,
)
from assessment.questionnaire.errors import Document
from assessment.questionnaire.forms import PublishForm
from assessment.questionnaire.models import FULL, Edition
from assessment.results.wording.numbers import signed
from assessment.scoring.reliability import FROM_SHARES
from assessment.scoring.rounding import half_up
from assessment.workshop import diff, item_statistics, languages, phone_review
from assessment.workshop import dry_run as effect
from assessment.workshop.actions import ask_for_dry_run
from assessment.workshop.admin.steps import PUBLISH, WRITE, Steps, closed_to, edition_for, part_way
from assessment.workshop.models import FIVE, Tally
from assessment.workshop.restored import restored_values
from assessment.workshop.rounding import Rounding

COUNTED = ("differ", "towards_orchestrator", "towards_artefact", "newly_withheld", "newly_told")


class Publishing(Steps):
    """Publish, and the dry run before it."""

    def get_urls(self) -> list[Any]:
        def step(name: str, view: Callable[..., HttpResponse]) -> URLPattern:
            guarded = self.admin_site.admin_view(view)
            return path(f"<int:pk>/{name}/", guarded, name=f"questionnaire_edition_{name}")

        return [step("publish", self.publish), step("dry-run", self.dry_run), *super().get_urls()]

    def publish(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = edition_for(request, pk, PUBLISH)
        document = serialization.write(edition)
        excesses = [] if edition.frozen else strategy_check.find_strategy_excesses(document)
        form = PublishForm(
            request.POST if request.method == "POST" else None,
            initial=restored_values(request),
            strategies_pay=bool(excesses),
        )
        if request.method == "POST" and form.is_valid():
            return self.take(
                request, edition, _history_entry(form), lambda: _published(edition, request, form)
            )
        if edition.frozen:
            title = _("Publish %(edition)s?") % {"edition": edition}
            return self.ask(request, edition, title, _("Publish"), [], closed_to(edition), form)
        before = effect.live(edition)
        unseen = phone_review.missing_from(edition, before, document)
        missing = [*unseen, *_missing(edition, document, request)]
        title = (
            _("%(edition)s cannot be published yet") % {"edition": edition}
            if missing
            else _("Publish %(edition)s?") % {"edition": edition}
        )
        says = what_happens(edition, before, document)
        more = _compared(edition, before, document) | {
            "unfinished": languages.unfinished_translations(edition, document),
            "to_see": bool(unseen),
            "strategies": _strategies(edition, excesses),
        }
        return self.ask(request, edition, title, _("Publish"), says, missing, form, more)

    def dry_run(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Editors may look too: what a draft would do is what they write it by."""
        edition = edition_for(request, pk, WRITE)
        if request.method == "POST" and not edition.frozen:
            ask_for_dry_run(edition)
            return HttpResponseRedirect(reverse("admin:questionnaire_edition_dry-run", args=[pk]))
        title = _("What publishing %(edition)s would change") % {"edition": edition}
        more = {}
        if not edition.frozen:
            document = serialization.write(edition)
            more = _compared(edition, effect.live(edition), document) | {
                "strategies": _strategies(edition, strategy_check.find_strategy_excesses(document))
            }
        return self.ask(request, edition, title, "", [], closed_to(edition), None, more)


@transaction.atomic
def _published(edition: Edition, request: MemberRequest, form: PublishForm) -> Edition:
    """Frozen first and looked at afterwards, so that what was seen is what is published, or nothing is."""
    before = effect.live(edition)
    published = actions.publish(
        edition,
        by=request.user,
        at=timezone.now(),
        strategy_reason=form.cleaned_data.get("strategy_reason", ""),
    )
    if missing := phone_review.missing_from(published, before, serialization.write(published)):
        raise actions.EditionNotReady(edition, missing)
    return published


def _history_entry(form: PublishForm) -> str:
    entry = f"Published: {form.cleaned_data['reason']}"
    if reason := form.cleaned_data.get("strategy_reason"):
        entry += f" Although strategies pay: {reason}"
    return entry


def _strategies(edition: Edition, excesses: strategy_check.Excesses) -> dict[str, Any] | None:
    """The limits that strategies pass, in words, by language; None for a pulse, which has no keys."""
    if edition.questionnaire.slug != FULL:
        return None
    return {"excesses": strategy_check.format_excesses(excesses)}


def _missing(edition: Edition, document: Document, request: MemberRequest) -> list[str]:
    return [
        *actions.check_number(edition),
        *publish_checks.find_missing(document),
        *two_person_rule.find_publishing_obstacles(
            edition, request.user, serialization.compute_digest(document)
        ),
    ]


def what_happens(edition: Edition, before: Edition | None, document: Document) -> list[str]:
    """What publishing does to it and to the one before, in the order in which it happens."""
    says = [_("%(edition)s is retired.") % {"edition": before}, part_way(before)] if before else []
    line = (
        _("On the timeline the line runs on.")
        if edition.comparable
        else _("On the timeline the line breaks: this edition does not mean the same as the one before.")
    )
    return [
        *says,
        _("Whoever starts from now on is asked this edition. Nothing in it can change after that."),
        line,
        *languages_offered(document),
    ]


def languages_offered(document: Document) -> list[str]:
    """Of each translation begun: offered, or not and why. A warning, never a block."""
    said = [
        sentence % {"language": translation.get_language_name(language), "n": n}
        for language in translation.list_begun_languages(document)
        for sentence, n in _offer(document, language)
    ]
    if translation.get_base_language(document["edition"]["language"]) not in translation.get_site_languages():
        says = _(
            "The site itself is not translated into its language, %(language)s: the pages around the "
            "questions stay in another."
        )
        said.append(says % {"language": translation.get_language_name(document["edition"]["language"])})
    return said


def _offer(document: Document, language: str) -> list[tuple[str, int]]:
    """Whether people are asked in it, or each reason why not, with a number of texts."""
    reasons = []
    if missing := len(list(translation.find_gaps(document, language))):
        says = ngettext(
            "It is not offered in %(language)s: %(n)s text missing.",
            "It is not offered in %(language)s: %(n)s texts missing.",
            missing,
        )
        reasons.append((says, missing))
    if outdated := len(list(translation.find_outdated(document, language))):
        says = ngettext(
            "It is not offered in %(language)s: %(n)s text to look at again, since its original changed.",
            "It is not offered in %(language)s: %(n)s texts to look at again, since their originals changed.",
            outdated,
        )
        reasons.append((says, outdated))
    if reasons:
        return reasons
    if language in translation.get_site_languages():
        return [(_("It is offered in %(language)s."), 0)]
    return [(_("It is not offered in %(language)s: the site itself is not translated into it."), 0)]


def _compared(edition: Edition, before: Edition | None, after: Document) -> dict[str, Any]:
    """The difference to the live edition, and the dry run if there is one of exactly this text."""
    return {
        "live": before,
        "entries": diff.between(serialization.write(before) if before else None, after),
        "dry_run": dry_run_in_words(edition, before, serialization.compute_digest(after)),
    }


def dry_run_in_words(edition: Edition, before: Edition | None, digest: str) -> dict[str, Any]:
    """What the page says of the dry run, and whether it can be run now."""
    if edition.questionnaire.slug != FULL:
        return {"says": [_("A pulse has no verdict, so there is nothing to try out.")], "may_run": False}
    if before is None:
        return {"says": [_("No edition is published: there is nothing to compare with.")], "may_run": False}
    last = effect.last_run(edition)
    if last is not None and last.digest == digest:
        return {"says": _effect_in_words(last), "may_run": False, "at": last.counted_at}
    if last is not None and effect.withheld(edition, last, at=timezone.now()):
        return {"says": [str(effect.Withheld())], "may_run": False}
    if last is None and sum(item_statistics.moved(effect.attempts_of(edition), None)) < FIVE:
        return {"says": [_("Too few to say.")], "may_run": False}
    return {"says": [_("Not tried out as it stands now.")], "may_run": True}


def _effect_in_words(tally: Tally) -> list[str]:
    """The sums in fives and whole points: of many drafts tried, none may show what one person answered."""
    numbers = tally.numbers
    if tally.people < FROM_SHARES:
        return [_("Too few to say.")]
    if numbers["median_change"] is None and not numbers["newly_told"]:
        return [
            _("The draft asks too few questions that were answered before: no result can be scored under it.")
        ]
    about = {name: _about(tally, name) for name in COUNTED}
    says = [_verdicts(about["differ"]) % (about | {"people": tally.people})]
    if about["differ"]:
        says.append(
            _(
                "About %(towards_orchestrator)s towards the orchestrator, "
                "%(towards_artefact)s towards the artefact."
            )
            % about
        )
    if numbers["median_change"] is not None:
        median = half_up(numbers["median_change"])
        says.append(
            _("The index would change by about %(median)s points in the median.")
            % {"median": signed(median, 0)}
        )
    if about["newly_withheld"] or about["newly_told"]:
        says.append(
            _(
                "About %(newly_withheld)s would lose their index for want of answers, "
                "%(newly_told)s would gain one."
            )
            % about
        )
    return says


def _about(tally: Tally, name: str) -> int:
    """One sum, rounded alike however often it comes out: what is drawn must not be averaged away."""
    secret = salted_hmac(
        "workshop.effect", f"{tally.edition_id} {tally.counted_at}", algorithm="sha256"
    ).hexdigest()
    count = tally.numbers[name]
    return Rounding(tally.people, secret).count(count, f"{name} {count}")


def _verdicts(differ: int) -> str:
    if not differ:
        return _("No verdict or only a few would differ, of %(people)s.")
    return _("About %(differ)s verdicts would differ, of %(people)s.")
