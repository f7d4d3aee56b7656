"""Rows of a plain statement as instances of a model, and statements that Django puts together once."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.expressions import RawSQL


def read_rows[M: Model](
    model: type[M], statement: str, parameters: Sequence[Any] | Mapping[str, Any]
) -> list[M]:
    """As `model.objects.raw()`, whose preparations take longer than the statement. It reads each column of
    the model; further ones become attributes. As unpickling does, it makes instances without `__init__`,
    which sends signals that nobody here receives.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        # Their names alone: `description` makes an object of each, which takes 25 times as long.
        read = cursor.cursor.pgresult
        columns = tuple([read.fname(number) for number in range(read.nfields)])
        rows = cursor.fetchall()
    names, converters = _name_columns(model, columns)
    instances, alias = [], connection.alias
    for row in rows:
        instance = model.__new__(model)
        instance._state = state = ModelState()  # noqa: SLF001  # as Model.__init__ does
        state.adding, state.db = False, alias
        values = instance.__dict__
        values.update(zip(names, row, strict=True))
        for name, convert in converters:
            values[name] = convert(values[name], None, connection)
        instances.append(instance)
    return instances


@cache
def _name_columns(
    model: type[Model], encoded: tuple[bytes, ...]
) -> tuple[list[str], list[tuple[str, Callable[..., Any]]]]:
    # What each column is called on an instance, and what makes Python's values of some of them.
    columns = [name.decode() for name in encoded]
    fields = {str(field.column): field for field in model._meta.concrete_fields}  # noqa: SLF001  # Django documents it
    if missing := fields.keys() - columns:
        raise ValueError(f"The statement reads no {', '.join(sorted(missing))} of {model.__name__}.")
    names = [str(fields[column].attname) if column in fields else column for column in columns]
    return names, [(f.attname, f.from_db_value) for f in fields.values() if hasattr(f, "from_db_value")]


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
