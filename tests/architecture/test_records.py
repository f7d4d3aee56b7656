"""Migrations that can be undone, and rows that go with the person they belong to."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.models import CASCADE, SET_NULL, ForeignObject

from tests.architecture.records import name_of, relations
from tests.architecture.source import read_texts

# Rows that stay when the person goes, with the field that then says nobody.
STAYS = {
    "questionnaire.Edition.author",
    "questionnaire.Edition.reviewer",
    "questionnaire.Edition.publisher",
    "practice.PracticePage.publisher",
    "workshop.Revision.person",
    "workshop.PreviewLink.made_by",
    "teams.JoinRequest.person",
    "teams.Seat.attempt",
    "teams.StandingResult.attempt",
}


def our_migrations() -> list[Migration]:
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("assessment.")}
    migrations = [m for (label, _), m in MigrationLoader(None).disk_migrations.items() if label in ours]
    assert migrations
    return migrations


def test_every_migration_has_a_way_back() -> None:
    one_way = [
        f"{migration.app_label}.{migration.name}: {operation.describe()}"
        for migration in our_migrations()
        for operation in migration.operations
        if not operation.reversible
    ]
    assert one_way == []


def test_every_migration_has_a_chosen_name() -> None:
    automatic = [
        f"{m.app_label}.{m.name}"
        for m in our_migrations()
        if m.name[5:] in {"initial", m.suggest_name()} or m.name[5:].startswith("auto_")
    ]
    assert automatic == []


def on_delete(field: "ForeignObject[Any, Any]") -> object:
    return field.remote_field.on_delete


def test_every_path_to_a_person_cascades_or_is_listed() -> None:
    theirs: set[object] = {get_user_model()}
    while True:
        more = {f.model for f, target in relations() if target in theirs and on_delete(f) is CASCADE}
        if more <= theirs:
            break
        theirs |= more
    records = {
        name_of(field): on_delete(field)
        for field, target in relations()
        if target in theirs and on_delete(field) is not CASCADE
    }
    assert apps.get_model("attempts.Answer") in theirs
    assert set(records) <= STAYS
    assert set(records.values()) <= {SET_NULL}


@pytest.mark.parametrize("name", sorted(STAYS))
def test_every_listed_field_exists_where_its_app_does(name: str) -> None:
    label, model, field = name.split(".")
    if apps.is_installed(f"assessment.{label}"):
        assert apps.get_model(label, model)._meta.get_field(field).null


def test_erasing_is_named_in_one_module_and_the_triggers() -> None:
    named = {name for name, text in read_texts(".py", under="assessment") if "assessment.erasing" in text}
    assert {name for name in named if "/migrations/" not in name} == {"assessment/attempts/actions.py"}
