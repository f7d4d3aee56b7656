"""Where a question stands in its edition, and which questions come before and after it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.questionnaire.models import Question


@dataclass(frozen=True)
class Neighbour:
    """Another question of the edition: its address, and its place in words."""

    pk: int
    place: str

    @property
    def address(self) -> str:
        return reverse("admin:questionnaire_question_change", args=[self.pk])


@dataclass(frozen=True)
class Place:
    """A question's place among those of its edition; forms A, B and C share a position."""

    name: str
    positions: int
    previous: Neighbour | None
    next: Neighbour | None


def find_place(question: Question) -> Place:
    rows = list(
        Question.objects.filter(edition=question.edition_id)
        .order_by("position", "form")
        .values_list("pk", "position", "form")
    )
    neighbours = [Neighbour(pk, describe_place(position, form)) for pk, position, form in rows]
    index = next(number for number, (pk, _position, _form) in enumerate(rows) if pk == question.pk)
    return Place(
        name=describe_place(question.position, question.form),
        positions=len({position for _pk, position, _form in rows}),
        previous=neighbours[index - 1] if index else None,
        next=neighbours[index + 1] if index + 1 < len(rows) else None,
    )


def describe_place(position: int, form: str) -> str:
    if form:
        return _("Question %(position)s, form %(form)s") % {"position": position, "form": form}
    return _("Question %(position)s") % {"position": position}
