"""Rows of a plain statement as instances of a model."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


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
