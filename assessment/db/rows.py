"""Rows of a plain statement as instances of a model, and statements that Django puts together once."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL


def read_rows[M: Model](
    model: type[M], statement: str, parameters: Sequence[Any] | Mapping[str, Any]
) -> list[M]:
    """As `model.objects.raw()`, whose preparations take longer than the statement. It reads each column of
    the model; further ones become attributes.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        places = {column[0]: place for place, column in enumerate(cursor.description)}
        rows = cursor.fetchall()
    fields = model._meta.concrete_fields  # noqa: SLF001  # Django's name for them is documented
    order = [places.pop(field.column) for field in fields]
    names = [field.attname for field in fields]
    converters = [
        (place, field.from_db_value) for place, field in enumerate(fields) if hasattr(field, "from_db_value")
    ]
    instances = []
    for row in rows:
        values = [row[place] for place in order]
        for place, convert in converters:
            values[place] = convert(values[place], None, connection)
        instance = model.from_db(connection.alias, names, values)
        for name, place in places.items():
            setattr(instance, name, row[place])
        instances.append(instance)
    return instances


class Statement:
    """A queryset of values that Django puts together once a process; each run gives its parameters values.

    For what pages ask each time, where that takes longer than the statement. build: makes the queryset, with
    `parameter(name)` where a value differs.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self.build = build

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...]]:
        return self.build().query.sql_with_params()

    def read(self, **values: Any) -> list[tuple[Any, ...]]:
        """Rows as the database has them: JSON is text."""
        statement, parameters = self._compiled
        with connection.cursor() as cursor:
            cursor.execute(statement, [values[p.name] if isinstance(p, Place) else p for p in parameters])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows


class Place(NamedTuple):
    name: str


def parameter(name: str) -> RawSQL:
    return RawSQL("%s", [Place(name)])  # nosec B611  # constant
