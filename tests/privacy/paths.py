"""Every way from a table to a person, read from the models."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from assessment.accounts.models import User


def paths_to_a_person() -> Iterator[tuple[type[models.Model], str]]:
    """Each table with a foreign key that leads, over other tables, to a person; with the way there."""
    reached: dict[type[models.Model], str] = {User: ""}
    grown = True
    while grown:
        grown = False
        for model in apps.get_models(include_auto_created=True):
            for field in model._meta.get_fields():
                if model in reached or not isinstance(field, models.ForeignKey):
                    continue
                target = field.related_model
                if isinstance(target, type) and target in reached:
                    reached[model] = "__".join(filter(None, [field.name, reached[target]]))
                    grown = True
    del reached[User]
    yield from reached.items()


def everything_of(user: User) -> dict[str, int]:
    """How many rows of each table lead to a person."""
    rows = {
        model._meta.label: model._default_manager.filter(**{way: user.pk}).count()
        for model, way in paths_to_a_person()
    }
    return {label: count for label, count in rows.items() if count}
