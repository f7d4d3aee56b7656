"""The peer's tables, its static files, and a survey of our own first 20 questions that have choices.

DATABASE_URL=... var/peer/bin/python -m benchmarks.peer.fill
"""

import json
import os
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.core.management import call_command

EDITION = Path(__file__).resolve().parents[2] / "assessment/questionnaire/editions/full-1.json"
MANY = 20


def list_questions() -> list[dict[str, str]]:
    """Text and choices of each question, as somebody would type them in there."""
    questions = json.loads(EDITION.read_text(encoding="utf-8"))["questions"]
    choosing = [question for question in questions if question["options"] and question["form"] in {"", "A"}]
    return [{"text": _text(question), "choices": _choices(question)} for question in choosing[:MANY]]


def _text(question: dict[str, Any]) -> str:
    poles = f"A: {question['left']}; B: {question['right']}" if question["left"] else ""
    return " ".join(filter(None, [question["scene"], question["text"], poles, question["hint"]]))


def _choices(question: dict[str, Any]) -> str:
    return "|".join(option["text"] for option in question["options"])


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.peer.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    surveys: Any = apps.get_app_config("survey").get_model("Survey")
    questions: Any = apps.get_app_config("survey").get_model("Question")
    survey = surveys.objects.create(
        name="Benchmark", description="The same questions.", need_logged_user=False, display_method=0
    )
    for place, texts in enumerate(list_questions()):
        questions.objects.create(survey=survey, order=place, required=True, type="radio", **texts)


if __name__ == "__main__":
    main()
