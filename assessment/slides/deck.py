"""A set of slides: their sheet, the title, the title block at the foot, the notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pptx
from pptx.opc.constants import RELATIONSHIP_TYPE as RELATION
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Pt

from assessment.slides import shapes
from assessment.slides.shapes import COLOURS, Box, Canvas, Style
from assessment.slides.text import SANS, SERIF, clean_text, fit_size, measure_height, measure_width

WIDTH, HEIGHT, MARGIN = 960.0, 540.0, 44.0
INNER = WIDTH - 2 * MARGIN
TITLE = Box(MARGIN, 46, INNER, 80)
BODY = Box(MARGIN, 136, INNER, 336)
FOOT = Box(MARGIN, 488, INNER, 40)
# A note in small print, and what is said in large letters.
NOTE = Style(size=14, colour="ink2", after=8)
WORDS = Style(size=25, serif=True, after=14)
TITLE_SIZES = (38.0, 34.0, 30.0, 27.0, 24.0, 21.0, 18.0)
CELL_GAP = 14.0
CELL_SIZES = (10.0, 9.0, 8.0, 7.0)
CELL_NAME, CELL_WORDS = Style(size=9, colour="ink3"), Style(size=CELL_SIZES[0])
TITLE_ONLY = "Title Only"
# The theme's colours, in the order of its scheme, so that whoever edits finds those of the site.
SCHEME = {
    "dk1": "ink",
    "lt1": "sheet",
    "dk2": "blueprint",
    "lt2": "paper",
    "accent1": "architect-fill",
    "accent2": "artefact-fill",
    "accent3": "architect",
    "accent4": "artefact",
    "accent5": "ink2",
    "accent6": "control",
    "hlink": "architect",
    "folHlink": "artefact",
}
# What the package's own template holds of whoever made it.
STRANGE = ("thumbnail", "printerSettings")


@dataclass(frozen=True)
class Cell:
    name: str
    words: str


@dataclass(frozen=True)
class Table:
    """Numbers as the page's own table has them; in the notes, a line a row."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]

    def __str__(self) -> str:
        return "\n".join("\t".join(map(clean_text, row)) for row in [self.columns, *self.rows])


class Deck:
    def __init__(
        self, title: str, eyebrow: str, cells: Sequence[Cell], *, language: str, at: datetime
    ) -> None:
        self.eyebrow, self.cells = clean_text(eyebrow), cells
        self.language = {"en": "en-GB", "de": "de-DE"}.get(language, language)
        self.presentation = _open_presentation()
        self._layout = next(layout for layout in self.presentation.slide_layouts if layout.name == TITLE_ONLY)
        about = self.presentation.core_properties
        about.title, about.author, about.last_modified_by = clean_text(title), SITE, SITE
        about.language, about.revision = self.language, 1
        about.created = about.modified = at.astimezone(UTC).replace(tzinfo=None)

    def add_slide(self, title: str, *, hedge: str = "", notes: Sequence[object] = ()) -> Canvas:
        """A slide with its title, the eyebrow above it and the title block; what is drawn goes on the canvas.

        hedge: the word of doubt after the title, in italics. notes: paragraphs and tables, for the speaker.
        """
        slide = self.presentation.slides.add_slide(self._layout)
        canvas = Canvas(slide.shapes, self.language)
        self._write_title(slide, clean_text(title), clean_text(hedge))
        canvas.write(
            Box(MARGIN, 26, INNER, 18),
            [self.eyebrow],
            Style(size=11, colour="ink3"),
            name="Eyebrow",
        )
        self._write_title_block(canvas)
        lines = [str(part) if isinstance(part, Table) else clean_text(part) for part in notes if part]
        slide.notes_slide.notes_text_frame.text = "\n".join(lines)
        return canvas

    def save(self) -> bytes:
        buffer = BytesIO()
        self.presentation.save(buffer)
        return buffer.getvalue()

    def _write_title(self, slide: Slide, title: str, hedge: str) -> None:
        full_title = f"{title} {hedge}".strip()
        size = fit_size([full_title], TITLE.width - 4, TITLE.height, TITLE_SIZES, serif=True)
        paragraph = slide.shapes.title.text_frame.paragraphs[0]  # type: ignore[union-attr]  # of this layout
        style = Style(size=size, serif=True)
        shapes.add_run(paragraph, title, style, self.language)
        if hedge:
            shapes.add_run(paragraph, f" {hedge}", style.alter(italic=True), self.language)

    def _write_title_block(self, canvas: Canvas) -> None:
        canvas.line(FOOT.left, FOOT.top, FOOT.right, FOOT.top, "control", 0.75)
        shares = _share_width([_measure_cell(cell) for cell in self.cells], FOOT.width)
        size = min(map(_fit_cell, self.cells, shares), default=CELL_WORDS.size)
        left = FOOT.left
        for cell, width in zip(self.cells, shares, strict=True):
            canvas.write(
                Box(left, FOOT.top + 4, width - CELL_GAP, FOOT.height - 4),
                [(cell.name, CELL_NAME), (cell.words, CELL_WORDS.alter(size=size))],
                name=cell.name,
            )
            left += width


SITE = "Architect or Artefact"


def _measure_cell(cell: Cell) -> float:
    words = measure_width(clean_text(cell.words), CELL_WORDS.size)
    return max(measure_width(cell.name, CELL_NAME.size), words) + CELL_GAP


def _fit_cell(cell: Cell, width: float) -> float:
    room = FOOT.height - 4 - measure_height([cell.name], width, CELL_NAME.size)
    return fit_size([clean_text(cell.words)], width - CELL_GAP, room, CELL_SIZES)


def _share_width(needs: Sequence[float], width: float) -> list[float]:
    # To each what it needs; where that is too much, the longest get equal shares and run over two lines.
    most, left = 0.0, width
    for place, need in enumerate(sorted(needs)):
        most = left / (len(needs) - place)
        if need > most:
            break
        left -= need
    else:
        most = max(needs, default=0.0)
    shares = [min(need, most) for need in needs]
    return [share * width / sum(shares) for share in shares]


def _open_presentation() -> Presentation:
    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = Pt(WIDTH), Pt(HEIGHT)
    for layout in list(presentation.slide_layouts):
        if layout.name != TITLE_ONLY:
            presentation.slide_layouts.remove(layout)
    for owner in (presentation.slide_master, presentation.slide_layouts[0]):
        _arrange_placeholders(owner)
    background = presentation.slide_master.background.fill
    background.solid()
    background.fore_color.rgb = COLOURS["paper"]
    _set_theme(presentation)
    for part in (presentation.part, presentation.part.package):
        relations: Any = part._rels  # noqa: SLF001  # the package has no other way to drop what its template brings
        for key in [key for key, of in relations.items() if of.reltype.endswith(STRANGE)]:
            relations.pop(key)
    return presentation


def _arrange_placeholders(owner: Any) -> None:
    for placeholder in list(owner.placeholders):
        kind = placeholder.element.ph.get("type", "body")
        if kind not in {"title", "body"}:
            placeholder.element.getparent().remove(placeholder.element)
            continue
        box = TITLE if kind == "title" else BODY
        placeholder.left, placeholder.top = Pt(box.left), Pt(box.top)
        placeholder.width, placeholder.height = Pt(box.width), Pt(box.height)
        frame = placeholder.text_frame
        shapes.remove_margins(frame)
        shapes.anchor_top(frame)
    for style in owner.element.findall(".//{*}titleStyle/{*}lvl1pPr"):
        style.set("algn", "l")


def _set_theme(presentation: Presentation) -> None:
    part: Any = presentation.slide_master.part.part_related_by(RELATION.THEME)
    theme = part.blob.decode()
    scheme = "".join(f'<a:{name}><a:srgbClr val="{COLOURS[of]}"/></a:{name}>' for name, of in SCHEME.items())
    begins, ends = theme.index(">", theme.index("<a:clrScheme")) + 1, theme.index("</a:clrScheme>")
    theme = f"{theme[:begins]}{scheme}{theme[ends:]}"
    for font, face in (("majorFont", SERIF), ("minorFont", SANS)):
        theme = re.sub(rf'(<a:{font}><a:latin typeface=")[^"]*', rf"\g<1>{face}", theme)
    part._blob = theme.replace('name="Office', f'name="{SITE}').encode()  # noqa: SLF001  # a part without a setter
