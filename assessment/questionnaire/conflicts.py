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

from assessment.accounts.language_switch import AS_READ
from assessment.questionnaire.validators import LAST_POSITION

type Values = dict[str, Any]

"""Of a page: what was stored when it was opened, as JSON."""
TAKE_STORED = "take_stored"
"""Fields in which the person would rather have what is stored."""
GONE: Values = {}
"""In place of the values of a row that is not there."""


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    stored: str
    yours: str
    taken_over: bool
    """The person did not touch it, so the form now holds what is stored."""
    field: str = ""
    """Names it where what is stored can be taken instead: a field, or `row:field` of a row by its key."""


@dataclass(frozen=True)
class Rows:
    """The rows below a form: how their fields are named, what they hold, what they are called."""

    prefix: str
    parent: str
    fields: Mapping[str, forms.Field]
    stored: Sequence[Model]

    @property
    def values(self) -> dict[str, Values]:
        return {str(row.pk): {"code": _get_code(row), **get_values(row, self.fields)} for row in self.stored}


def get_values(row: Model, fields: Mapping[str, forms.Field]) -> Values:
    return {name: _simplify(getattr(row, name)) for name in fields if hasattr(row, name)}


def serialize_values(row: Model, fields: Mapping[str, forms.Field], rows: Rows | None = None) -> str:
    # For the page to send back.
    read = {"fields": get_values(row, fields), "rows": rows.values if rows else {}}
    return json.dumps(read, ensure_ascii=False, sort_keys=True)


def merge(
    posted: QueryDict, row: Model, fields: Mapping[str, forms.Field], rows: Rows | None = None
) -> tuple[QueryDict, list[Difference]]:
    """Merge what was sent with what is stored by now; returns what somebody else changed.

    Where the person changed nothing, what is stored takes its place; where both did, theirs stays.
    """
    read = parse(posted.get(AS_READ, ""))
    stored_rows = rows.values if rows else {}
    if read is None or (read["fields"], read["rows"]) == (get_values(row, fields), stored_rows):
        return posted, []
    merged = posted.copy()
    differences = _merge_fields(merged, "", fields, read["fields"], get_values(row, fields), "")
    if rows and f"{rows.prefix}-TOTAL_FORMS" in posted:
        differences += _merge_rows(merged, rows, read["rows"], str(row.pk))
    return merged, differences


def take_chosen(
    posted: QueryDict, row: Model, fields: Mapping[str, forms.Field], rows: Rows | None = None
) -> QueryDict:
    """Put what is stored in place of what was typed, in each field for which the person chose so."""
    chosen = posted.getlist(TAKE_STORED)
    if not chosen:
        return posted
    merged = posted.copy()
    merged.setlist(TAKE_STORED, [])
    stored = get_values(row, fields)
    for name in [name for name in chosen if name in stored]:
        _set_value(merged, name, stored[name], fields[name])
    stored_rows = rows.values if rows else {}
    for index in range(len(stored_rows)):
        prefix = f"{rows.prefix if rows else ''}-{index}-"
        pk = merged.get(f"{prefix}id", "")
        for name, value in stored_rows.get(pk, {}).items():
            if rows and name in rows.fields and f"{pk}:{name}" in chosen:
                _set_value(merged, prefix + name, value, rows.fields[name])
    return merged


def serialize_texts(stored: Values, originals: Values) -> str:
    """As `serialize_values`, of translations: they lie in several rows, and were read beside originals."""
    return json.dumps(
        {"fields": stored, "rows": {"originals": originals}}, ensure_ascii=False, sort_keys=True
    )


def merge_texts(
    posted: QueryDict, fields: Mapping[str, forms.Field], stored: Values, originals: Values
) -> tuple[QueryDict, list[Difference]]:
    """As `take_chosen` and then `merge`, of translations; an original that changed is a difference too."""
    merged = posted.copy()
    for name in [name for name in posted.getlist(TAKE_STORED) if name in stored and name in fields]:
        _set_value(merged, name, stored[name], fields[name])
    merged.setlist(TAKE_STORED, [])
    # What the page did not send, because its original came later or because no page sent it, stays.
    for name in fields.keys() - posted.keys():
        _set_value(merged, name, stored[name], fields[name])
    read = parse(posted.get(AS_READ, ""))
    if read is None:
        return merged, []
    differences = _merge_fields(merged, "", fields, read["fields"], stored, "")
    read_originals = read["rows"].get("originals", originals)
    for name, original in originals.items():
        if name in fields and original != (before := read_originals.get(name, "")):
            label = _("%(field)s: the original") % {"field": fields[name].label}
            differences.append(Difference(label, str(before) or "–", original, "", taken_over=True))
    for name in sorted(read["fields"].keys() - stored.keys()):
        before, typed = str(read["fields"][name]), posted.get(name, "")
        if typed not in ("", before):
            differences.append(Difference(capfirst(name), before or "–", _("deleted"), typed, False))
    return merged, differences


def list_unsaved_texts(
    posted: QueryDict, fields: Mapping[str, forms.Field], stored: Values
) -> list[Difference]:
    return _list_unsaved_fields(posted, fields, stored, "")


def list_unsaved(
    posted: QueryDict, row: Model, fields: Mapping[str, forms.Field], rows: Rows | None = None
) -> list[Difference]:
    """What was typed and differs from what is stored, of a page that can no longer be saved."""
    differences = _list_unsaved_fields(posted, fields, get_values(row, fields), "")
    if rows:
        for pk, sent_row in _parse_rows(posted, rows).items():
            stored = rows.values.get(pk, {"code": sent_row.get("code", "")})
            label = f"{_name_row(rows, stored)}: "
            differences += _list_unsaved_fields(
                sent_row, rows.fields, dict.fromkeys(rows.fields) | stored, label
            )
    return differences


def _list_unsaved_fields(
    posted: QueryDict, fields: Mapping[str, forms.Field], stored: Values, label: str
) -> list[Difference]:
    sent_fields = {
        name: field
        for name, field in fields.items()
        if name in posted or isinstance(field.widget, forms.CheckboxInput)
    }
    read = dict.fromkeys(sent_fields, ...)  # no value that a field can have
    differences = _merge_fields(posted.copy(), "", sent_fields, read, stored, label)
    return [difference for difference in differences if difference.yours != difference.stored]


def parse(text: str) -> Values | None:
    try:
        read = json.loads(text)
        parsed = {
            "fields": dict(read["fields"]),
            "rows": {pk: dict(values) for pk, values in read["rows"].items()},
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {"fields": {}, "rows": {}} if text else None
    return parsed


def _merge_fields(
    data: QueryDict,
    prefix: str,
    fields: Mapping[str, forms.Field],
    read: Values,
    stored: Values,
    label: str,
) -> list[Difference]:
    differences = []
    for name, stored_value in stored.items():
        if name not in fields:
            continue
        old_value, sent_value = read.get(name), _get_sent_value(data, prefix + name, fields[name])
        if stored_value in (old_value, sent_value):
            continue
        is_untouched = sent_value == old_value
        if is_untouched:
            _set_value(data, prefix + name, stored_value, fields[name])
        field_label = capfirst(str(fields[name].label or name))
        formatted = [_format_value(value, fields[name]) for value in (old_value, stored_value, sent_value)]
        key = f"{data.get('id', '')}:{name}" if label else name
        differences.append(
            Difference(f"{label}{field_label}", formatted[0], formatted[1], formatted[2], is_untouched, key)
        )
    return differences


def _merge_rows(data: QueryDict, rows: Rows, read: dict[str, Values], parent: str) -> list[Difference]:
    sent_rows = _parse_rows(data, rows)
    stored = rows.values
    differences = _merge_order(sent_rows, rows, read, stored)
    merged_rows: list[QueryDict] = []
    for pk, stored_values in stored.items():
        if pk in sent_rows:
            differences += _merge_row(sent_rows[pk], rows, read.get(pk, GONE), stored_values)
        elif pk not in read:
            sent_rows[pk] = _build_row(rows, stored_values, pk)
            differences.append(
                Difference(
                    _name_row(rows, stored_values), "–", _summarize_row(rows, stored_values), "–", True
                )
            )
        else:
            continue  # the page never showed it, so it has nothing to say of it
        merged_rows.append(sent_rows[pk])
    stored_count = len(merged_rows)
    for pk, row in sent_rows.items():
        if pk in stored:
            continue
        if pk not in read:
            merged_rows.append(row)
            continue
        is_dropped, difference = _merge_deleted_row(row, rows, read[pk])
        differences += difference
        merged_rows += [] if is_dropped else [row]
    _write_rows(data, rows, merged_rows, stored_count, parent)
    return differences


def _merge_row(row: QueryDict, rows: Rows, read: Values, stored: Values) -> list[Difference]:
    # Its position is merged together with those of the others.
    fields = {name: field for name, field in rows.fields.items() if name != "position"}
    label = f"{_name_row(rows, read or stored)}: "
    if not row.get("DELETE"):
        return _merge_fields(row, "", fields, read, stored, label)
    if all(stored.get(name) == read.get(name) for name in fields):
        return []
    values = (_summarize_row(rows, read), _summarize_row(rows, stored), _("deleted"))
    return [Difference(_name_row(rows, read or stored), *values, taken_over=False)]


def _merge_deleted_row(row: QueryDict, rows: Rows, read: Values) -> tuple[bool, list[Difference]]:
    if row.get("DELETE"):
        return True, []
    sent_values = {name: _get_sent_value(row, name, field) for name, field in rows.fields.items()}
    untouched = all(sent_values[name] == read.get(name) for name in rows.fields if name != "position")
    row["id"] = ""
    values = (_summarize_row(rows, read), _("deleted"), _summarize_row(rows, sent_values))
    # Deleted here too, unless the person had written in it.
    return untouched, [Difference(_name_row(rows, read), *values, untouched)]


def _merge_order(
    sent_rows: dict[str, QueryDict], rows: Rows, read: dict[str, Values], stored: dict[str, Values]
) -> list[Difference]:
    # Whoever moved a row has moved the others too, so the order is one value.
    common = [pk for pk in stored if pk in read and pk in sent_rows]
    sent_positions = {
        pk: _get_sent_value(sent_rows[pk], "position", rows.fields["position"]) for pk in common
    }
    old_order = sorted(common, key=lambda pk: _get_order_number(read[pk].get("position")))
    stored_order = sorted(common, key=lambda pk: stored[pk]["position"])
    sent_order = sorted(common, key=lambda pk: (_get_order_number(sent_positions[pk]), old_order.index(pk)))
    untouched = all(sent_positions[pk] == read[pk].get("position") for pk in common)
    if untouched:
        for pk in common:
            sent_rows[pk]["position"] = str(stored[pk]["position"])
    if stored_order in (old_order, sent_order):
        return []
    codes = [
        ", ".join(str(stored[pk]["code"]) for pk in order) for order in (old_order, stored_order, sent_order)
    ]
    return [Difference(_("Order"), codes[0], codes[1], codes[2], untouched)]


def _get_order_number(value: Any) -> int:
    return value if isinstance(value, int) else LAST_POSITION


def _parse_rows(data: QueryDict, rows: Rows) -> dict[str, QueryDict]:
    total = data.get(f"{rows.prefix}-TOTAL_FORMS", "")
    # By primary key, new ones under a name of their own.
    sent_rows = {}
    for index in range(int(total) if total.isdecimal() and len(total) < 4 else 0):
        prefix = f"{rows.prefix}-{index}-"
        row = QueryDict(mutable=True)
        for key in [key for key in data if key.startswith(prefix)]:
            row.setlist(key.removeprefix(prefix), data.getlist(key))
        sent_rows[row.get("id") or f"new {index}"] = row
    return sent_rows


def _build_row(rows: Rows, values: Values, pk: str) -> QueryDict:
    row = QueryDict(mutable=True)
    row["id"] = pk
    for name, field in rows.fields.items():
        _set_value(row, name, values.get(name), field)
    return row


def _write_rows(
    data: QueryDict, rows: Rows, merged_rows: list[QueryDict], stored_count: int, parent: str
) -> None:
    for key in [
        key
        for key in data
        if key.startswith(f"{rows.prefix}-") and key.removeprefix(f"{rows.prefix}-")[:1].isdigit()
    ]:
        del data[key]
    data[f"{rows.prefix}-TOTAL_FORMS"] = str(len(merged_rows))
    data[f"{rows.prefix}-INITIAL_FORMS"] = str(stored_count)
    for index, row in enumerate(merged_rows):
        row[rows.parent] = parent
        for key in row:
            data.setlist(f"{rows.prefix}-{index}-{key}", row.getlist(key))


def _get_sent_value(data: QueryDict, name: str, field: forms.Field) -> Any:
    # What cannot be stored is returned as it was sent.
    raw = field.widget.value_from_datadict(data, {}, name)
    try:
        return _simplify(field.to_python(raw))
    except ValidationError:
        return str(raw)


def _set_value(data: QueryDict, name: str, value: Any, field: forms.Field) -> None:
    # Where a browser would have put it.
    if isinstance(field.widget, forms.CheckboxInput):
        data.setlist(name, ["on"] if value else [])
        if not value:
            del data[name]
        return
    prepared = field.prepare_value(value)
    data[name] = "" if prepared is None else str(prepared)


def _simplify(value: Any) -> Any:
    # As JSON holds it, so that 1.00 and 1 are the same weight.
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value


def _get_code(row: Model) -> str:
    return str(getattr(row, "code", row.pk))


def _name_row(rows: Rows, values: Values) -> str:
    if rows.parent == "question":
        return _("Option %(code)s") % {"code": values.get("code", "")}
    return str(values.get("code", ""))


def _summarize_row(rows: Rows, values: Values) -> str:
    named = {name: field for name, field in rows.fields.items() if name in values}
    if not named:
        return "–"
    return "; ".join(
        f"{capfirst(str(field.label or name))}: {_format_value(values[name], field)}"
        for name, field in named.items()
        if name != "position" and values[name] not in ("", None, {})
    )


def _format_value(value: Any, field: forms.Field) -> str:
    if value is None or value in ("", {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    labels: dict[Any, str] = dict(_flatten_choices(getattr(field, "choices", ())))
    return labels.get(value, str(value))


def _flatten_choices(choices: Any) -> list[tuple[Any, str]]:
    flat: list[tuple[Any, str]] = []
    for value, label in choices:
        grouped = isinstance(label, list | tuple)
        flat += [(key, str(name)) for key, name in label] if grouped else [(value, str(label))]
    return flat
