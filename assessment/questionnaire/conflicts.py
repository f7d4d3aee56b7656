"""Two people with one page open: what each changed since it was opened, and a form that loses neither."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

type Values = dict[str, Any]

AS_READ = "as_read"
"""Of a page: what was stored when it was opened, as JSON."""
GONE: Values = {}
"""In place of the values of a row that is not there."""


@dataclass(frozen=True)
class Difference:
    """What somebody else changed since the page was opened."""

    label: str
    before: str
    stored: str
    yours: str
    taken_over: bool
    """The person did not touch it, so the form now holds what is stored."""


@dataclass(frozen=True)
class Rows:
    """The rows below a form: how their fields are named, what they hold, what they are called."""

    prefix: str
    parent: str
    fields: Mapping[str, forms.Field]
    stored: Sequence[Model]

    @property
    def values(self) -> dict[str, Values]:
        """By primary key, as JSON has it."""
        return {str(row.pk): {"code": _code_of(row), **values_of(row, self.fields)} for row in self.stored}


def values_of(row: Model, fields: Mapping[str, forms.Field]) -> Values:
    return {name: _plain(getattr(row, name)) for name in fields if hasattr(row, name)}


def as_read(row: Model, fields: Mapping[str, forms.Field], rows: Rows | None = None) -> str:
    """What is stored, for the page to send back."""
    read = {"fields": values_of(row, fields), "rows": rows.values if rows else {}}
    return json.dumps(read, ensure_ascii=False, sort_keys=True)


def merge(
    posted: QueryDict, row: Model, fields: Mapping[str, forms.Field], rows: Rows | None = None
) -> tuple[QueryDict, list[Difference]]:
    """What was sent, brought together with what is stored by now, and what somebody else changed.

    Where the person changed nothing, what is stored takes its place; where both did, theirs stays.
    """
    read = _parsed(posted.get(AS_READ, ""))
    stored_rows = rows.values if rows else {}
    if read is None or (read["fields"], read["rows"]) == (values_of(row, fields), stored_rows):
        return posted, []
    merged = posted.copy()
    differences = _merge_fields(merged, "", fields, read["fields"], values_of(row, fields), "")
    if rows and f"{rows.prefix}-TOTAL_FORMS" in posted:
        differences += _merge_rows(merged, rows, read["rows"], str(row.pk))
    return merged, differences


def _parsed(sent: str) -> Values | None:
    try:
        read = json.loads(sent)
        known = {"fields": dict(read["fields"]), "rows": {pk: dict(one) for pk, one in read["rows"].items()}}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {"fields": {}, "rows": {}} if sent else None
    return known


def _merge_fields(
    data: QueryDict,
    prefix: str,
    fields: Mapping[str, forms.Field],
    read: Values,
    stored: Values,
    label: str,
) -> list[Difference]:
    differences = []
    for name, now in stored.items():
        if name not in fields:
            continue
        before, yours = read.get(name), _typed(data, prefix + name, fields[name])
        if now in (before, yours):
            continue
        untouched = yours == before
        if untouched:
            _write(data, prefix + name, now, fields[name])
        called = capfirst(str(fields[name].label or name))
        words = [_in_words(value, fields[name]) for value in (before, now, yours)]
        differences.append(Difference(f"{label}{called}", words[0], words[1], words[2], untouched))
    return differences


def _merge_rows(data: QueryDict, rows: Rows, read: dict[str, Values], parent: str) -> list[Difference]:
    sent = _sent_rows(data, rows)
    stored = rows.values
    differences = _merge_order(sent, rows, read, stored)
    kept: list[QueryDict] = []
    for pk, now in stored.items():
        if pk in sent:
            differences += _merge_row(sent[pk], rows, read.get(pk, GONE), now)
        elif pk not in read:
            sent[pk] = _row_of(rows, now, pk)
            differences.append(Difference(_called(rows, now), "–", _summary(rows, now), "–", True))
        else:
            continue  # the page never showed it, so it has nothing to say of it
        kept.append(sent[pk])
    known = len(kept)
    for pk, mine in sent.items():
        if pk in stored:
            continue
        if pk not in read:
            kept.append(mine)
            continue
        dropped, difference = _deleted_meanwhile(mine, rows, read[pk])
        differences += difference
        kept += [] if dropped else [mine]
    _write_rows(data, rows, kept, known, parent)
    return differences


def _merge_row(mine: QueryDict, rows: Rows, read: Values, now: Values) -> list[Difference]:
    """One row that is still stored; its place is looked at together with the others'."""
    fields = {name: field for name, field in rows.fields.items() if name != "position"}
    label = f"{_called(rows, read or now)}: "
    if not mine.get("DELETE"):
        return _merge_fields(mine, "", fields, read, now, label)
    if all(now.get(name) == read.get(name) for name in fields):
        return []
    says = (_summary(rows, read), _summary(rows, now), _("deleted"))
    return [Difference(_called(rows, read or now), *says, taken_over=False)]


def _deleted_meanwhile(mine: QueryDict, rows: Rows, read: Values) -> tuple[bool, list[Difference]]:
    """A row that somebody else deleted: gone here too, unless the person had written in it."""
    if mine.get("DELETE"):
        return True, []
    yours = {name: _typed(mine, name, field) for name, field in rows.fields.items()}
    untouched = all(yours[name] == read.get(name) for name in rows.fields if name != "position")
    mine["id"] = ""
    says = (_summary(rows, read), _("deleted"), _summary(rows, yours))
    return untouched, [Difference(_called(rows, read), *says, untouched)]


def _merge_order(
    sent: dict[str, QueryDict], rows: Rows, read: dict[str, Values], stored: dict[str, Values]
) -> list[Difference]:
    """The order is one thing: whoever moved a row has moved the others too."""
    both = [pk for pk in stored if pk in read and pk in sent]
    typed = {pk: _typed(sent[pk], "position", rows.fields["position"]) for pk in both}
    before = sorted(both, key=lambda pk: read[pk].get("position") or 0)
    now = sorted(both, key=lambda pk: stored[pk]["position"])
    yours = sorted(both, key=lambda pk: (_number(typed[pk]), before.index(pk)))
    untouched = all(typed[pk] == read[pk].get("position") for pk in both)
    if untouched:
        for pk in both:
            sent[pk]["position"] = str(stored[pk]["position"])
    if now in (before, yours):
        return []
    codes = [", ".join(str(stored[pk]["code"]) for pk in order) for order in (before, now, yours)]
    return [Difference(_("Order"), codes[0], codes[1], codes[2], untouched)]


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 30_000


def _sent_rows(data: QueryDict, rows: Rows) -> dict[str, QueryDict]:
    """By primary key, new ones by a name of their own; each with its fields alone."""
    total = data.get(f"{rows.prefix}-TOTAL_FORMS", "")
    sent = {}
    for index in range(int(total) if total.isdecimal() and len(total) < 4 else 0):
        prefix = f"{rows.prefix}-{index}-"
        one = QueryDict(mutable=True)
        for key in [key for key in data if key.startswith(prefix)]:
            one.setlist(key.removeprefix(prefix), data.getlist(key))
        sent[one.get("id") or f"new {index}"] = one
    return sent


def _row_of(rows: Rows, values: Values, pk: str) -> QueryDict:
    row = QueryDict(mutable=True)
    row["id"] = pk
    for name, field in rows.fields.items():
        _write(row, name, values.get(name), field)
    return row


def _write_rows(data: QueryDict, rows: Rows, kept: list[QueryDict], known: int, parent: str) -> None:
    for key in [
        key for key in data if key.startswith(f"{rows.prefix}-") and key[len(rows.prefix) + 1].isdigit()
    ]:
        del data[key]
    data[f"{rows.prefix}-TOTAL_FORMS"] = str(len(kept))
    data[f"{rows.prefix}-INITIAL_FORMS"] = str(known)
    for index, row in enumerate(kept):
        row[rows.parent] = parent
        for key in row:
            data.setlist(f"{rows.prefix}-{index}-{key}", row.getlist(key))


def _typed(data: QueryDict, name: str, field: forms.Field) -> Any:
    """What was sent, as it would be stored; what cannot be is itself."""
    raw = field.widget.value_from_datadict(data, {}, name)
    try:
        return _plain(field.to_python(raw))
    except ValidationError:
        return str(raw)


def _write(data: QueryDict, name: str, value: Any, field: forms.Field) -> None:
    """Put a stored value where a browser would have put it."""
    if isinstance(field.widget, forms.CheckboxInput):
        data.setlist(name, ["on"] if value else [])
        if not value:
            del data[name]
        return
    prepared = field.prepare_value(value)
    data[name] = "" if prepared is None else str(prepared)


def _plain(value: Any) -> Any:
    """As JSON holds it, so that 1.00 and 1 are one weight."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value


def _code_of(row: Model) -> str:
    return str(getattr(row, "code", row.pk))


def _called(rows: Rows, values: Values) -> str:
    if rows.parent == "question":
        return _("Option %(code)s") % {"code": values.get("code", "")}
    return str(values.get("code", ""))


def _summary(rows: Rows, values: Values) -> str:
    """A whole row in a line."""
    named = {name: field for name, field in rows.fields.items() if name in values}
    if not named:
        return "–"
    return "; ".join(
        f"{capfirst(str(field.label or name))}: {_in_words(values[name], field)}"
        for name, field in named.items()
        if name != "position" and values[name] not in ("", None, {})
    )


def _in_words(value: Any, field: forms.Field) -> str:
    """As the form shows it; nothing is a dash."""
    if value is None or value in ("", {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    labels: dict[Any, str] = dict(_choices(getattr(field, "choices", ())))
    return labels.get(value, str(value))


def _choices(choices: Any) -> list[tuple[Any, str]]:
    flat: list[tuple[Any, str]] = []
    for value, label in choices:
        grouped = isinstance(label, list | tuple)
        flat += [(key, str(name)) for key, name in label] if grouped else [(value, str(label))]
    return flat
