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

from assessment.accounts.languages import get_base_language
from assessment.accounts.middleware import MemberRequest
from assessment.accounts.once import answer_once
from assessment.questionnaire import (
    actions,
    cloning,
    publish_checks,
    serialization,
    strategy_check,
    translation,
    two_person_rule,
)
from assessment.questionnaire.errors import Document
from assessment.questionnaire.forms import PublishAgainForm, PublishForm
from assessment.questionnaire.models import FULL, Edition
from assessment.results.wording.numbers import format_signed
from assessment.scoring.reliability import FROM_SHARES
from assessment.scoring.rounding import half_up
from assessment.workshop import diff, item_statistics, languages, phone_review, precision, wording_checks
from assessment.workshop import dry_run as effect
from assessment.workshop.actions import queue_dry_run
from assessment.workshop.admin.steps import (
    PUBLISH,
    WRITE,
    StepsMixin,
    describe_part_way,
    explain_frozen,
    get_edition_or_404,
)
from assessment.workshop.models import Tally
from assessment.workshop.restored import pop_restored_values
from assessment.workshop.rounding import Rounding

COUNT_NAMES = ("differ", "towards_orchestrator", "towards_artefact", "newly_withheld", "newly_told")


class PublishingMixin(StepsMixin):
    def get_urls(self) -> list[Any]:
        def step(name: str, view: Callable[..., HttpResponse]) -> URLPattern:
            guarded = self.admin_site.admin_view(answer_once(view))
            return path(f"<int:pk>/{name}/", guarded, name=f"questionnaire_edition_{name}")

        return [
            step("publish", self.publish),
            step("again", self.publish_again),
            step("dry-run", self.dry_run),
            *super().get_urls(),
        ]

    def publish(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = get_edition_or_404(request, pk, PUBLISH)
        document = serialization.write(edition)
        excesses = [] if edition.frozen else strategy_check.find_strategy_excesses(document)
        form = PublishForm(
            request.POST if request.method == "POST" else None,
            initial=pop_restored_values(request),
            strategies_pay=bool(excesses),
        )
        if request.method == "POST" and form.is_valid():
            return self.take_step(
                request, edition, _history_entry(form), lambda: _publish(edition, request, form)
            )
        if edition.frozen:
            title = _("Publish %(edition)s?") % {"edition": edition}
            return self.ask_first(request, edition, title, _("Publish"), [], explain_frozen(edition), form)
        live_edition = effect.get_live_edition(edition)
        unseen = phone_review.find_missing_look(edition, live_edition, document)
        missing = [*unseen, *_find_missing(edition, document, request)]
        title = (
            _("%(edition)s cannot be published yet") % {"edition": edition}
            if missing
            else _("Publish %(edition)s?") % {"edition": edition}
        )
        live_document = serialization.write(live_edition) if live_edition else None
        sentences = [
            *describe_publishing(edition, live_edition, document),
            *precision.describe_tolerance(document, live_document),
            *_count_warnings(document),
        ]
        context = _compare_with_live(edition, live_edition, document, live_document) | {
            "unfinished": languages.list_unfinished_translations(edition, document),
            "to_see": bool(unseen),
            "strategies": _describe_strategies(edition, excesses),
            "tolerances": precision.compare_tolerances(document, live_document),
        }
        return self.ask_first(request, edition, title, _("Publish"), sentences, missing, form, context)

    def publish_again(self, request: MemberRequest, pk: int) -> HttpResponse:
        edition = get_edition_or_404(request, pk, PUBLISH)
        document = serialization.write(edition)
        excesses = strategy_check.find_strategy_excesses(document) if edition.frozen else []
        form = _build_again_form(request, edition, strategies_pay=bool(excesses))
        if request.method == "POST" and form.is_valid():
            return self.take_step(
                request,
                edition,
                _history_entry(form, "Published again"),
                lambda: cloning.publish_again(
                    edition,
                    by=request.user,
                    at=timezone.now(),
                    changes=form.cleaned_data["changes"],
                    strategy_reason=form.cleaned_data.get("strategy_reason", ""),
                ),
            )
        live_edition = effect.get_live_edition(edition)
        live_document = serialization.write(live_edition) if live_edition else None
        context = _compare_with_live(edition, live_edition, document, live_document) | {
            "strategies": _describe_strategies(edition, excesses),
            "tolerances": precision.compare_tolerances(document, live_document),
        }
        return self.ask_first(
            request,
            edition,
            _title_publishing_again(edition),
            _("Publish again"),
            describe_publishing_again(edition, live_edition),
            _find_obstacles_to_again(edition, document, request),
            form,
            context,
        )

    def dry_run(self, request: MemberRequest, pk: int) -> HttpResponse:
        # Editors may look too: they write a draft by what it would do.
        edition = get_edition_or_404(request, pk, WRITE)
        may_be_published = edition.state != Edition.State.PUBLISHED
        if request.method == "POST" and may_be_published:
            queue_dry_run(edition)
            return HttpResponseRedirect(reverse("admin:questionnaire_edition_dry-run", args=[pk]))
        title = _("What publishing %(edition)s would change") % {"edition": edition}
        context = {}
        if may_be_published:
            document, live_edition = serialization.write(edition), effect.get_live_edition(edition)
            live_document = serialization.write(live_edition) if live_edition else None
            context = _compare_with_live(edition, live_edition, document, live_document) | {
                "strategies": _describe_strategies(edition, strategy_check.find_strategy_excesses(document))
            }
        missing = [] if may_be_published else explain_frozen(edition)
        return self.ask_first(request, edition, title, "", [], missing, None, context)


@transaction.atomic
def _publish(edition: Edition, request: MemberRequest, form: PublishForm) -> Edition:
    # Frozen first and compared afterwards, so that what was seen is what is published, or nothing is.
    before = effect.get_live_edition(edition)
    published = actions.publish(
        edition,
        by=request.user,
        at=timezone.now(),
        strategy_reason=form.cleaned_data.get("strategy_reason", ""),
    )
    if missing := phone_review.find_missing_look(published, before, serialization.write(published)):
        raise actions.EditionNotReady(edition, missing)
    return published


def _history_entry(form: PublishForm, step: str = "Published") -> str:
    entry = f"{step}: {form.cleaned_data['reason']}"
    if reason := form.cleaned_data.get("strategy_reason"):
        entry += f" Although strategies pay: {reason}"
    return entry


def _title_publishing_again(edition: Edition) -> str:
    if edition.state != Edition.State.RETIRED:
        return _("%(edition)s can’t be published again") % {"edition": edition}
    return _("Publish %(edition)s again?") % {"edition": edition}


def _build_again_form(request: MemberRequest, edition: Edition, *, strategies_pay: bool) -> PublishAgainForm:
    initial = {"changes": f"Edition {edition.number} again.", "strategy_reason": edition.strategy_reason}
    return PublishAgainForm(
        request.POST if request.method == "POST" else None,
        initial=initial | pop_restored_values(request),
        strategies_pay=strategies_pay,
    )


def _find_obstacles_to_again(edition: Edition, document: Document, request: MemberRequest) -> list[str]:
    if edition.state != Edition.State.RETIRED:
        return [str(actions.EditionNotRetired(edition))]
    # It was read and published as it is; whether by two persons is asked as for any edition.
    obstacles = two_person_rule.find_publishing_obstacles(edition, request.user, edition.digest)
    if obstacles:
        obstacles = [*obstacles, _("Start a new draft from it instead, and send that to review.")]
    return [*publish_checks.find_missing(document), *obstacles]


def describe_publishing_again(edition: Edition, live_edition: Edition | None) -> list[str]:
    number = {"number": edition.number, "next": actions.get_next_number(edition.questionnaire)}
    sentences = [
        _("What edition %(number)s asks becomes edition %(next)s, word by word, and is published at once.")
        % number
    ]
    if live_edition:
        sentences += [
            _("Until then people go on starting %(edition)s. Then it is retired.")
            % {"edition": live_edition},
            describe_part_way(live_edition),
        ]
    sentences.append(_("Results under edition %(number)s and under edition %(next)s compare.") % number)
    if not cloning.means_what_is_live(edition):
        sentences.append(
            _("With results under the editions published since then, they do not: there the line breaks.")
        )
    drafts = edition.questionnaire.editions.filter(state__in=[Edition.State.DRAFT, Edition.State.REVIEW])
    if drafts.exists():
        sentences.append(_("Drafts there are need a higher number than that before they are published."))
    return [*sentences, _("Nobody has to read it again: it was read and answered as it is.")]


def _describe_strategies(edition: Edition, excesses: strategy_check.Excesses) -> dict[str, Any] | None:
    if edition.questionnaire.slug != FULL:
        return None
    return {"excesses": strategy_check.format_excesses(excesses)}


def _find_missing(edition: Edition, document: Document, request: MemberRequest) -> list[str]:
    return [
        *actions.check_number(edition),
        *publish_checks.find_missing(document),
        *two_person_rule.find_publishing_obstacles(
            edition, request.user, serialization.compute_digest(document)
        ),
    ]


def describe_publishing(edition: Edition, live_edition: Edition | None, document: Document) -> list[str]:
    # In the order in which it happens.
    sentences = (
        [_("%(edition)s will be retired.") % {"edition": live_edition}, describe_part_way(live_edition)]
        if live_edition
        else []
    )
    timeline_sentence = (
        _("On the timeline the line will run on.")
        if edition.comparable
        else _("On the timeline the line will break: this edition does not mean the same as the one before.")
    )
    return [
        *sentences,
        _("People who start will be asked this edition. Nothing in it can change after that."),
        timeline_sentence,
        *describe_languages(document),
    ]


def _count_warnings(document: Document) -> list[str]:
    count = sum(len(wording_checks.find_warnings(question)) for question in document["questions"])
    if not count:
        return []
    sentence = ngettext(
        "%(count)s thing about the wording is worth a look. The edition’s page names it.",
        "%(count)s things about the wording are worth a look. The edition’s page names them.",
        count,
    )
    return [sentence % {"count": count}]


def describe_languages(document: Document) -> list[str]:
    # Each translation begun: offered, or not and why. A warning, never a block.
    sentences = [
        sentence % {"language": translation.get_language_name(language), "n": n}
        for language in translation.list_begun_languages(document)
        for sentence, n in _list_offer_reasons(document, language)
    ]
    if get_base_language(document["edition"]["language"]) not in translation.get_site_languages():
        sentence = _(
            "The site itself is not translated into its language, %(language)s: the pages around the "
            "questions stay in another."
        )
        sentences.append(
            sentence % {"language": translation.get_language_name(document["edition"]["language"])}
        )
    return sentences


def _list_offer_reasons(document: Document, language: str) -> list[tuple[str, int]]:
    reasons = []
    if missing := len(list(translation.find_gaps(document, language))):
        sentence = ngettext(
            "It is not offered in %(language)s: %(n)s text missing.",
            "It is not offered in %(language)s: %(n)s texts missing.",
            missing,
        )
        reasons.append((sentence, missing))
    if outdated := len(list(translation.find_outdated(document, language))):
        sentence = ngettext(
            "It is not offered in %(language)s: %(n)s text to look at again, since its original changed.",
            "It is not offered in %(language)s: %(n)s texts to look at again, since their originals changed.",
            outdated,
        )
        reasons.append((sentence, outdated))
    if reasons:
        return reasons
    if language in translation.get_site_languages():
        return [(_("It is offered in %(language)s."), 0)]
    return [(_("It is not offered in %(language)s: the site itself is not translated into it."), 0)]


def _compare_with_live(
    edition: Edition, before: Edition | None, after: Document, before_document: Document | None
) -> dict[str, Any]:
    return {
        "live": before,
        "entries": diff.compare_editions(before_document, after),
        "dry_run": describe_dry_run(edition, before, serialization.compute_digest(after)),
    }


def describe_dry_run(edition: Edition, before: Edition | None, digest: str) -> dict[str, Any]:
    if edition.questionnaire.slug != FULL:
        return {
            "says": [_("A pulse has no verdict, so a dry run has nothing to compare.")],
            "may_run": False,
        }
    if before is None:
        return {"says": [_("No edition is published: there is nothing to compare with.")], "may_run": False}
    last_run = effect.get_last_run(edition)
    if last_run is not None and last_run.digest == digest:
        return {"says": _describe_effect(last_run), "may_run": False, "at": last_run.counted_at}
    if last_run is not None and effect.is_withheld(edition, last_run, at=timezone.now()):
        return {"says": [str(effect.Withheld())], "may_run": False}
    if last_run is None and not item_statistics.have_five_moved(effect.get_attempts(edition), None):
        return {"says": [_("Too few to say.")], "may_run": False}
    return {"says": [_("No dry run since the last change.")], "may_run": True}


def _describe_effect(tally: Tally) -> list[str]:
    # In fives and whole points: of many drafts tried, none may show what one person answered.
    numbers = tally.numbers
    if tally.people < FROM_SHARES:
        return [_("Too few to say.")]
    if numbers["median_change"] is None and not numbers["newly_told"]:
        return [
            _(
                "The draft has too few questions that people answered before, so no result can be "
                "scored under it."
            )
        ]
    rounded = {name: _round_count(tally, name) for name in COUNT_NAMES}
    sentences = [_get_verdict_sentence(rounded["differ"]) % (rounded | {"people": tally.people})]
    if rounded["differ"]:
        sentences.append(
            _(
                "About %(towards_orchestrator)s towards the orchestrator, "
                "%(towards_artefact)s towards the artefact."
            )
            % rounded
        )
    if numbers["median_change"] is not None:
        median = half_up(numbers["median_change"])
        sentences.append(
            _("The index would change by about %(median)s points in the median.")
            % {"median": format_signed(median, 0)}
        )
    if rounded["newly_withheld"] or rounded["newly_told"]:
        sentences.append(
            _(
                "About %(newly_withheld)s would lose their index because answers are missing, "
                "%(newly_told)s would gain one."
            )
            % rounded
        )
    return sentences


def _round_count(tally: Tally, name: str) -> int:
    # Rounded alike however often it is asked for, so that the lot cannot be averaged away.
    secret = salted_hmac(
        "workshop.effect", f"{tally.edition_id} {tally.counted_at}", algorithm="sha256"
    ).hexdigest()
    count = tally.numbers[name]
    return Rounding(tally.people, secret).count(count, f"{name} {count}")


def _get_verdict_sentence(differ: int) -> str:
    if not differ:
        return _("No verdict or only a few would differ, of %(people)s.")
    return _("About %(differ)s verdicts would differ, of %(people)s.")
