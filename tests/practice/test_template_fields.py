"""A template is read as fields."""

import pytest

from assessment.practice.forms import PracticePageForm
from assessment.practice.template_fields import TemplateField, read_fields
from tests.practice import pages


def test_lines_are_read_as_fields_with_labels_examples_and_endings() -> None:
    template = (
        "Job: ____   asked for on: ____\n"
        "Waiting for: photos from the studio (example)\n"
        "If it is worse than ____, we will ____\n"
        "We look on: ____ (day of the week)"
    )
    assert read_fields(template) == [
        [TemplateField("Job"), TemplateField("asked for on")],
        [TemplateField("Waiting for", example="photos from the studio")],
        [TemplateField("If it is worse than"), TemplateField("we will")],
        [TemplateField("We look on", ending="(day of the week)")],
    ]


def test_every_field_of_an_example_line_shows_its_part_of_the_example() -> None:
    template = "Step: draft subject lines   done by: writing agent   taken over by: Priya, CRM (example)"
    assert read_fields(template) == [
        [
            TemplateField("Step", example="draft subject lines"),
            TemplateField("done by", example="writing agent"),
            TemplateField("taken over by", example="Priya, CRM"),
        ]
    ]


@pytest.mark.django_db
def test_nothing_hidden_gets_into_a_template() -> None:
    turned = pages.TEXTS | {"template": pages.TEXTS["template"].replace("Job", "\u202eJob")}
    assert "change the writing direction" in str(PracticePageForm(turned).errors["template"])
    rung = pages.TEXTS | {"template": pages.TEXTS["template"].replace("Job", "\x07J\u200bob")}
    form = PracticePageForm(rung)
    assert form.is_valid()
    assert form.cleaned_data["template"] == pages.TEXTS["template"]
