"""What is asked: questionnaires, their editions, questions and options."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from assessment.scoring.capabilities import FACETS

CAPABILITIES = {
    "systems": "Systems thinking",
    "literacy": "Technical literacy",
    "uncertainty": "Bounded uncertainty",
}
FORMS = ("A", "B", "C")
FULL, PULSE = "full", "pulse"
FACETS_BY_CAPABILITY = [
    (name, [(f"{capability}.{facet}", facet.capitalize()) for facet in FACETS[capability]])
    for capability, name in CAPABILITIES.items()
]


class Kind(models.TextChoices):
    FREQUENCY = "frequency"
    PAIR = "pair"
    JUDGEMENT = "judgement"
    BELIEF = "belief"
    RANGE = "range"
    HOURS = "hours"


KEYED = (Kind.JUDGEMENT, Kind.BELIEF, Kind.RANGE)
CHOSEN = (Kind.FREQUENCY, Kind.PAIR, Kind.JUDGEMENT)


class Questionnaire(models.Model):
    """A set of questions with a purpose: the full one or the monthly pulse."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class EditionQuerySet(models.QuerySet["Edition"]):
    def of(self, slug: str) -> Self:
        return self.filter(questionnaire__slug=slug)

    def published(self) -> Self:
        return self.filter(state=Edition.State.PUBLISHED)


class Edition(models.Model):
    """One numbered version of a questionnaire: draft, then published and frozen, then retired."""

    class State(models.TextChoices):
        DRAFT = "draft"
        REVIEW = "review", "in review"
        PUBLISHED = "published"
        RETIRED = "retired"

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="editions", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    language = models.CharField(max_length=10, default="en")
    changes = models.TextField(blank=True, help_text="What is new in this edition, for the method page.")
    comparable = models.BooleanField(
        default=False, help_text="Means the same as the edition before: no break on the timeline."
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
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
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
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "review", "published", "retired"]),
                name="questionnaire_edition_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "review"])
                | (Q(published_at__isnull=False) & Q(digest__regex=r"^[0-9a-f]{64}$")),
                name="questionnaire_published_edition_has_date_and_digest",
            ),
            models.CheckConstraint(
                condition=Q(state="retired", retired_at__isnull=False)
                | (~Q(state="retired") & Q(retired_at__isnull=True)),
                name="questionnaire_retired_edition_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(languages=[]) | Q(state__in=["published", "retired"]),
                name="questionnaire_languages_are_offered_by_publishing",
            ),
            models.CheckConstraint(
                # What was read is told by its digest, so a later change shows.
                condition=Q(reviewed_at__isnull=True)
                | (~Q(state="draft") & Q(digest__regex=r"^[0-9a-f]{64}$")),
                name="questionnaire_reviewed_edition_was_sent_and_read",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire.name}, edition {self.number}"

    @property
    def frozen(self) -> bool:
        return self.state in {self.State.PUBLISHED, self.State.RETIRED}


class QuestionQuerySet(models.QuerySet["Question"]):
    def asked(self, edition: Edition, form: str) -> Self:
        """The questions of an edition that somebody with this form meets, in order, with their options."""
        asked = self.filter(edition=edition, form__in=["", form]).order_by("position")
        return asked.prefetch_related(models.Prefetch("options", Option.objects.order_by("position")))


class Question(models.Model):
    """One question of an edition; `code` stays the same from edition to edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="questions", db_index=False)
    code = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    capability = models.CharField(max_length=11, blank=True, choices=list(CAPABILITIES.items()))
    facet = models.CharField(max_length=40, blank=True, choices=FACETS_BY_CAPABILITY)
    form = models.CharField(max_length=1, blank=True, choices=[(form, form) for form in FORMS])
    text = models.CharField(max_length=300)
    scene = models.TextField(blank=True, help_text="Of a range: its assumptions, one a line.")
    left = models.CharField(max_length=200, blank=True)
    right = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    hint = models.CharField(max_length=300, blank=True)
    reversed = models.BooleanField(default=False, help_text="The orchestrator's pole is the left one.")
    weight = models.DecimalField(max_digits=3, decimal_places=2, default=1)
    is_true = models.BooleanField(null=True, blank=True)
    quantity = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    rationale = models.TextField(blank=True)
    source = models.TextField(blank=True)
    translations = models.JSONField(default=dict, blank=True)
    foreign = ""  # no column: the language it is shown in, where the page around it is in another

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "form"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="questionnaire_one_question_a_code"),
            models.UniqueConstraint(
                fields=["edition", "form", "position"],
                name="questionnaire_one_question_a_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="questionnaire_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind__in=KEYED, form__in=FORMS) | (~Q(kind__in=KEYED) & Q(form="")),
                name="questionnaire_keyed_questions_have_forms",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.BELIEF, is_true__isnull=False)
                | (~Q(kind=Kind.BELIEF) & Q(is_true__isnull=True)),
                name="questionnaire_beliefs_are_true_or_false",
            ),
            models.CheckConstraint(
                # Said outright, since a check that comes out as null would let the row pass.
                condition=Q(kind=Kind.RANGE, quantity__isnull=False, quantity__range=(0, 100))
                | (~Q(kind=Kind.RANGE) & Q(quantity__isnull=True)),
                name="questionnaire_ranges_have_their_quantity",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.HOURS, capability="", facet="")
                | (
                    ~Q(kind=Kind.HOURS)
                    & Q(capability__in=list(CAPABILITIES))
                    & Q(facet__startswith=Concat(F("capability"), Value(".")))
                ),
                name="questionnaire_facet_lies_in_its_capability",
            ),
            models.CheckConstraint(
                condition=Q(weight__range=("0.5", "2")), name="questionnaire_weight_half_to_two"
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="questionnaire_position_from_one"),
        ]

    def __str__(self) -> str:
        return self.code


class Option(models.Model):
    """One way to answer a frequency, pair or judgement question, and what it is worth."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options", db_index=False)
    code = models.SlugField(max_length=20)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    credit = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Thirds for a judgement, quarters for a frequency or pair; empty counts as missing.",
    )
    rationale = models.TextField(blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
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
                condition=Q(credit__range=(0, 4)), name="questionnaire_credit_within_four"
            ),
        ]

    def __str__(self) -> str:
        return self.text
