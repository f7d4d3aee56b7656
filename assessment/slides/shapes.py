"""What a slide is drawn with: words in boxes, lines, surfaces with a pattern, marks; in points."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

from pptx.dml.color import RGBColor
from pptx.dml.fill import FillFormat
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from assessment.slides.text import SANS, SERIF, clean_text, is_right_to_left, measure_width

Shape = Any
# The light tokens of static/css/site.css.
COLOURS = {
    name: RGBColor.from_string(value)  # type: ignore[no-untyped-call]  # python-pptx's
    for name, value in {
        "paper": "F3F5F4",
        "sheet": "FFFFFF",
        "sunk": "E8ECEB",
        "line": "D3D9D9",
        "control": "77828F",
        "ink": "0C1A2E",
        "ink2": "3F4C62",
        "ink3": "576379",
        "architect": "1B3FC4",
        "architect-fill": "2B55E6",
        "architect-wash": "E4EAFC",
        "architect-grid": "C3CFFA",
        "artefact": "8A4A08",
        "artefact-fill": "C8781B",
        "artefact-wash": "F8ECDB",
        "artefact-hatch": "ECD3B0",
        "blueprint": "0B1F49",
        "blueprint-text": "EDF2FB",
        "blueprint-muted": "C9D6EE",
    }.items()
}
# Pattern, its lines and its ground.
PATTERNS = {
    "grid": (MSO_PATTERN.LARGE_GRID, "architect-grid", "architect-wash"),
    "hatch": (MSO_PATTERN.WIDE_UPWARD_DIAGONAL, "artefact-hatch", "artefact-wash"),
}
ALIGNED = {"start": PP_ALIGN.LEFT, "middle": PP_ALIGN.CENTER, "end": PP_ALIGN.RIGHT}
FIGURES = {
    "ellipse": MSO_SHAPE.OVAL,
    "rectangle": MSO_SHAPE.RECTANGLE,
    "triangle": MSO_SHAPE.ISOSCELES_TRIANGLE,
}
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def at(self, percent: float) -> float:
        """Where so many percent of its width lie: the one scale of all that is drawn in it."""
        return self.left + self.width * percent / 100


@dataclass(frozen=True)
class Style:
    size: float
    colour: str = "ink"
    serif: bool = False
    bold: bool = False
    italic: bool = False
    anchor: Anchor = "start"
    after: float = 0.0
    language: str = ""

    def alter(self, **changes: Any) -> "Style":
        return replace(self, **changes)


Paragraph = str | tuple[str, Style]


class Canvas:
    def __init__(self, shapes: Any, language: str) -> None:
        self._shapes, self._language = shapes, language
        self._drawn: list[Shape] = []

    @contextmanager
    def drawing(self, text_alternative: str, name: str) -> "Iterator[Canvas]":
        """One picture of several shapes, which moves as one and is read out as one sentence."""
        drawing = Canvas(self._shapes, self._language)
        yield drawing
        # At the end: a group measures itself anew with each shape that is added to it.
        group = self._shapes.add_group_shape(drawing._drawn)  # of this class
        group.name = name
        group._element.nvGrpSpPr.cNvPr.set("descr", clean_text(text_alternative))  # noqa: SLF001  # no setter

    def write(
        self,
        box: Box,
        paragraphs: Sequence[Paragraph],
        style: Style | None = None,
        *,
        name: str = "",
        bottom: bool = False,
    ) -> None:
        shape = self._keep(self._shapes.add_textbox(*_measure(box)))
        if name:
            shape.name = name
        frame = shape.text_frame
        frame.word_wrap = True
        remove_margins(frame)
        frame.vertical_anchor = MSO_ANCHOR.BOTTOM if bottom else MSO_ANCHOR.TOP
        for place, paragraph in enumerate(paragraphs):
            words, own_style = paragraph if isinstance(paragraph, tuple) else (paragraph, style)
            if own_style is None:
                raise ValueError("A paragraph needs a style.")
            line = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            line.alignment = ALIGNED[own_style.anchor]
            line.space_after = Pt(own_style.after)
            text = clean_text(words)
            if is_right_to_left(text):
                line._p.get_or_add_pPr().set("rtl", "1")  # noqa: SLF001  # python-pptx knows no direction
            add_run(line, text, own_style, own_style.language or self._language)

    def label(self, x: float, y: float, words: str, style: Style, *, width: float = 0.0) -> None:
        """One line whose start, middle or end stands at x, its middle at y. width: 0 for what it needs."""
        width = width or measure_width(words, style.size, serif=style.serif, bold=style.bold) * 1.1 + 8
        left = {"start": x, "middle": x - width / 2, "end": x - width}[style.anchor]
        height = style.size * 1.3
        self.write(Box(left, y - height / 2, width, height), [words], style)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float, *, dotted: bool = False
    ) -> None:
        ends = (Pt(x1), Pt(y1), Pt(x2), Pt(y2))
        shape = self._keep(self._shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends))
        _remove_effects(shape)
        shape.line.color.rgb, shape.line.width = COLOURS[colour], Pt(width)
        if dotted:
            shape.line.dash_style = MSO_LINE.ROUND_DOT

    def fill(
        self,
        box: Box,
        colour: str = "",
        *,
        pattern: str = "",
        opacity: float = 1.0,
        outline: str = "",
        outline_width: float = 1.0,
        figure: str = "rectangle",
    ) -> None:
        """A surface: plain or with a side's pattern, transparent or not, with an outline or without."""
        shape = self._keep(self._shapes.add_shape(FIGURES[figure], *_measure(box)))
        _remove_effects(shape)
        if pattern:
            _fill_with_pattern(shape.fill, pattern)
        elif colour:
            shape.fill.solid()
            shape.fill.fore_color.rgb = COLOURS[colour]
            _set_opacity(shape, opacity)
        else:
            shape.fill.background()
        if outline:
            shape.line.color.rgb, shape.line.width = COLOURS[outline], Pt(outline_width)
        else:
            shape.line.fill.background()

    def _keep(self, shape: Shape) -> Shape:
        self._drawn.append(shape)
        return shape

    def dot(self, x: float, y: float, radius: float, colour: str = "", **look: Any) -> None:
        self.fill(Box(x - radius, y - radius, 2 * radius, 2 * radius), colour, figure="ellipse", **look)


def add_run(paragraph: Any, words: str, style: Style, language: str) -> None:
    run = paragraph.add_run()
    run.text = words
    font = run.font
    font.size, font.bold, font.italic = Pt(style.size), style.bold, style.italic
    font.name = SERIF if style.serif else SANS
    font.color.rgb = COLOURS[style.colour]
    run._r.get_or_add_rPr().set("lang", language)  # noqa: SLF001  # python-pptx knows a list of languages only


def remove_margins(frame: Any) -> None:
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def anchor_top(frame: Any) -> None:
    frame.vertical_anchor = MSO_ANCHOR.TOP


def _remove_effects(shape: Shape) -> None:
    # The outline and the shadow that a theme gives to every shape.
    shape._element.remove(shape._element.find(qn("p:style")))  # noqa: SLF001  # no other way


def _measure(box: Box) -> tuple[int, int, int, int]:
    return Pt(box.left), Pt(box.top), Pt(max(box.width, 0.0)), Pt(max(box.height, 0.0))


def _fill_with_pattern(fill: FillFormat, pattern: str) -> None:
    kind, lines, ground = PATTERNS[pattern]
    fill.patterned()  # type: ignore[no-untyped-call]  # python-pptx's
    fill.pattern = kind
    fill.fore_color.rgb, fill.back_color.rgb = COLOURS[lines], COLOURS[ground]


def _set_opacity(shape: Shape, opacity: float) -> None:
    if opacity < 1:
        colour = shape._element.spPr.find(qn("a:solidFill")).find(qn("a:srgbClr"))  # noqa: SLF001  # no setter
        alpha = colour.makeelement(qn("a:alpha"), {"val": str(round(opacity * 100_000))})
        colour.append(alpha)
