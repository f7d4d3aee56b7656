"""What can be counted about the options of a judgement without understanding them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

STEM = 5
"""Words are taken for the same if they begin alike: inflections differ at the end."""
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d.,]*")


def _list(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _beginnings(words: str) -> tuple[str, ...]:
    return tuple(words.split())


@dataclass(frozen=True)
class Lexicon:
    """Lists of words of one language, in lower case; of control, their beginnings."""

    numbers: frozenset[str]
    joints: frozenset[str]
    control: tuple[str, ...]
    hedges: frozenset[str]
    reasons: re.Pattern[str]
    function: frozenset[str]
    doubt: frozenset[str]
    force: frozenset[str]
    negations: frozenset[str]
    machines: frozenset[str]
    whole: frozenset[str]
    part: frozenset[str]


ENGLISH = Lexicon(
    numbers=_list(
        "one two three four five six seven eight nine ten eleven twelve fourteen fifteen sixteen "
        "eighteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half "
        "third quarter fifth tenth twice"
    ),
    joints=_list("and"),
    control=_beginnings(
        "name set keep limit stop test check owner below review count number agree compare condition "
        "until before once"
    ),
    hedges=_list("first only until before once some may likely about small weak wide half few then instead"),
    reasons=re.compile(
        r";|\b(because|since|as (?:it|they|he|she)|so that|in order|therefore)\b", re.IGNORECASE
    ),
    function=_list(
        "the and for with from into that this these those which who what their them they your you its "
        "are was were been has have had will not but than then all any each every more most out about "
        "when where how does did his her our can may let"
    ),
    doubt=_list("can may might could some most mostly usually often likely sometimes"),
    force=_list("every all always any must never whatever only none"),
    negations=_list("not no never none nobody nothing neither nor without cannot"),
    machines=_list("agent agents model models"),
    whole=_list("all both entire every everybody everyone everything everywhere full whole without"),
    part=_list("few first half one part quarter small some tenth third until"),
)
GERMAN = Lexicon(
    numbers=_list(
        "ein eine einen einem einer zwei drei vier fünf sechs sieben acht neun zehn elf zwölf "
        "vierzehn fünfzehn sechzehn achtzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig "
        "neunzig hundert tausend million hälfte halb halbe drittel viertel fünftel zehntel zweimal "
        "doppelt"
    ),
    joints=_list("und"),
    control=_beginnings(
        "nennen festlegen setzen behalten grenze begrenzen stoppen anhalten test testen prüfen "
        "prüfung kontrolle verantwortliche unter zählen zahl anzahl vereinbaren vergleichen bedingung "
        "bis bevor vor sobald erst"
    ),
    hedges=_list(
        "zuerst erst nur bis bevor vor sobald einige manche kann können wahrscheinlich etwa ungefähr "
        "rund klein kleine kleinen schwach breit breite halb halbe hälfte wenige dann stattdessen"
    ),
    reasons=re.compile(r";|\b(weil|da|denn|damit|deshalb|daher|um .+ zu)\b", re.IGNORECASE),
    function=_list(
        "der die das den dem des ein eine einen einem einer eines und für mit von aus auf bei zum zur "
        "nach über unter vor bis als auch noch nicht aber sie ihr ihre ihren ihrer ihrem sich wird "
        "werden wurde hat haben ist sind war waren sein was wer wie wenn dann alle jede jeden jeder "
        "mehr sowie man lassen"
    ),
    doubt=_list(
        "kann können könnte mag manche manchmal einige meist meistens meisten gewöhnlich oft häufig "
        "wahrscheinlich"
    ),
    force=_list(
        "jede jeder jedes jeden jedem alle allen alles immer stets muss müssen nie niemals keine kein nur"
    ),
    negations=_list("nicht kein keine keinen keiner keinem nie niemals nichts niemand weder noch ohne"),
    machines=_list("agent agenten modell modelle modells sprachmodell sprachmodells"),
    whole=_list(
        "alle allem allen aller alles beide beiden ganze ganzen ganzes gesamte gesamten jede jedem jeden "
        "jeder jedes ohne überall voll volle vollen"
    ),
    part=_list(
        "bis einige einmal ersten halb halbe hälfte klein kleine kleinen teil viertel zehntel zuerst zunächst"
    ),
)
LEXICONS: Mapping[str, Lexicon] = {"en": ENGLISH, "de": GERMAN}

Measure = Callable[[str, Sequence[str], Lexicon], list[float]]
"""Of a scene and its options: one number for each option."""


def lexicon_of(language: str) -> Lexicon:
    # Whatever its region; a language without lists has the English ones.
    return LEXICONS.get(language.partition("-")[0].lower(), ENGLISH)


@lru_cache(maxsize=512)
def words_of(text: str) -> tuple[str, ...]:
    # Kept for the next strategy: they all read the same few texts.
    return tuple(word.lower() for word in WORD.findall(text))


@lru_cache(maxsize=512)
def stems_of(text: str, lexicon: Lexicon) -> frozenset[str]:
    # Without words that carry no meaning, cut to where inflection begins.
    return frozenset(word[:STEM] for word in words_of(text) if len(word) > 2 and word not in lexicon.function)


def count_numbers(text: str, lexicon: Lexicon) -> int:
    # In figures and in words.
    return sum(word in lexicon.numbers or word[0].isdigit() for word in words_of(text))


def count_in(words: frozenset[str], text: str) -> int:
    # "agent's" counts as "agent".
    return sum(word.removesuffix("'s").removesuffix("’s") in words for word in words_of(text))


def characters(_scene: str, options: Sequence[str], _lexicon: Lexicon) -> list[float]:
    return [float(len(option)) for option in options]


def words(_scene: str, options: Sequence[str], _lexicon: Lexicon) -> list[float]:
    return [float(len(option.split())) for option in options]


def numbers(_scene: str, options: Sequence[str], lexicon: Lexicon) -> list[float]:
    return [float(count_numbers(option, lexicon)) for option in options]


def digits(_scene: str, options: Sequence[str], _lexicon: Lexicon) -> list[float]:
    return [float(sum(letter.isdigit() for letter in option)) for option in options]


def commas(_scene: str, options: Sequence[str], lexicon: Lexicon) -> list[float]:
    # With semicolons and each "and": how many parts an option has.
    return [
        float(option.count(",") + option.count(";") + count_in(lexicon.joints, option)) for option in options
    ]


def control(_scene: str, options: Sequence[str], lexicon: Lexicon) -> list[float]:
    return [float(sum(word.startswith(lexicon.control) for word in words_of(option))) for option in options]


def hedges(_scene: str, options: Sequence[str], lexicon: Lexicon) -> list[float]:
    return [float(count_in(lexicon.hedges, option)) for option in options]


def scene_words(scene: str, options: Sequence[str], lexicon: Lexicon) -> list[float]:
    scene_stems = stems_of(scene, lexicon)
    return [float(len(scene_stems & stems_of(option, lexicon))) for option in options]


def likeness(_scene: str, options: Sequence[str], lexicon: Lexicon) -> list[float]:
    # What is varied is often the best.
    stems = [stems_of(option, lexicon) for option in options]
    return [
        float(sum(len(own & other) for place, other in enumerate(stems) if place != own_place))
        for own_place, own in enumerate(stems)
    ]


def word_length(_scene: str, options: Sequence[str], _lexicon: Lexicon) -> list[float]:
    return [
        sum(map(len, option_words)) / max(1, len(option_words)) for option_words in map(words_of, options)
    ]


def shared_opening(_scene: str, options: Sequence[str], _lexicon: Lexicon) -> list[float]:
    openings = [(words_of(option) or ("",))[0] for option in options]
    return [float(openings.count(opening) - 1) for opening in openings]


def reasons(_scene: str, options: Sequence[str], lexicon: Lexicon) -> list[float]:
    return [float(bool(lexicon.reasons.search(option))) for option in options]


def reach(_scene: str, options: Sequence[str], lexicon: Lexicon) -> list[float]:
    # Words for the whole less words for a part of it.
    return [float(count_in(lexicon.whole, option) - count_in(lexicon.part, option)) for option in options]


MEASURES: Mapping[str, Measure] = {
    "characters": characters,
    "words": words,
    "numbers": numbers,
    "digits": digits,
    "commas": commas,
    "control": control,
    "hedges": hedges,
    "scene_words": scene_words,
    "likeness": likeness,
    "word_length": word_length,
    "shared_opening": shared_opening,
    "reasons": reasons,
    "reach": reach,
}
