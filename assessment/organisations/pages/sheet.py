"""The sheet of an organisation as its page prints it: rows, cells, pairs, and two teams on one scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from django.utils.translation import gettext as _

from assessment.accounts.names import dictionary_order
from assessment.accounts.texts import isolate
from assessment.organisations import markup
from assessment.organisations import sheet_wording as wording
from assessment.organisations.pictures import TeamPicture
from assessment.organisations.sheet import (
    MEASURES,
    Difference,
    Sheet,
    describe_hours,
    shuffle_unnamed,
)
from assessment.scoring.rounding import half_up

# From so many teams on the plan of pairs would not fit beside its sentences.
MOST_IN_PLAN = 8
# More sentences than these are folded; and more than those are of the reader's own team alone.
MOST_OPEN_SENTENCES, MOST_SENTENCES = 12, 60


@dataclass(frozen=True)
class Team:
    """A team as the page calls it. key: in forms. name: None where it is unnamed; then number tells it from
    others of the page. label: at the start of a line; in_sentence: inside one."""

    key: str
    name: str | None
    number: int
    label: str
    in_sentence: str
    picture: TeamPicture


@dataclass(frozen=True)
class Row:
    """drawn, listed: markup of the row in the drawing, and in the table."""

    team: Team
    people: str
    drawn: str
    listed: str


@dataclass(frozen=True)
class Column:
    measure: str
    title: str
    level: float

    @property
    def level_points(self) -> int:
        return half_up(self.level)


@dataclass(frozen=True)
class PairSentence:
    words: str
    chance: str


@dataclass(frozen=True)
class PlanCell:
    """A pair in the plan of pairs. short: what fits into its square, empty where nothing can be told."""

    short: str
    words: str


@dataclass(frozen=True)
class PlanRow:
    team: Team
    cells: Sequence[PlanCell]
    empty: range


@dataclass(frozen=True)
class PairRow:
    title: str
    lanes: Sequence[tuple[Team, str]]
    words: str
    chance: str


@dataclass(frozen=True)
class Talk:
    """Questions about what differs, else about what is lowest; and those that every team is asked."""

    reason: str
    questions: Sequence[str]
    for_every_team: Sequence[str]


@dataclass(frozen=True)
class SheetPage:
    """Everything the page prints, of teams in its order: own first, then those with the chosen tag, then by
    name, the unnamed last."""

    organisation: str
    teams: Sequence[Team]

    @cached_property
    def sheet(self) -> Sheet:
        return Sheet(tuple(team.picture for team in self.teams))

    @cached_property
    def titles(self) -> Mapping[str, str]:
        return wording.list_titles()

    @cached_property
    def stand_outs(self) -> list[str]:
        names = [team.in_sentence for team in self.teams]
        return [wording.describe_stand_out(stand_out, names) for stand_out in self.sheet.stand_outs]

    @property
    def headline(self) -> str:
        # It counts: a title that names a team would be a first or a last place.
        return wording.describe_pairs_apart(self.sheet)

    @property
    def sureness(self) -> str:
        return wording.describe_sureness(self.sheet)

    @property
    def lead(self) -> str:
        return wording.explain_pairs_apart(self.sheet, self.stand_outs)

    @property
    def pairs_headline(self) -> str:
        return wording.head_pairs(self.sheet)

    @property
    def columns(self) -> list[Column]:
        return [
            Column(measure, self.titles[measure], self.sheet.comparisons[measure].level)
            for measure in MEASURES
        ]

    @cached_property
    def rows(self) -> list[Row]:
        words, hours = self._choose_words(), wording.list_hours_words()
        describe_people = cache(wording.describe_people)
        rows = []
        for place, team in enumerate(self.teams):
            picture = team.picture
            head = markup.RowHead(
                label=team.label,
                own=picture.own,
                unnamed=team.name is None,
                people=describe_people(picture.size, picture.day),
                tags=picture.tags,
                hours=hours[describe_hours(picture)],
            )
            figures = tuple(self.sheet.get_figures(place).values())
            drawn, listed = markup.draw_row(head, figures, words), markup.list_row(head, figures)
            rows.append(Row(team, head.people, drawn, listed))
        return rows

    def _choose_words(self) -> markup.RowWords:
        return markup.RowWords(
            titles=tuple((measure, self.titles[measure]) for measure in MEASURES),
            levels=tuple(wording.list_level_words().items()),
            spoken=wording.read_out_range(),
            own=_("Your team"),
            unnamed=_("Unnamed"),
            hours_title=_("Hours"),
        )

    @property
    def drawn_rows(self) -> str:
        return markup.join_cells(row.drawn for row in self.rows)

    @property
    def listed_rows(self) -> str:
        return markup.join_cells(row.listed for row in self.rows)

    @property
    def sides_named(self) -> set[str]:
        # What the legend explains: up, down, or neither.
        comparisons = self.sheet.comparisons.values()
        return {figure.side for comparison in comparisons for figure in comparison.figures}

    @property
    def lists_all_pairs(self) -> bool:
        return self.sheet.difference_count <= MOST_SENTENCES

    @property
    def folds_pairs(self) -> bool:
        return self.sheet.difference_count > MOST_OPEN_SENTENCES

    @cached_property
    def differences(self) -> list[Difference]:
        # The files have these, and no others, too.
        own = frozenset(place for place, team in enumerate(self.teams) if team.picture.own)
        return list(self.sheet.list_differences(None if self.lists_all_pairs else own))

    @cached_property
    def pair_sentences(self) -> list[PairSentence]:
        return [self.describe_difference(difference) for difference in self.differences]

    def describe_difference(self, difference: Difference) -> PairSentence:
        higher, lower = self.teams[difference.higher], self.teams[difference.lower]
        return PairSentence(
            wording.describe_difference(higher.in_sentence, lower.in_sentence, difference.measure),
            wording.describe_chance(difference.chance),
        )

    @property
    def has_own(self) -> bool:
        return any(team.picture.own for team in self.teams)

    @property
    def pairs_note(self) -> str:
        if not self.sheet.pairs_apart:
            return wording.explain_no_pairs()
        if not self.folds_pairs:
            return ""
        return wording.explain_pairs(lists_all=self.lists_all_pairs, has_own=self.has_own)

    @property
    def reading(self) -> list[str]:
        return wording.explain_drawing(self.sheet)

    @property
    def purpose(self) -> str:
        return wording.explain_purpose()

    @property
    def days(self) -> str:
        return wording.format_days([team.picture.day for team in self.teams])


def build_page(organisation: str, pictures: Sequence[TeamPicture], *, tag: str = "") -> SheetPage:
    """tag: rows of teams that bear it stand directly after one's own; every team stays on the sheet."""
    named = sorted(
        (picture for picture in pictures if picture.name is not None),
        key=lambda picture: dictionary_order(picture.name or ""),
    )
    unnamed = sorted((picture for picture in pictures if picture.name is None), key=shuffle_unnamed)
    teams = [_build_named_team(picture) for picture in named] + [
        _build_unnamed_team(organisation, picture, number, len(unnamed))
        for number, picture in enumerate(unnamed, 1)
    ]
    teams.sort(key=lambda team: (not team.picture.own, tag not in team.picture.tags if tag else False))
    return SheetPage(organisation, teams)


def _build_named_team(picture: TeamPicture) -> Team:
    name = picture.name or ""
    return Team(str(picture.standing), name, 0, name, isolate(name), picture)


def _build_unnamed_team(organisation: str, picture: TeamPicture, number: int, count: int) -> Team:
    return Team(
        f"unnamed-{number}",
        None,
        number,
        wording.name_unnamed(organisation, number, count),
        wording.name_unnamed_in_sentence(organisation, number, count),
        picture,
    )


def list_tags(pictures: Sequence[TeamPicture]) -> list[str]:
    return sorted({tag for picture in pictures for tag in picture.tags}, key=dictionary_order)


def build_pair(page: SheetPage, one: int, other: int) -> list[PairRow]:
    """Two teams, by their places, on one scale: every measure with what may be said of it."""
    spoken = wording.read_out_range()
    rows = []
    for measure, difference in page.sheet.compare_pair(one, other).items():
        lanes = [
            (
                page.teams[place],
                markup.draw_lane(page.sheet.get_figures(place)[measure], measure, spoken),
            )
            for place in (one, other)
        ]
        if difference:
            sentence = page.describe_difference(difference)
        else:
            first, second = (page.teams[place].in_sentence for place in (one, other))
            sentence = PairSentence(wording.describe_equals(first, second, measure), "")
        rows.append(PairRow(page.titles[measure], lanes, sentence.words, sentence.chance))
    return rows


def build_plan(page: SheetPage) -> list[PlanRow]:
    """The triangle of pairs: each row's team to the teams before it; empty where it would not fit, or says
    nothing."""
    if not 2 < len(page.teams) <= MOST_IN_PLAN or not page.sheet.pairs_apart:
        return []
    differences = list(page.sheet.list_differences())
    return [
        PlanRow(
            team,
            [_build_plan_cell(page, differences, row, column) for column in range(row)],
            range(row, len(page.teams) - 1),
        )
        for row, team in enumerate(page.teams)
        if row
    ]


def _build_plan_cell(page: SheetPage, differences: Sequence[Difference], row: int, column: int) -> PlanCell:
    named = [
        difference for difference in differences if {difference.higher, difference.lower} == {row, column}
    ]
    initials = wording.list_initials()
    arrows = [
        f"{initials[difference.measure]} {'▲' if difference.higher == row else '▼'}" for difference in named
    ]
    return PlanCell(
        " ".join(arrows), " ".join(page.describe_difference(difference).words for difference in named)
    )


def list_initials(page: SheetPage) -> str:
    # Of those letters that occur.
    initials = wording.list_initials()
    return ", ".join(f"{initials[measure]} {page.titles[measure]}" for measure in page.sheet.measures_apart)
