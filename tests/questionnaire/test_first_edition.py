"""The first edition stays as it was published: sites have results under it."""

from tests.questionnaire.shipped import FIRST_FULL, FIRST_PULSE

CREDITS = {  # of the actions a, b, c, d
    "feedback-a-service": (2, 0, 1, 3),
    "feedback-b-media": (3, 1, 2, 0),
    "feedback-c-promotions": (0, 2, 3, 1),
    "specification-a-tone": (3, 1, 0, 2),
    "specification-b-leavers": (1, 0, 3, 2),
    "specification-c-claims": (2, 0, 1, 3),
    "bounds-a-weekend": (1, 2, 0, 3),
    "bounds-b-creators": (0, 3, 2, 1),
    "bounds-c-placements": (2, 1, 3, 0),
    "division-a-pages": (1, 3, 2, 0),
    "division-b-handover": (2, 0, 3, 1),
    "division-c-locals": (3, 1, 0, 2),
    "action-a-agency": (3, 1, 2, 0),
    "action-b-adviser": (2, 3, 0, 1),
    "action-c-sponsor": (1, 0, 2, 3),
    "rights-a-discounts": (1, 3, 0, 2),
    "rights-b-replies": (1, 0, 2, 3),
    "rights-c-data": (3, 1, 2, 0),
}
TRUE = {
    "reach-a-forbidden",
    "reach-c-hidden",
    "data-b-joined",
    "evaluation-a-alarms",
    "reliance-b-rare",
    "reliance-c-average",
}
QUANTITIES = {
    "odds-a-steps": 40,
    "odds-b-flagged": 32,
    "odds-c-checkers": 67,
    "calibration-a-five": 41,
    "calibration-b-thousand": 37,
    "calibration-c-portfolio": 62,
    "variance-a-best": 58,
    "variance-b-twins": 43,
    "variance-c-versions": 37,
}
REVERSED = {"action-first-part", "feedback-review-date", "specification-strangers"}


def test_the_first_edition_compares_with_none_before() -> None:
    first = {"number": 1, "language": "en", "comparable": False, "changes": "First edition."}
    assert FIRST_FULL["edition"] == FIRST_PULSE["edition"] == first
    assert len(FIRST_FULL["questions"]) == 58
    assert len(FIRST_PULSE["questions"]) == 10


def test_the_keys_of_the_first_edition_stay() -> None:
    questions = FIRST_FULL["questions"]
    credits_ = {
        q["code"]: tuple(o["credit"] for o in q["options"]) for q in questions if q["kind"] == "judgement"
    }
    assert credits_ == CREDITS
    assert {q["code"] for q in questions if q["is_true"]} == TRUE
    assert {q["code"]: q["quantity"] for q in questions if q["kind"] == "range"} == QUANTITIES
    assert {q["code"] for q in questions if q["reversed"]} == REVERSED
