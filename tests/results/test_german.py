"""The decisive sentences in German, page by page: nothing claims more than the English does."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from assessment.accounts.models import User
from assessment.results.result import self_rating
from assessment.results.timeline import projection
from assessment.results.wording import sentences
from assessment.results.wording.capabilities import titles
from assessment.results.wording.numbers import spell_ordinal
from assessment.scoring.change import gap, mean_gap
from assessment.scoring.verdict import choose_verdict_row, name_capabilities
from tests.results.lives import day, submit
from tests.results.pages import figure, heading, headings, tables, text_of
from tests.results.wording.test_sentences import compare

LOW = {"systems": 0.3, "literacy": 0.3, "uncertainty": 0.3}
HIGH = {"systems": 0.8, "literacy": 0.8, "uncertainty": 0.8}


def german(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path, headers={"accept-language": "de"})
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize(
    ("dots", "sentence"),
    [
        (20, "Auf dem Weg des Orchestrators."),
        (17, "Mehr Orchestrator als Artefakt. Wahrscheinlich."),
        (10, "Zu knapp, um eine Seite zu nennen."),
        (3, "Mehr Artefakt als Orchestrator. Wahrscheinlich."),
        (0, "Vorerst auf dem Weg des Artefakts."),
        (None, "Noch zu wenig für eine Aussage."),
    ],
)
def test_the_verdict(dots: int | None, sentence: str) -> None:
    with translation.override("de"):
        assert str(sentences.verdicts()[choose_verdict_row(dots)]) == sentence


def test_the_odds_and_the_range() -> None:
    with translation.override("de"):
        assert sentences.verdict_sentence(56, 5.5, 17) == (
            "Ihr Index ist 56; zu 80 % sicher liegt er zwischen 49 und 63. "
            "Diese Spanne reicht über die Linie bei 50, aber 17 von 20 wahrscheinlichen Ergebnissen fallen "
            "auf die Seite des Orchestrators."
        )
        assert sentences.odds(10) == (
            "10 von 20 wahrscheinlichen Ergebnissen fallen auf jede der beiden Seiten."
        )
        assert sentences.odds(0) == (
            "Mehr als 19 von 20 wahrscheinlichen Ergebnissen fallen auf die Seite des Artefakts."
        )


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            48,
            54,
            "Keine klare Änderung. Sechs Punkte mehr liegen innerhalb der Toleranz: Das kann Zufall sein.",
        ),
        (48, 49, "Keine klare Änderung. Ein Punkt mehr liegt innerhalb der Toleranz: Das kann Zufall sein."),
        (
            48,
            47,
            "Keine klare Änderung. Ein Punkt weniger liegt innerhalb der Toleranz: Das kann Zufall sein.",
        ),
        (48, 48, "Keine klare Änderung. Beide Ergebnisse zeigen dieselbe Zahl."),
        (48, 66, "Wahrscheinlich höher: von 48 auf 66."),
        (66, 48, "Wahrscheinlich niedriger: von 66 auf 48."),
        (40, 75, "Klar höher: von 40 auf 75."),
        (75, 40, "Klar niedriger: von 75 auf 40."),
    ],
)
def test_the_words_of_change(before: float, after: float, sentence: str) -> None:
    with translation.override("de"):
        assert sentences.change_headline(compare(before, 6.5, after, 6.5)) == sentence


def test_changes_of_capabilities() -> None:
    up, still = compare(48, 9, 75, 9), compare(50, 9, 54, 9)
    with translation.override("de"):
        assert sentences.capability_changes({"systems": up, "literacy": still, "uncertainty": still}) == [
            "Denken in Systemen: wahrscheinlich höher, von 48 auf 75.",
            "Keine klare Änderung im technischen Verständnis oder im Umgang mit begrenzter Unsicherheit.",
        ]
        assert sentences.capability_changes(dict.fromkeys(titles(), still)) == [
            "In keiner der drei Fähigkeiten eine klare Änderung."
        ]


def test_which_capability_carries() -> None:
    scores = {"systems": 80.0, "literacy": 50.0, "uncertainty": 20.0}
    with translation.override("de"):
        assert sentences.capability_headline(name_capabilities(scores, dict.fromkeys(scores, 9.0))) == (
            "Denken in Systemen trägt Sie. Umgang mit begrenzter Unsicherheit drückt den Wert."
        )
        assert sentences.too_few_answers(["systems", "literacy"]) == (
            "Der Index braucht alle drei Fähigkeiten; zu wenige Antworten gibt es für: Denken in Systemen "
            "und technisches Verständnis."
        )


def test_said_and_shown() -> None:
    gaps = {"systems": gap(71, 10.73, 45, 15.17), "literacy": None, "uncertainty": None}
    with translation.override("de"):
        assert self_rating.describe_gaps(mean_gap(list(gaps.values())), gaps, {"systems": 26}) == (
            "Was Sie im Denken in Systemen sagen, liegt 26 Punkte über dem, was Sie zeigen."
        )
        assert (
            self_rating.describe_no_gap()
            == "Was Sie sagen und was Sie zeigen, stimmt überein, soweit wir das sehen."
        )
        assert (
            self_rating.describe_needed(gaps, version=1)
            == "Ein Abstand von bis zu 23 Punkten kann Zufall sein."
        )


def test_what_lies_ahead() -> None:
    with translation.override("de"):
        assert [projection.describe_refusal("fewer_than_4", results, 0) for results in (0, 1, 3)] == [
            "Eine Projektion braucht vier volle Ergebnisse; Sie haben keines.",
            "Eine Projektion braucht vier volle Ergebnisse; Sie haben eines.",
            "Eine Projektion braucht vier volle Ergebnisse; Sie haben drei.",
        ]
        assert projection.describe_refusal("span_under_9", 4, 1) == (
            "Eine Projektion braucht Ergebnisse aus neun Monaten; bisher: ein Monat."
        )
        assert projection.describe_next_step("fewer_than_4", 3) == (
            "Sie brauchen ein weiteres volles Ergebnis."
        )
        assert projection.describe_clock("Mai 2028") == "18 Monate nach Ihrem letzten Ergebnis: Mai 2028"
        assert [spell_ordinal(number) for number in (1, 12, 21)] == ["erster", "zwölfter", "21."]


@pytest.mark.django_db
def test_the_landing_page(client: Client) -> None:
    page = german(client, "/")
    assert heading(page) == "Die Rolle des CMO teilt sich. Welche Hälfte ist Ihre?"
    assert "Ein Beispiel: 3,5 Stunden Freigeben auf jede Stunde Entwerfen." in text_of(page)
    assert "32 Fragen, etwa 15 bis 20 Minuten, keine E-\u2060Mail." in text_of(page)


@pytest.mark.django_db
def test_the_hook_refuses_in_german(client: Client) -> None:
    response = client.post("/ratio/", {"approving": "x", "designing": "6"}, headers={"accept-language": "de"})
    assert response.status_code == 422
    assert "Geben Sie die Stunden für Freigaben als Zahl an, etwa 6 oder 6,5." in response.content.decode()


def test_the_result_page(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(8), LOW)
    second = submit(cmo, day(11), HIGH)
    page = german(cmo_client, f"/r/{second.uid}/")
    assert heading(page) == "Auf dem Weg des Orchestrators."
    assert "Die Toleranz ist angenommen, nicht gemessen." in text_of(page)
    assert "Ihr Ergebnis, zweiter Durchgang" in text_of(page)
    assert "20. November 2026" in page
    assert any(title.startswith("Klar höher: von ") for title in headings(page))
    assert "Wie jede Antwort die Werte von 50 auf" in text_of(page)
    (start, *_), *_ = (table[1:] for table in tables(page, "Antwort"))
    assert start == ["Beginn", "", "50,0"]


def test_bars_are_drawn_in_points_whatever_the_language_writes(cmo: User, cmo_client: Client) -> None:
    page = german(cmo_client, f"/r/{submit(cmo, day(8), HIGH).uid}/")
    assert 'class="bar-up"' in page
    assert re.findall(r'="\d+,\d+%"', page) == []


def test_the_labels_of_figures(cmo: User, cmo_client: Client) -> None:
    submit(cmo, day(3), LOW)
    page = german(cmo_client, f"/r/{submit(cmo, day(11), HIGH).uid}/")
    line = figure(page, "since-figure")["layout"]
    assert {"Artefakt", "Orchestrator"} <= {annotation["text"] for annotation in line["annotations"]}
    assert any(text.startswith("Okt") for text in line["xaxis"]["ticktext"])
    pairs = {annotation["text"] for annotation in figure(page, "said-figure")["layout"]["annotations"]}
    assert {"Denken in Systemen", "Begrenzte Unsicherheit"} <= pairs
    assert not any("within tolerance" in text or "said" in text for text in pairs)


def test_a_pulse(cmo: User, cmo_client: Client) -> None:
    page = german(cmo_client, f"/r/{submit(cmo, day(11), 0.5, slug='pulse').uid}/")
    assert heading(page) == "Pulswert 50 ± 12."
    assert "Ein Puls hat zu wenige Antworten, um eine Seite zu nennen." in text_of(page)


def test_a_result_without_an_index(cmo: User, cmo_client: Client) -> None:
    page = german(cmo_client, f"/r/{submit(cmo, day(11), 0.5, passed='systems').uid}/")
    assert heading(page) == "Noch zu wenig für eine Aussage."
    assert "zu wenige Antworten gibt es für: Denken in Systemen." in text_of(page)


def test_the_page_over_time(cmo: User, cmo_client: Client) -> None:
    assert heading(german(cmo_client, "/over-time/")) == "Noch nichts gezeichnet"
    submit(cmo, day(8), LOW)
    submit(cmo, day(11), HIGH)
    page = german(cmo_client, "/over-time/?target=x", 422)
    assert heading(page).startswith("Klar höher: von ")
    assert "Ihr letztes Ergebnis ist " in text_of(page)
    assert "Ein Trend braucht vier volle Ergebnisse über sechs Monate: Ihnen fehlen noch zwei." in text_of(
        page
    )
    assert "Geben Sie eine ganze Zahl von 0 bis 100 an." in page
    assert any(
        "klar höher" in cell for table in tables(page, "Ergebnis vom") for row in table for cell in row
    )


def test_the_comparison(cmo: User, cmo_client: Client) -> None:
    first, second, third = (
        submit(cmo, day(month), level) for month, level in ((5, LOW), (8, LOW), (11, HIGH))
    )
    page = german(cmo_client, f"/compare/{second.uid}/{third.uid}/")
    assert heading(page).startswith("Klar höher: von ")
    assert "August und November" in text_of(page)
    fourth = submit(cmo, day(11) + timedelta(days=3), HIGH)
    untested = text_of(german(cmo_client, f"/compare/{second.uid}/{fourth.uid}/"))
    assert "Für diese beiden zeigen wir die Zahlen und kein Urteil." in untested
    same = german(cmo_client, f"/compare/{first.uid}/{first.uid}/")
    assert heading(same) == "Das ist zweimal dasselbe Ergebnis"


@pytest.mark.django_db
def test_the_method_page(client: Client) -> None:
    page = text_of(german(client, "/method/"))
    assert "Die Toleranz ist angenommen, nicht gemessen." in page
    assert "1,2816 Standardfehler" in page
    assert "Spannen für 80 % enthalten die Wahrheit" in page
    assert "Systeme 80,5 %, Verständnis 81,8 %, Unsicherheit 80,0 %, Index 80,1 %" in page
    assert "20.000 erfundene Personen" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/privacy/", "Es gehört Ihnen, sonst niemandem"),
        ("/accessibility/", "Was geprüft wurde und was nicht"),
    ],
)
def test_the_other_pages_to_read(client: Client, path: str, sentence: str) -> None:
    assert heading(german(client, path)) == sentence
