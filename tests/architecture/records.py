"""The tables and what they point to, as the rules read them."""

from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignObject, Model

type Relation = tuple["ForeignObject[Any, Any]", type[Model]]


def relations() -> list[Relation]:
    """Every foreign key and one-to-one of every table with its target, those of packages in use included."""
    return [
        (field, field.remote_field.model)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, ForeignObject) and isinstance(field.remote_field.model, type)
    ]


def name_of(field: "Field[Any, Any]") -> str:
    return f"{field.model._meta.app_label}.{field.model.__name__}.{field.name}"
