"""Reads a file of slides: its words, its shapes, its numbers."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pptx
from django.test import Client
from pptx.presentation import Presentation
from pptx.util import Pt

from assessment.slides.text import SERIF, measure_height
from tests.results.pages import text_of

NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
FIGURE = re.compile(r'<script id="[\w-]+-figure" type="application/json">.*?</script>', re.DOTALL)
TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def fetch(client: Client, path: str) -> Presentation:
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    assert response["Content-Type"] == TYPE
    assert "no-store" in response["Cache-Control"]
    return pptx.Presentation(BytesIO(response.content))


def list_shapes(shapes: Any) -> Iterator[Any]:
    """Every shape, those in groups included."""
    for shape in shapes:
        yield shape
        if shape.shape_type is not None and hasattr(shape, "shapes"):
            yield from list_shapes(shape.shapes)


def read_words(slide: Any) -> str:
    texts = [shape.text_frame.text for shape in list_shapes(slide.shapes) if shape.has_text_frame]
    return " ".join(" ".join(texts).split())


def alternatives(slide: Any) -> list[str]:
    described = (shape._element.xpath("./p:nvGrpSpPr/p:cNvPr/@descr") for shape in slide.shapes)
    return [text for texts in described for text in texts]


def notes(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text)


def titles(presentation: Presentation) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in presentation.slides]


def numbers_of(presentation: Presentation) -> set[str]:
    """All that a reader or a listener finds in the file, notes and text alternatives included."""
    texts = [
        text
        for slide in presentation.slides
        for text in (read_words(slide), notes(slide), *alternatives(slide))
    ]
    return set(NUMBER.findall(" ".join(texts)))


def numbers_on(page: str) -> set[str]:
    """The numbers of a page's words, and those that its figures print beside their scales."""
    figures = " ".join(
        label
        for figure in FIGURE.findall(page)
        for label in re.findall(r'"text": "[^"]*"|"tickvals": \[[^]]*\]|"ticktext": \[[^]]*\]', figure)
    )
    alternatives_of_page = " ".join(re.findall(r'aria-label="([^"]*)"', page))
    return set(NUMBER.findall(f"{text_of(page)} {figures} {alternatives_of_page}"))


def find_outside(presentation: Presentation) -> list[str]:
    """Shapes that are not whole on their slide, and words that do not fit their box."""
    width, height = presentation.slide_width or Pt(0), presentation.slide_height or Pt(0)
    return [
        f"{shape.name}: {shape.left}, {shape.top}"
        for slide in presentation.slides
        for shape in list_shapes(slide.shapes)
        if shape.left < 0
        or shape.top < 0
        or shape.left + shape.width > width
        or shape.top + shape.height > height
    ] + [
        f"{shape.text_frame.text}: {needs:.0f} points in {shape.height.pt:.0f}"
        for slide in presentation.slides
        for shape in list_shapes(slide.shapes)
        if shape.has_text_frame and shape.text_frame.word_wrap
        if (needs := _measure_words(shape)) > shape.height.pt + 1
    ]


def _measure_words(shape: Any) -> float:
    return sum(
        measure_height([paragraph.text], shape.width.pt, run.font.size.pt, serif=run.font.name == SERIF)
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs[:1]
    )
