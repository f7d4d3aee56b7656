"""Stored item statistics name their options by code, and carry what their rounding is drawn from."""

from collections.abc import Callable, Mapping
from secrets import token_hex
from typing import Any

from django.db import migrations, models


def by_code(apps: Any, schema_editor: Any) -> None:
    def named(counts: Any, codes: list[str]) -> Any:
        return dict(zip(codes, counts, strict=True)) if len(codes) == len(counts) else {}

    _rewrite(apps, named)


def by_place(apps: Any, schema_editor: Any) -> None:
    _rewrite(apps, lambda counts, codes: [counts.get(code, 0) for code in codes])


def _rewrite(apps: Any, change: Callable[[Any, list[str]], Any]) -> None:
    """The editions that were counted are frozen, so their options stand as they stood."""
    Tally = apps.get_model("workshop", "Tally")
    for tally in Tally.objects.filter(subject="items"):
        codes = _codes(apps, tally.edition_id)
        for code, numbers in tally.numbers.get("questions", {}).items():
            if "counts" in numbers:
                numbers["counts"] = change(numbers["counts"], codes.get(code, []))
                numbers.setdefault("flags", [])
        tally.numbers.setdefault("seed", token_hex(16))
        tally.save(update_fields=["numbers"])


def _codes(apps: Any, edition: int) -> Mapping[str, list[str]]:
    """The option codes of each question in order, by its code."""
    options = apps.get_model("questionnaire", "Option").objects.filter(question__edition_id=edition)
    codes: dict[str, list[str]] = {}
    for question, code in options.order_by("position").values_list("question__code", "code"):
        codes.setdefault(question, []).append(code)
    return codes


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaire", "0009_questions_in_two_languages"),
        ("workshop", "0002_seen_at_phone_width"),
    ]

    operations = [
        migrations.AddField(
            model_name="tally",
            name="signed_in",
            field=models.PositiveIntegerField(
                help_text="People with an account among them; unknown where it was counted before this was kept.",
                null=True,
            ),
        ),
        migrations.RunPython(by_code, by_place),
    ]
