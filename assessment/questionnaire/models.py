"""What is asked: questionnaires, their editions, questions and options."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessment.questionnaire import wording
from assessment.scoring.constants import FACETS

CAPABILITIES = {
    "systems": "Systems thinking",
    "literacy": "Technical literacy",
    "uncertainty": "Bounded uncertainty",
}
FORMS = ("A", "B", "C")
FULL, PULSE = "full", "pulse"
FACETS_BY_CAPABILITY = [
    (_(name), [(f"{capability}.{facet}", wording.FACET_NAMES[facet]) for facet in FACETS[capability]])
    for capability, name in CAPABILITIES.items()
]


class Kind(models.TextChoices):
    FREQUENCY = "frequency", pgettext_lazy("kind of question", "Frequency")
    PAIR = "pair", pgettext_lazy("kind of question", "Pair")
    JUDGEMENT = "judgement", pgettext_lazy("kind of question", "Judgement")
    BELIEF = "belief", pgettext_lazy("kind of question", "Belief")
    RANGE = "range", pgettext_lazy("kind of question", "Range")
    HOURS = "hours", pgettext_lazy("kind of question", "Hours")


KEYED = (Kind.JUDGEMENT, Kind.BELIEF, Kind.RANGE)
CHOSEN = (Kind.FREQUENCY, Kind.PAIR, Kind.JUDGEMENT)


class Questionnaire(models.Model):
    """A set of questions with a purpose: the full one or the monthly pulse."""

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("questionnaire"), _("questionnaires")

    def __str__(self) -> str:
        return gettext(self.name)


class EditionQuerySet(models.QuerySet["Edition"]):
    def for_questionnaire(self, slug: str) -> Self:
        return self.filter(questionnaire__slug=slug)

    def published(self) -> Self:
        return self.filter(state=Edition.State.PUBLISHED)

    def with_asked_kinds(self) -> Self:
        # Of the questions in one attempt, with no statement of their own.
        of_form = Question.objects.filter(edition=models.OuterRef("pk"), form__in=["", FORMS[0]])
        return self.annotate(kinds=ArraySubquery(of_form.order_by().values("kind")))


class Edition(models.Model):
    """One numbered version of a questionnaire: draft, then published and frozen, then retired."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("state of an edition", "Draft")
        REVIEW = "review", pgettext_lazy("state of an edition", "in review")
        PUBLISHED = "published", pgettext_lazy("state of an edition", "Published")
        RETIRED = "retired", pgettext_lazy("state of an edition", "Retired")

    questionnaire = models.ForeignKey(
        Questionnaire,
        on_delete=models.PROTECT,
        related_name="editions",
        verbose_name=_("questionnaire"),
        db_index=False,
    )
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    language = models.CharField(_("language"), max_length=10, default="en")
    changes = models.TextField(
        _("changes"), blank=True, help_text="What is new in this edition, for the method page."
    )
    comparable = models.BooleanField(
        _("comparable"),
        default=False,
        help_text=_("Means the same as the edition before: no break on the timeline."),
    )
    languages = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        editable=False,
        help_text="Of the complete translations, set by publishing.",
    )
    equivalent = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        help_text="Translations that mean the same: by language, the reason.",
    )
    added_languages = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        editable=False,
        help_text="Languages to translate it into, whether a text is translated or not.",
    )
    # An earlier edition that this one asks again, word by word.
    republishes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+", db_index=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    strategy_excesses = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        editable=False,
        help_text="Strategies that paid more than they should, found by publishing.",
    )
    strategy_reason = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Why it was published all the same.",
    )

    objects = EditionQuerySet.as_manager()
    kinds: list[str]  # where the query asked for them

    class Meta:
        verbose_name, verbose_name_plural = _("edition"), _("editions")
        ordering: ClassVar = ["questionnaire", "-number"]
        permissions: ClassVar = [("publish_edition", "Can publish and retire editions")]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"], name="questionnaire_one_edition_a_number"
            ),
            models.UniqueConstraint(
                fields=["questionnaire"],
                condition=Q(state="published"),
                name="questionnaire_one_published_edition",
                violation_error_message=_("Another edition of this questionnaire is published."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "review", "published", "retired"]),
                name="questionnaire_edition_state_is_known",
                violation_error_message=_("An edition is a draft, in review, published or retired."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "review"])
                | (Q(published_at__isnull=False) & Q(digest__regex=r"^[0-9a-f]{64}$")),
                name="questionnaire_published_edition_has_date_and_digest",
                violation_error_message=_("A published edition needs its date and its digest."),
            ),
            models.CheckConstraint(
                condition=Q(state="retired", retired_at__isnull=False)
                | (~Q(state="retired") & Q(retired_at__isnull=True)),
                name="questionnaire_retired_edition_has_its_date",
                violation_error_message=_(
                    "A retired edition, and no other, has the date on which it was retired."
                ),
            ),
            models.CheckConstraint(
                condition=Q(languages=[]) | Q(state__in=["published", "retired"]),
                name="questionnaire_languages_are_offered_by_publishing",
                violation_error_message=_("Only publishing offers an edition in other languages."),
            ),
            models.CheckConstraint(
                condition=Q(strategy_excesses=[])
                | (Q(state__in=["published", "retired"]) & Q(strategy_reason__regex=r"\S")),
                name="questionnaire_paying_strategies_have_a_reason",
                violation_error_message=_(
                    "Strategies pay more than they should: publish it only with a written reason."
                ),
            ),
            models.CheckConstraint(
                # What was read is told by its digest, so a later change shows.
                condition=Q(reviewed_at__isnull=True)
                | (~Q(state="draft") & Q(digest__regex=r"^[0-9a-f]{64}$")),
                name="questionnaire_reviewed_edition_was_sent_and_read",
                violation_error_message=_("An edition is sent to review before a review is recorded."),
            ),
        ]

    def __str__(self) -> str:
        named = {"questionnaire": self.questionnaire, "number": self.number}
        return gettext("%(questionnaire)s, edition %(number)s") % named

    @property
    def is_now(self) -> str:
        # As it stands after "the edition is".
        return wording.get_state_names()[self.state]

    @property
    def frozen(self) -> bool:
        return self.state in {self.State.PUBLISHED, self.State.RETIRED}


class EditionChange(models.Model):
    """Somebody changed something in an edition: until another has read it, they are not its second person."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="changers", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read = models.BooleanField(default=False, help_text="A review has been recorded since.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "person"], name="questionnaire_one_row_for_whoever_changed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.person_id}"


class QuestionQuerySet(models.QuerySet["Question"]):
    def asked(self, edition: Edition, form: str) -> Self:
        """The questions of an edition that somebody with this form answers, in order, with their options."""
        of_form = self.filter(edition=edition, form__in=["", form]).order_by("position")
        return of_form.prefetch_related(models.Prefetch("options", Option.objects.order_by("position")))


class Question(models.Model):
    """One question of an edition; `code` stays the same from edition to edition."""

    edition = models.ForeignKey(
        Edition, verbose_name=_("edition"), on_delete=models.CASCADE, related_name="questions", db_index=False
    )
    code = models.SlugField(_("code"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    capability = models.CharField(
        _("capability"),
        max_length=11,
        blank=True,
        choices=[(slug, _(name)) for slug, name in CAPABILITIES.items()],
    )
    facet = models.CharField(_("facet"), max_length=40, blank=True, choices=FACETS_BY_CAPABILITY)
    form = models.CharField(_("form"), max_length=1, blank=True, choices=[(form, form) for form in FORMS])
    text = models.CharField(_("text"), max_length=300)
    scene = models.TextField(_("scene"), blank=True, help_text="Of a range: its assumptions, one a line.")
    left = models.CharField(_("left"), max_length=200, blank=True)
    right = models.CharField(_("right"), max_length=200, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    reversed = models.BooleanField(
        _("reversed"), default=False, help_text="The orchestrator's pole is the left one."
    )
    weight = models.DecimalField(_("weight"), max_digits=3, decimal_places=2, default=1)
    is_true = models.BooleanField(_("is true"), null=True, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=6, decimal_places=2, null=True, blank=True)
    rationale = models.TextField(_("rationale"), blank=True)
    source = models.TextField(_("source"), blank=True)
    translations = models.JSONField(_("translations"), default=dict, blank=True)
    outdated = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        editable=False,
        help_text="Translations whose original changed since: by language and field, the original before.",
    )
    foreign = ""  # no column: the language it is shown in, where the page around it is in another
    options_by_id: dict[int, "Option"]  # no column either: set by get_asked_questions

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("question"), _("questions")
        ordering: ClassVar = ["position", "form"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="questionnaire_one_question_a_code"),
            models.UniqueConstraint(
                fields=["edition", "form", "position"],
                name="questionnaire_one_question_a_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values),
                name="questionnaire_kind_is_known",
                violation_error_message=_("Choose one of the kinds."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=KEYED, form__in=FORMS) | (~Q(kind__in=KEYED) & Q(form="")),
                name="questionnaire_keyed_questions_have_forms",
                violation_error_message=_(
                    "Judgements, beliefs and ranges need a form: A, B or C. Leave it empty for the others."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.BELIEF) | Q(is_true__isnull=True),  # publishing asks for it
                name="questionnaire_beliefs_are_true_or_false",
                violation_error_message=_("Say only of a belief whether its statement is true."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(kind=Kind.RANGE, quantity__range=(0, 100)),
                name="questionnaire_ranges_have_their_quantity",
                violation_error_message=_("Give a range a quantity from 0 to 100, and the others none."),
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.HOURS, capability="", facet="")
                | (
                    ~Q(kind=Kind.HOURS)
                    & Q(capability__in=list(CAPABILITIES))
                    & Q(facet__startswith=Concat(F("capability"), Value(".")))
                ),
                name="questionnaire_facet_lies_in_its_capability",
                violation_error_message=_("Choose a facet. Leave it empty for a question about hours."),
            ),
            models.CheckConstraint(
                condition=Q(weight__range=("0.5", "2")),
                name="questionnaire_weight_half_to_two",
                violation_error_message=_("Give a weight from 0.5 to 2."),
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="questionnaire_position_from_one",
                violation_error_message=_("Positions begin at 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def lacks_key(self) -> bool:
        keys = {Kind.BELIEF: self.is_true, Kind.RANGE: self.quantity}
        return self.kind in keys and keys[Kind(self.kind)] is None


class Option(models.Model):
    """One way to answer a frequency, pair or judgement question, and what it is worth."""

    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.CASCADE, related_name="options", db_index=False
    )
    code = models.SlugField(_("code"), max_length=20)
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("text"), max_length=200)
    credit = models.PositiveSmallIntegerField(
        _("credit"),
        null=True,
        blank=True,
        help_text=_("A judgement 0 to 3, the best 3; others 0 to 4. Empty: counts as not answered."),
    )
    rationale = models.TextField(_("rationale"), blank=True)
    translations = models.JSONField(_("translations"), default=dict, blank=True)
    outdated = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        editable=False,
        help_text="Translations whose original changed since: by language and field, the original before.",
    )

    class Meta:
        verbose_name, verbose_name_plural = _("option"), _("options")
        ordering: ClassVar = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "code"], name="questionnaire_one_option_a_code"),
            models.UniqueConstraint(
                fields=["question", "position"],
                name="questionnaire_one_option_a_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["id", "question"], name="questionnaire_option_with_its_question"),
            models.CheckConstraint(
                condition=Q(credit__range=(0, 4)),
                name="questionnaire_credit_within_four",
                violation_error_message=_("Give a credit from 0 to 4, or leave it empty."),
            ),
        ]

    def __str__(self) -> str:
        return self.text
