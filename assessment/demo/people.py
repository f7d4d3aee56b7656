"""Twelve made-up people, at addresses that no mail can reach."""

from assessment.demo.replies import Character

DOMAIN = "demonstration.invalid"
"""No mail server answers for .invalid, and nobody can prove to read mail there."""


def _levels(systems: float, literacy: float, uncertainty: float) -> dict[str, float]:
    return {"systems": systems, "literacy": literacy, "uncertainty": uncertainty}


PEOPLE = (
    # The lead is looked at first: after a year her results show a rise that is named.
    Character("Ines Okafor", _levels(0.62, 0.34, 0.50), 0.07, 0.05, (58, 14)),
    Character("Tomas Reuter", _levels(0.66, 0.50, 0.58), 0.02, 0.00, (44, 24)),
    Character("Mei Tan", _levels(0.55, 0.38, 0.72), 0.02, 0.04, (40, 20)),
    Character("Jonas Weiss", _levels(0.48, 0.22, 0.30), 0.01, 0.16, (80, 6)),
    Character("Priya Nair", _levels(0.72, 0.46, 0.78), 0.03, 0.02, (32, 34)),
    Character("Luc Martin", _levels(0.52, 0.30, 0.24), 0.02, 0.12, (66, 10)),
    Character("Sofia Rossi", _levels(0.60, 0.42, 0.66), 0.00, 0.06, (50, 18)),
    Character("Ben Marsh", _levels(0.44, 0.28, 0.40), 0.04, 0.10, (72, 8)),
    Character("Amara Diallo", _levels(0.64, 0.36, 0.80), 0.01, 0.03, (48, 22)),
    Character("Hana Sato", _levels(0.70, 0.44, 0.56), 0.02, 0.02, (36, 28)),
    Character("Erik Lund", _levels(0.50, 0.26, 0.46), 0.03, 0.08, (62, 12)),
    Character("Zofia Nowak", _levels(0.58, 0.48, 0.62), 0.01, 0.04, (46, 20)),
)

# The people of the demonstration organisation: each of the one with some of the other.
FIRST_NAMES = (
    "Ada",
    "Bruno",
    "Chloe",
    "Dario",
    "Elif",
    "Farid",
    "Greta",
    "Hugo",
    "Isla",
    "Joris",
    "Katja",
    "Leo",
    "Mira",
)
LAST_NAMES = ("Adeyemi", "Berg", "Castillo", "Dvorak", "Eriksen")


def address_of(person: Character) -> str:
    return f"{person.name.lower().replace(' ', '.')}@{DOMAIN}"
