"""Sentences that people had to read twice stay out: each pattern has its reason, in English and in German.

tests/test_catalogues.py holds that the words of templates are all in the catalogue: it is what people read.
"""

import re
from collections.abc import Iterator, Mapping

import pytest

from tests.catalogues import catalogues, entries, messages

ENGLISH: Mapping[str, str] = {
    r"[¼½¾]": "“3.5 hours”: a fraction in one sign can’t be read in small type",
    r"eight (times )?in ten": "one way of saying how sure: “we’re 80 % sure”",
    r"\b[Dd]raw (my|your|the) result"
    r"|\bresults? (\w+ )*drawn\b|(?<!picture, )\bdrawn (on|in|from) |\bas it was drawn"
    r"|\bcodes? (are|were) drawn": "a result is finished or shown; plans and charts are drawn",
    r"(?<!there )(?<!There )\b(is|are|was) no (?!longer|further|more\b|clear|need|way|trend|wider)[a-z]": (
        "“isn’t a file”, “doesn’t test memory”: “is no” is German syntax"
    ),
    r"\bstands? (as|by itself|side by side|beside|in for|in the other|more than)\b|\bstands:": (
        "say what it is, or “compared”"
    ),
    r"(^|[.:;] )(Whoever|Who (?!can|may|sees|should|joined)[^?]*[.])": "“anyone who”, “people who”",
    r"opens? nothing|no longer opens|opens (the|your) account": "a link works, a person signs in",
    r"\bwaited for\b|\bno more\.": "“no longer”",
    r"\bundert(ake|ook)\b": "“your commitment”",
    r"(?<!\()\bdeeds?\b": "“what you did”",
    r"\bmend(s|ed|ing)?\b": "“fix” or “check”",
    r"\banew\b|\bafresh\b": "“again”",
    r"\bat its top step|off (its|the) floor": "“already at the top”, “its lowest value”",
    r"\brighter\b|surer than right": "“you knew more than you gave yourself credit for”",
    r"less than nothing": "“counts as zero”",
    r"would say something|line alive|\bleads? on\b|lead anywhere|begin to draw": "say what it does",
    r"\bbring (the|it|that|yours)\b": "a file is uploaded",
    r"\b(is|are) told\b|\bso it is said\b": "“we show”, “we write”",
    r"\b(?<!whether it )(is|are|was|were|all) kept\b|\bkeep nothing|\bNothing was kept": (
        "“saved” or “stored”; only a commitment is kept"
    ),
    r"\bheld\b|\bholds (?!it down|the score down|back|both)\w": "“has”, “contains”, “lies in”, “applies”",
    r"\bgoes when\b|\bthere is no way back\b|\bgone, at once": "“can’t be undone”, “is erased”",
    r"\bby lot\b|\bby what\b|\bwithout a word\b|\bwords? of change leads\b": "say it plainly",
    r"\b[Nn]obody\b[^.?!;]*\b(nothing|not|nobody)\b|\bnever\b[^.?!;]*\bnot\b|\bnot\b[^.?!;,]*\bwithout\b": (
        "two negatives: say it the other way round"
    ),
    r"\b[Tt]akes (%\(\)s )?(full results|months of results)": "“needs”",
}
GERMAN: Mapping[str, str] = {
    r"[¼½¾]": "„3,5 Stunden“: ein Bruch in einem Zeichen ist klein nicht zu lesen",
    r"in acht von zehn Fällen": "nur eine Angabe der Sicherheit: „zu 80 %“",
    r"Ergebnis (\w+ )*(zeichnen|gezeichnet)|Ausgabe \S+ gezeichnet|wie es gezeichnet wurde": (
        "ein Ergebnis entsteht oder wird gezeigt"
    ),
    r"\bTat(en)?\b": "„was Sie getan haben“",
    r"öffnet nichts|öffnen nichts|wird hier nicht mehr erwartet": "„gilt nicht mehr“",
    r"\bweniger als nichts\b": "„zählt als null“",
    r"etwas sagen\b.*Durchgang|Durchgang würde etwas sagen|führt irgendwohin|irgendwohin zu führen": (
        "sagen, was es bewirkt"
    ),
    r"ohne ein Wort|sicherer als richtig|öfter richtig als sicher": "deutlich sagen",
    r"Bänder halten|Toleranz \(±\) hält|wird geglaubt|(?<!um)fasst beides": "Spannen enthalten etwas",
    r"\b(du|dich|dir|dein(e[mnrs]?)?)\b": "die Seite siezt",
    r"also wird es gesagt|geht nie in den Wert ein": "„deshalb sagen wir es“, „zählt nie zum Wert“",
}
LONGEST, LONGEST_GERMAN = 32, 36
LEFT = (
    # Lists of examples in a table are no sentences.
    "Reading a draft before the review;",
    "Briefs, prompts or tests others reuse;",
    # Texts of models: a migration would carry them.
    "4 to 7 lines. ____ is a field",
    "A page that is no draft",
)
WORD = re.compile(r"[\w’'-]+")
# What readers stumbled over, by the pattern that keeps it out.
STUMBLED_OVER = [
    "We’re sure eight times in ten.",
    "Draw my result",
    "That is no calendar file.",
    "The result stands as you gave it.",
    "Whoever has this link can read it.",
    "This link no longer opens anything.",
    "That code is waited for no more.",
    "What you undertook is due.",
    "A pulse asks about deeds alone.",
    "Something to mend",
    "Saving counts them anew.",
    "Everything you report is at its top step.",
    "righter than sure, beyond tolerance",
    "Together your statements earned less than nothing.",
    "Another attempt would say something.",
    "Type last month, or bring the file.",
    "Option shares are told from 20 answers.",
    "Nothing is kept until you save.",
    "Bands held",
    "It happens at once, and there is no way back.",
    "rounded up or down by lot",
    "Nobody sees nothing.",
    "A projection takes %(fewest)s full results",
]


def read_messages() -> Iterator[tuple[str, str]]:
    for (_, words), name in messages().items():
        for text in (words,) if isinstance(words, str) else words:
            if not text.startswith(LEFT):
                yield name, text


def read_german() -> Iterator[tuple[str, str]]:
    for message in entries(catalogues()["de"]).values():
        for text in (message.string,) if isinstance(message.string, str) else message.string or ():
            yield str(message.id), text


def without_places(text: str) -> str:
    """A message as a reader meets it: a word for each place, and no markup."""
    return re.sub(r"%\(\w+\)[sd]", "X", re.sub(r"<[^>]+>", "", text))


def sentences_of(text: str) -> list[str]:
    return re.split(r"(?<=[.?!:])\s+", without_places(text))


def list_hits(patterns: Mapping[str, str], texts: Iterator[tuple[str, str]]) -> list[str]:
    findings = []
    for name, text in texts:
        read = re.sub(r"%\(\w+\)[sd]", "%()s", text)
        for pattern, reason in patterns.items():
            if re.search(pattern, read):
                findings.append(f"{name}: {text!r}: {reason}")
    return findings


@pytest.mark.parametrize("words", STUMBLED_OVER)
def test_the_list_knows_what_readers_stumbled_over(words: str) -> None:
    assert list_hits(ENGLISH, iter([("", words)]))


def test_no_message_is_written_like_that() -> None:
    assert list_hits(ENGLISH, read_messages()) == []


def test_no_german_message_is_written_like_that() -> None:
    assert list_hits(GERMAN, read_german()) == []


def test_a_sentence_is_read_in_one_breath() -> None:
    long = [
        f"{name}: {sentence}"
        for name, text in read_messages()
        for sentence in sentences_of(text)
        if len(WORD.findall(sentence)) > LONGEST
    ]
    assert long == []
    german = [
        sentence
        for _, text in read_german()
        for sentence in sentences_of(text)
        if len(WORD.findall(sentence)) > LONGEST_GERMAN
    ]
    assert german == []


def test_a_sentence_has_one_semicolon_at_most() -> None:
    assert [text for _, text in read_messages() if re.search(r";[^.?!]*;", without_places(text))] == []
