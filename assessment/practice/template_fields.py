"""A template to copy, read as fields: lines such as "Job: ____   asked for on: ____"."""

import re
from dataclasses import dataclass

BLANK = "____"
EXAMPLES = ("(example)", "(Beispiel)")


@dataclass(frozen=True)
class TemplateField:
    """One field to fill in: what stands before it, an example of what to write, what stands after it."""

    label: str
    example: str = ""
    ending: str = ""


def read_fields(template: str) -> list[list[TemplateField]]:
    """The fields of each line. Three spaces or more stand between fields of a line."""
    lines = [line.strip() for line in template.splitlines() if line.strip()]
    return [[field for part in re.split(r" {3,}", line) for field in _read_part(part)] for line in lines]


def _read_part(part: str) -> list[TemplateField]:
    if part.endswith(EXAMPLES):
        label, _colon, example = part.rpartition(" (")[0].partition(": ")
        return [TemplateField(label.strip(), example.strip())]
    *labels, ending = [text.strip(" :,") for text in part.split(BLANK)]
    fields = [TemplateField(label) for label in labels]
    if fields and ending:
        fields[-1] = TemplateField(fields[-1].label, ending=ending)
    return fields or [TemplateField(ending)]
