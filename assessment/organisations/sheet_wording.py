"""What the sheet says: sentences about teams that take only what the model of the whole page carries."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessment.accounts.texts import isolate
from assessment.organisations.sheet import INDEX, Sheet, StandOut
from assessment.results.wording.capabilities import FOR_CHARTS, format_after_in, format_for_chart
from assessment.results.wording.numbers import join_words, spell_count
from assessment.scoring import families
from assessment.scoring.rounding import half_up
from assessment.scoring.team_statistics import published_step

# Up to so many people in the largest team, telling none apart is the usual answer (see the audit).
SMALL_TEAM = 20


def list_titles() -> dict[str, str]:
    return {**{slug: format_for_chart(slug) for slug in FOR_CHARTS}, INDEX: _("Index")}


def list_initials() -> dict[str, str]:
    return {
        "systems": pgettext("initials of systems thinking", "ST"),
        "literacy": pgettext("initials of technical literacy", "TL"),
        "uncertainty": pgettext("initials of bounded uncertainty", "BU"),
        INDEX: pgettext("initials of index", "I"),
    }


def format_measure(measure: str) -> str:
    return pgettext("after in or on", "the index") if measure == INDEX else format_after_in(measure)


def describe_pairs_apart(sheet: Sheet) -> str:
    # It counts pairs of teams, and says nothing of who is higher.
    named, pairs = len(sheet.pairs_apart), sheet.pair_count
    if len(sheet.pictures) == 2:
        return _("The two teams can be told apart.") if named else _("The two teams cannot be told apart.")
    if not named:
        return _("No team can be told apart from another.")
    words = ngettext(
        "%(named)s of %(pairs)s pairs of teams can be told apart.",
        "%(named)s of %(pairs)s pairs of teams can be told apart.",
        named,
    ) % {"named": spell_count(named), "pairs": pairs}
    return words[0].upper() + words[1:]


def describe_stand_out(stand_out: StandOut, names: Sequence[str]) -> str:
    # names: of all teams, as they stand inside a sentence.
    others = (
        names[stand_out.others[0]]
        if len(stand_out.others) == 1
        else _("%(count)s teams") % {"count": spell_count(len(stand_out.others))}
    )
    words = {
        (True, False): _("%(team)s is probably ahead of %(others)s in %(measure)s."),
        (True, True): _("%(team)s is clearly ahead of %(others)s in %(measure)s."),
        (False, False): _("%(others)s are probably ahead of %(team)s in %(measure)s."),
        (False, True): _("%(others)s are clearly ahead of %(team)s in %(measure)s."),
    }[stand_out.is_ahead, stand_out.is_clear] % {
        "team": names[stand_out.team],
        "others": others,
        "measure": format_measure(stand_out.measure),
    }
    return words[0].upper() + words[1:]


def describe_sureness(sheet: Sheet) -> str:
    if not sheet.pairs_apart:
        return ""
    return _("Clearly.") if sheet.is_all_clear else _("Probably.")


def explain_pairs_apart(sheet: Sheet, stand_outs: Sequence[str] = ()) -> str:
    # stand_outs: sentences that say which teams differ; where there are too many, the measures are named.
    if not sheet.pairs_apart:
        unsure = _("That does not make them equal: they may differ or not, and we can’t say.")
        return " ".join([*_explain_size(sheet), unsure])
    if stand_outs:
        sentences = list(stand_outs)
    else:
        measures = join_words([format_measure(measure) for measure in sheet.measures_apart])
        sentences = [_("They differ in %(measures)s.") % {"measures": measures}]
    return " ".join([*sentences, *_count_other_pairs(sheet), *_count_own_pairs(sheet)])


def _count_other_pairs(sheet: Sheet) -> list[str]:
    others = sheet.pair_count - len(sheet.pairs_apart)
    if not others:
        return []
    return [
        ngettext(
            "For the other pair of teams we can’t say: they may differ or not.",
            "For the other %(others)s pairs of teams we can’t say: they may differ or not.",
            others,
        )
        % {"others": spell_count(others)}
    ]


def _explain_size(sheet: Sheet) -> list[str]:
    sizes = [picture.size for picture in sheet.pictures]
    if max(sizes) > SMALL_TEAM:
        return []
    if min(sizes) == max(sizes):
        return [
            _("With %(people)s people in each team that is the usual answer, and a full one.")
            % {"people": spell_count(sizes[0])}
        ]
    ends = {"least": spell_count(min(sizes)), "most": spell_count(max(sizes))}
    return [_("With %(least)s to %(most)s people a team that is the usual answer, and a full one.") % ends]


def _count_own_pairs(sheet: Sheet) -> list[str]:
    own = frozenset(place for place, picture in enumerate(sheet.pictures) if picture.own)
    if not own or len(sheet.pictures) == 2:
        return []
    named = sheet.count_pairs_apart(own)
    if len(own) > 1:
        return [
            ngettext(
                "Teams of yours are in %(named)s of the pairs that can be told apart.",
                "Teams of yours are in %(named)s of the pairs that can be told apart.",
                named,
            )
            % {"named": spell_count(named)}
            if named
            else _("None of your teams is in a pair that can be told apart.")
        ]
    if not named:
        return [_("Your own team is in none of the pairs that can be told apart.")]
    return [
        ngettext(
            "Your own team is in one of the pairs that can be told apart.",
            "Your own team is in %(named)s of the pairs that can be told apart.",
            named,
        )
        % {"named": spell_count(named)}
    ]


def head_pairs(sheet: Sheet) -> str:
    if not sheet.pairs_apart:
        return ngettext(
            "Of %(pairs)s pair of teams, none can be told apart",
            "Of %(pairs)s pairs of teams, none can be told apart",
            sheet.pair_count,
        ) % {"pairs": sheet.pair_count}
    return ngettext(
        "Of %(pairs)s pair of teams, %(named)s can be told apart",
        "Of %(pairs)s pairs of teams, %(named)s can be told apart",
        sheet.pair_count,
    ) % {"pairs": sheet.pair_count, "named": spell_count(len(sheet.pairs_apart))}


def explain_pairs(*, lists_all: bool, has_own: bool) -> str:
    # Above more sentences than are read at a glance.
    if lists_all:
        return _("Each pair as a sentence; to see one of them, put two teams on one scale.")
    if has_own:
        return _(
            "Too many to read one by one: below are those with a team of yours. To see any other pair, put "
            "two teams on one scale."
        )
    return _("Too many to read one by one. To see a pair, put two teams on one scale.")


def explain_no_pairs() -> str:
    return _(
        "Nothing in these medians says that one team works differently from another. Talk about what all of "
        "them share."
    )


def explain_drawing(sheet: Sheet) -> list[str]:
    """A paragraph each: what is drawn, what its ranges mean, what is named, whose it is, in which order."""
    own = sum(picture.own for picture in sheet.pictures)
    has_unnamed = any(picture.name is None for picture in sheet.pictures)
    return [
        f"{_explain_marks(sheet)} {_explain_level()}",
        _(
            "All ranges are pulled towards the level, those of small teams most, so a team’s own median can "
            "lie outside its range. Two ranges may overlap a little, and the teams still differ."
        ),
        f"{_explain_colours()} {_explain_hours()}",
        " ".join([_explain_source(), *([_warn_of_unnamed()] if has_unnamed else [])]),
        describe_order(own),
    ]


def _explain_marks(sheet: Sheet) -> str:
    return _(
        "The thick line and its number are a team’s published median, in steps of %(steps)s. The bar is "
        "where we’re 80 %% sure that the team’s true value lies."
    ) % {"steps": list_steps(sheet)}


def _explain_level() -> str:
    return _(
        "The triangle is the level of the teams: their average, in which teams that we know more surely "
        "count for more."
    )


def _explain_colours() -> str:
    return _(
        "A team has a colour and words only if a difference from the level has a chance of 90 in 100: "
        "“probably” from there, “clearly” from 97.5. All teams are judged together, so that chance alone is "
        "seldom called a difference."
    )


def _explain_hours() -> str:
    return _("The hours are not tested: they are from people’s memory, or counted from a calendar.")


def _explain_source() -> str:
    return _(
        "A team’s picture is what its own page shows of all its people together. It counts each person’s "
        "latest full result, whatever edition it was answered in. If teams answered different questions, "
        "part of a difference between them may come from that, and “probably” and “clearly” take no account "
        "of it."
    )


def _warn_of_unnamed() -> str:
    return _("A team without its name may be guessed by its number of people and the day of its picture.")


def explain_purpose() -> str:
    return _(
        "For a conversation between teams, not for pay, appraisal or selection. Every number here comes from "
        "the teams’ own pictures, and says no more about a person than those do."
    )


def list_level_words() -> dict[str, str]:
    # By what the model names.
    return {
        "": "",
        "probably up": _("above the level, probably"),
        "clearly up": _("above the level, clearly"),
        "probably down": _("below the level, probably"),
        "clearly down": _("below the level, clearly"),
    }


def describe_order(own: int) -> str:
    # own: how many of the teams are the reader's.
    return {
        0: _("Teams are in the order of their names; this sheet is never sorted by score."),
        1: _("Your own team comes first, then the others by name; this sheet is never sorted by score."),
    }.get(own, _("Your own teams come first, then the others by name; this sheet is never sorted by score."))


def explain_questions(measures: Sequence[str]) -> str:
    # measures: what the teams differ in; none where nothing differs.
    if not measures:
        return _("In no capability can teams be told apart, so these questions are about the lowest one.")
    names = join_words([format_measure(measure) for measure in measures])
    return _("Teams differ in %(measures)s, so these questions are about that.") % {"measures": names}


def read_out_range() -> str:
    return _("%(median)s, 80 %% range %(low)s to %(high)s")


def describe_difference(higher: str, lower: str, measure: str) -> str:
    """higher, lower: names as they stand inside a sentence."""
    words = _("%(higher)s is higher in %(measure)s than %(lower)s.") % {
        "higher": higher,
        "lower": lower,
        "measure": format_measure(measure),
    }
    return words[0].upper() + words[1:]


def describe_equals(one: str, other: str, measure: str) -> str:
    words = _("%(one)s and %(other)s cannot be told apart in %(measure)s.") % {
        "one": one,
        "other": other,
        "measure": format_measure(measure),
    }
    return words[0].upper() + words[1:]


def describe_chance(chance: float) -> str:
    # "probably, 93 in 100". chance: 0..1.
    percent = {"percent": min(99, half_up(100 * chance))}
    if chance >= families.CLEARLY:
        return _("clearly, %(percent)s in 100") % percent
    return _("probably, %(percent)s in 100") % percent


def list_hours_words() -> dict[str, str]:
    return {
        "": _("no hours to show"),
        "approving": _("approves more than it designs"),
        "designing": _("designs more than it approves"),
        "equal": _("approves about as much as it designs"),
        "neither": _("next to none of either"),
    }


def name_unnamed(organisation: str, number: int, count: int) -> str:
    """A team without its name, at the start of a line; numbered where there are several."""
    names = {"organisation": isolate(organisation), "number": number}
    if count > 1:
        return _("A team of %(organisation)s (%(number)s)") % names
    return _("A team of %(organisation)s") % names


def name_unnamed_in_sentence(organisation: str, number: int, count: int) -> str:
    names = {"organisation": isolate(organisation), "number": number}
    if count > 1:
        return _("a team of %(organisation)s (%(number)s)") % names
    return _("a team of %(organisation)s") % names


def list_steps(sheet: Sheet) -> str:
    # "5", or "2 and 5".
    return join_words([str(step) for step in sorted({published_step(p.size) for p in sheet.pictures})])


def describe_people(size: int, day: date) -> str:
    words = ngettext("%(people)s person, %(day)s", "%(people)s people, %(day)s", size)
    return words % {"people": size, "day": date_format(day, _("j M Y"))}


def format_days(days: Sequence[date]) -> str:
    first, last = (date_format(day, _("j F Y")) for day in (min(days), max(days)))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def name_quarter(starts: date) -> str:
    # A round, by its first day.
    quarter = {"year": starts.year}
    return {
        1: _("first quarter %(year)s"),
        4: _("second quarter %(year)s"),
        7: _("third quarter %(year)s"),
        10: _("fourth quarter %(year)s"),
    }[starts.month] % quarter


def describe_changed_teams(changed: int, teams: int) -> str:
    # teams: those with two rounds or more.
    if not changed:
        return ngettext(
            "No clear change in the team since its round before.",
            "No clear change in any of the %(teams)s teams since their round before.",
            teams,
        ) % {"teams": spell_count(teams)}
    words = ngettext(
        "%(changed)s of %(teams)s teams has changed since its round before.",
        "%(changed)s of %(teams)s teams have changed since their round before.",
        changed,
    ) % {"changed": spell_count(changed), "teams": teams}
    return words[0].upper() + words[1:]


def describe_change(measure: str, word: str, before: str) -> str:
    # before: the quarter that the latest round is compared with.
    words = {"measure": list_titles()[measure], "before": before}
    return {
        "probably up": _("%(measure)s: probably up since the %(before)s."),
        "clearly up": _("%(measure)s: clearly up since the %(before)s."),
        "probably down": _("%(measure)s: probably down since the %(before)s."),
        "clearly down": _("%(measure)s: clearly down since the %(before)s."),
    }[word] % words


def describe_missing(team_count: int) -> str:
    # How many teams are shown; of none why it is not.
    if team_count:
        return _("One team shares its picture. One more is needed.")
    return _("No team shares its picture yet. Two are needed.")
