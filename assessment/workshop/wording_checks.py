"""Checks on the wording of a question: warnings with a reason, never a block.

The rules are those of docs/editions.md. A rule only guesses: the editor decides.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.questionnaire.errors import Document
from assessment.questionnaire.strategies.measures import ENGLISH, LEXICONS, STEM, stems_of, words_of
from assessment.questionnaire.strategies.questions import BEST
from assessment.questionnaire.wording import name_part

LONGEST = {"text": 25, "scene": 60, "option": 20, "hint": 25}
READING_AGE = 16
"""Where "about 14" ends: a formula on so few words is coarse."""
UNEQUAL = 1.6

REASONS = {
    "length": gettext_lazy("People skim long questions, and answer by mood what they have skimmed."),
    "two": gettext_lazy("People who would answer the two halves differently can’t answer at all."),
    "negation": gettext_lazy("One in ten people misreads a “no” to a “not”. Turn the poles instead."),
    "agree": gettext_lazy(
        "People agree with whatever is asked politely. Ask what they did, or let them choose between "
        "two poles."
    ),
    "identity": gettext_lazy("Nobody can check who somebody is; what they did in 30 days can be checked."),
    "leading": gettext_lazy("It tells which answer is wanted."),
    "mission": gettext_lazy(
        "These words come from the site’s own message, so they give the right answer away."
    ),
    "brand": gettext_lazy(
        "A brand or a year goes out of date within the 18 months over which answers are compared."
    ),
    "numbers": gettext_lazy(
        "A number on an option suggests a scale, and the scale gives the right answer away."
    ),
    "unequal": gettext_lazy("People take the longest action for the best one, whatever it says."),
    "justified": gettext_lazy(
        "People who guess choose the action that gives a reason. Give all of them a reason, or none."
    ),
    "shared": gettext_lazy("Words of the hint that appear only in the best action point at it."),
    "construction": gettext_lazy("Readers stumbled over this in edition 1. Say it plainly."),
    "occasion": gettext_lazy(
        "People who work without one can only answer “Never”, and are scored as if they had refused. "
        "Offer “I had no occasion”."
    ),
    "source": gettext_lazy("A statement that cannot be looked up is an opinion."),
    "reading": gettext_lazy("Hard sentences measure reading. A 14-year-old should be able to follow."),
    "count": gettext_lazy("“How often” answers only fit a question about the past 30 days."),
}

_NEGATION = re.compile(
    r"\b(not|never|none|nobody|nothing|neither|nor|without|cannot|\w+n[’']t)\b", re.IGNORECASE
)
_AGREE = re.compile(
    r"\b(i|you) (dis)?agree\b|^\W*(strongly |somewhat |fully )*(dis)?agree\W*$", re.IGNORECASE
)
_IDENTITY = re.compile(
    r"^(i|we)\s|\b(are you|do you (feel|think|believe|consider|see yourself)|i am|i’m|i'm)\b", re.IGNORECASE
)
_LEADING = re.compile(
    r"\b(obviously|clearly|surely|naturally|of course|should|ought|best practice|modern|innovative"
    r"|forward-looking|cutting-edge|mature|truly|really|finally|merely|proper(ly)?)\b",
    re.IGNORECASE,
)
_MISSION = re.compile(
    r"\b(orchestrat\w*|artefact\w*|artifact\w*|architect\w*|systems?|systemic|agentic)\b", re.IGNORECASE
)
_BRAND = re.compile(
    r"\b(Google|Meta|Facebook|Instagram|TikTok|LinkedIn|Microsoft|Copilot|Apple|Amazon|OpenAI|ChatGPT|GPT\w*|Claude"
    r"|Anthropic|Gemini|Midjourney|Salesforce|HubSpot|Adobe|Marketo|Slack|Notion|Jira|20[2-9]\d)\b"
)
_TWO = re.compile(r"\band/or\b|\?.*\?|\bas well as\b", re.IGNORECASE | re.DOTALL)
_NUMBERED = re.compile(r"^\s*(\d+|[ivx]+(?=[.):]))[\s.):–-]", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SENTENCE = re.compile(r"(?<![.!?])[.!?]++(?:\s|$)")

_WORD_RULES = {
    "two": (_TWO, gettext_lazy("“%(words)s” asks for two things.")),
    "agree": (_AGREE, gettext_lazy("“%(words)s” asks for consent.")),
    "identity": (_IDENTITY, gettext_lazy("“%(words)s” asks who somebody is.")),
    "leading": (_LEADING, gettext_lazy("“%(words)s” leads.")),
    "mission": (_MISSION, gettext_lazy("“%(words)s” comes from the site’s own message.")),
    "brand": (_BRAND, gettext_lazy("“%(words)s” will age.")),
}
# Found when edition 1 was read aloud.
_CONSTRUCTIONS = {
    "en": re.compile(
        r"\b(stood in an?|drawn by chance|the maker|mend(ing|s|ed)? the piece|errors (they find )?gather"
        r"|come over|what travels|what decides|checks that decide|from taste|have in common go"
        r"|number that reverses|then did it once|is certain)\b|\d %",
        re.IGNORECASE,
    ),
    "de": re.compile(r"\b(Logbuch|Leitplanken?|Prompts?|Bots?)\b|\d%", re.IGNORECASE),
}
_AGENT = re.compile(r"\b(agents?|tools?|models?|trials?)\b", re.IGNORECASE)
_OR_PEOPLE = re.compile(r"\b(person|people|agency|agencies|colleagues?|team)\b", re.IGNORECASE)

_RULES_OF_STEPS = ("agree", "mission", "brand")
"""Rules for worded steps: "Clearly A" leads nobody, and "I had no occasion" asks for no identity."""


@dataclass(frozen=True)
class WordingWarning:
    """One rule that a text may break: in which field (text, option 2), what is seen, and why."""

    field: str
    rule: str
    says: str

    @property
    def reason(self) -> str:
        return str(REASONS[self.rule])

    @property
    def name(self) -> str:
        return name_part(self.field)

    def __str__(self) -> str:
        return f"{self.name[:1].upper()}{self.name[1:]}: {self.says} {self.reason}"


def find_warnings(question: Document) -> list[WordingWarning]:
    """What to look at in the words of one question, in the order of its fields; empty when nothing is.

    question: as an edition file holds it; missing or unfinished values are passed over.
    """
    return [
        *_check_text(question),
        *_check_scene(question),
        *_check_poles(question),
        *_check_options(question),
        *_check_key(question),
        *_check_hint(question),
        *_check_occasion(question),
        *_check_constructions(question),
        *_check_reading_age(question),
    ]


def _check_text(question: Document) -> Iterator[WordingWarning]:
    text = question.get("text") or ""
    yield from _check_length("text", text, LONGEST["text"])
    yield from _check_words("text", text)
    if question.get("kind") in {"frequency", "pair", "belief"}:
        yield from _check_negation("text", text)
    if question.get("kind") == "frequency":
        if match := re.search(r"\b\w+ (and|or) \w+[^?]*\b(and|or)\b", text):
            yield WordingWarning(
                "text", "two", _("“%(words)s” may ask for two things.") % {"words": match[0]}
            )
        if text and not re.search(r"\bhow (often|many|much)\b", text, re.IGNORECASE):
            yield WordingWarning("text", "count", _("It does not ask how often."))


def _check_scene(question: Document) -> Iterator[WordingWarning]:
    scene = question.get("scene") or ""
    if question.get("kind") == "judgement":
        yield from _check_length("scene", scene, LONGEST["scene"])
    if question.get("kind") in {"judgement", "range"}:
        yield from _check_words("scene", scene, only=("leading", "mission", "brand"))


def _check_poles(question: Document) -> Iterator[WordingWarning]:
    for name in ("left", "right"):
        pole = question.get(name) or ""
        yield from _check_words(f"{name} pole", pole)
        yield from _check_negation(f"{name} pole", pole)


def _check_options(question: Document) -> Iterator[WordingWarning]:
    for number, option in enumerate(question.get("options") or [], 1):
        name, text = f"option {number}", option.get("text") or ""
        yield from _check_words(
            name, text, only=_RULES_OF_STEPS if question.get("kind") in {"frequency", "pair"} else None
        )
        if _NUMBERED.match(text):
            yield WordingWarning(name, "numbers", _("It begins with a number."))
        if question.get("kind") == "judgement":
            yield from _check_length(name, text, LONGEST["option"])


def _check_key(question: Document) -> Iterator[WordingWarning]:
    if question.get("kind") == "belief" and not (question.get("source") or "").strip():
        yield WordingWarning("source", "source", _("There is no source note."))
    if question.get("kind") != "judgement":
        return
    lengths = [
        (_count_words(option.get("text") or ""), option.get("credit"))
        for option in question.get("options") or []
        if (option.get("text") or "").strip()
    ]
    if len(lengths) < 2:
        return
    longest, shortest = max(lengths, key=lambda pair: pair[0]), min(lengths, key=lambda pair: pair[0])
    if longest[0] > UNEQUAL * max(1, shortest[0]):
        counts = {"most": longest[0], "least": shortest[0]}
        sentence = _("The longest has %(most)s words, the shortest %(least)s.") % counts
        yield WordingWarning("options", "unequal", sentence)


def _check_hint(question: Document) -> Iterator[WordingWarning]:
    # In every translation, too: what is read in German is skimmed in German.
    for language, hint in _list_texts(question, "hint"):
        yield from _check_length(_with_language("hint", language), hint, LONGEST["hint"])
    if question.get("kind") != "judgement":
        return
    best, others = set[str](), set[str]()
    for option in question.get("options") or []:
        stems = stems_of(option.get("text") or "", ENGLISH)
        (best if option.get("credit") == BEST else others).update(stems)
    if shared := (best - others) & stems_of(question.get("hint") or "", ENGLISH):
        sentence = _("The best action and the hint share “%(words)s”.")
        words = [word for word in words_of(question.get("hint") or "") if word[:STEM] in shared]
        yield WordingWarning("hint", "shared", sentence % {"words": ", ".join(words)})


def _check_occasion(question: Document) -> Iterator[WordingWarning]:
    text = question.get("text") or ""
    if question.get("kind") != "frequency" or _OR_PEOPLE.search(text):
        return
    options = question.get("options") or []
    match = _AGENT.search(text)
    if match and options and all(option.get("credit") is not None for option in options):
        yield WordingWarning(
            "options", "occasion", _("They need an occasion for this (“%(word)s”).") % {"word": match[0]}
        )


def _check_constructions(question: Document) -> Iterator[WordingWarning]:
    rows = [
        ("text", question),
        ("scene", question),
        ("hint", question),
        ("left", question),
        ("right", question),
    ]
    options = list(enumerate(question.get("options") or [], 1))
    named = [(name, name, row) for name, row in rows] + [("text", f"option {n}", row) for n, row in options]
    for key, name, row in named:
        for language, text in _list_texts(row, key):
            for words in _list_matches(_CONSTRUCTIONS[language], text):
                sentence = _("“%(words)s” is hard to read.") % {"words": words}
                yield WordingWarning(_with_language(name, language), "construction", sentence)
    if question.get("kind") == "judgement":
        for language, lexicon in LEXICONS.items():
            yield from _check_justifications(options, language, lexicon.reasons)


def _check_justifications(
    options: list[tuple[int, Document]], language: str, reasons: re.Pattern[str]
) -> Iterator[WordingWarning]:
    texts = [(number, dict(_list_texts(option, "text")).get(language, "")) for number, option in options]
    matches = [(number, match) for number, text in texts if (match := reasons.search(text))]
    for number, match in matches if len(matches) < len(texts) else ():
        sentence = _("“%(words)s” gives a reason, and the other actions don’t.") % {"words": match[0]}
        yield WordingWarning(_with_language(f"option {number}", language), "justified", sentence)


def _list_texts(row: Document, key: str) -> Iterator[tuple[str, str]]:
    # Each language that has rules; an original counts as English.
    translations = row.get("translations")
    yield "en", row.get(key) or ""
    german = translations.get("de") if isinstance(translations, dict) else None
    yield "de", (german.get(key) or "") if isinstance(german, dict) else ""


def _with_language(name: str, language: str) -> str:
    return name if language == "en" else f"{name} ({language})"


def _check_reading_age(question: Document) -> Iterator[WordingWarning]:
    parts = [question.get(name) or "" for name in ("text", "scene", "left", "right")]
    parts += [option.get("text") or "" for option in question.get("options") or []]
    age = compute_reading_age(
        part if part.rstrip().endswith((".", "?", "!")) else f"{part}." for part in parts if part.strip()
    )
    if age is not None and age > READING_AGE:
        yield WordingWarning(
            "all words", "reading", _("They read like a text for %(age)s-year-olds.") % {"age": age}
        )


def _check_length(name: str, text: str, most: int) -> Iterator[WordingWarning]:
    if (count := _count_words(text)) > most:
        yield WordingWarning(
            name, "length", _("%(count)s words; %(most)s are enough.") % {"count": count, "most": most}
        )


def _check_negation(name: str, text: str) -> Iterator[WordingWarning]:
    for words in _list_matches(_NEGATION, text):
        yield WordingWarning(name, "negation", _("“%(words)s” negates.") % {"words": words})


def _check_words(name: str, text: str, *, only: tuple[str, ...] | None = None) -> Iterator[WordingWarning]:
    for rule, (pattern, sentence) in _WORD_RULES.items():
        if only is None or rule in only:
            for words in _list_matches(pattern, text):
                excerpt = words.strip() if len(words) < 40 else f"{words[:38].strip()}…"
                yield WordingWarning(name, rule, str(sentence) % {"words": excerpt})


def _list_matches(pattern: re.Pattern[str], text: str) -> list[str]:
    # Every one, so that none hides another; the same word once.
    matches: dict[str, str] = {}
    for match in pattern.finditer(text):
        matches.setdefault(match[0].casefold(), match[0])
    return list(matches.values())


def _count_words(text: str) -> int:
    return len(text.split())


def compute_reading_age(parts: Iterable[str]) -> int | None:
    """The age at which somebody reads this with ease, in whole years; None for fewer than 12 words.

    The grade of Flesch and Kincaid (1975), 0.39 words a sentence + 11.8 syllables a word - 15.59, and five
    years to the age. Syllables are counted by groups of vowels, so the figure is coarse.
    """
    text = " ".join(parts)
    words = _WORDS.findall(text)
    if len(words) < 12:
        return None
    sentences = max(1, len(_SENTENCE.findall(text)))
    grade = 0.39 * len(words) / sentences + 11.8 * sum(map(_count_syllables, words)) / len(words) - 15.59
    return max(5, round(grade + 5))


def _count_syllables(word: str) -> int:
    lower = word.lower()
    groups = len(re.findall(r"[aeiouyäöüéè]+", lower))
    silent = lower.endswith("e") and not lower.endswith("le") and groups > 1
    return max(1, groups - silent)
