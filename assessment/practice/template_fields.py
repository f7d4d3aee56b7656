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
    return [_read_line(line) for line in lines]


def _read_line(line: str) -> list[TemplateField]:
    parts = re.split(r" {3,}", line)
    if not line.endswith(EXAMPLES):
        return [field for part in parts for field in _read_blanks(part)]
    *earlier, last = parts
    return [_read_example(part) for part in (*earlier, last.rpartition(" (")[0])]


def _read_example(part: str) -> TemplateField:
    label, _colon, example = part.partition(": ")
    return TemplateField(label.strip(), example.strip())


def _read_blanks(part: str) -> list[TemplateField]:
    *labels, ending = [text.strip(" :,") for text in part.split(BLANK)]
    fields = [TemplateField(label) for label in labels]
    if fields and ending:
        fields[-1] = TemplateField(fields[-1].label, ending=ending)
    return fields or [TemplateField(ending)]
