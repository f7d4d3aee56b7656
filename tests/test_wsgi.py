"""What the web server imports, in a process where nothing has been imported before."""

import os
import subprocess
import sys

from django.conf import settings

# What few requests need is imported by them: together some 30 MB of each process.
STARTED = """
from assessment.wsgi import application
assert callable(application)
import sys
from importlib import import_module
from django.conf import settings
import_module(settings.ROOT_URLCONF)
print(*{"fontTools", "icalendar", "numpy", "openpyxl", "plotly", "pptx"} & sys.modules.keys())
"""


def test_the_web_server_starts_from_its_entry_point_and_without_heavy_packages() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", STARTED],
        cwd=settings.BASE,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        | {"LOCAL": "1", "DATABASE_URL": "postgres:///none"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stdout.strip(), ended.stderr, ended.returncode) == ("", "", 0)


SAME_WORDS = """
import django
django.setup()
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

before = [trans_real.translation(code) for code, _name in settings.LANGUAGES]
keys = sorted({key for own in before for key in own._catalog.keys()}, key=str)
texts = [key for key in keys if isinstance(key, str)] + ["Nothing translates this."]
pairs = {(key[0], f"many of {key[0]}") for key in keys if isinstance(key, tuple)}

def say(own):
    counted = [own.ngettext(one, many, number) for one, many in sorted(pairs) for number in (0, 1, 2, 5)]
    return [*map(own.gettext, texts), *counted]

said = [say(own) for own in before]
import assessment.wsgi
assert [say(own) for own in before] == said
assert before[0]._fallback is None
english, german = (set(words) for words in said)
assert "Nothing translates this." in english & german and english != german
"""


def run_apart(program: str) -> str:
    """What a program in a process of its own prints; it may not complain."""
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "assessment.settings", "LOCAL": "1"}
        | {"DATABASE_URL": "postgres:///none"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stderr, ended.returncode) == ("", 0)
    return ended.stdout


def test_joined_catalogues_say_what_they_said_apart() -> None:
    assert run_apart(SAME_WORDS) == ""


# Called in each depth of one piece, so that at some the last frame lies in the next.
FETCHED = """
import django
django.setup()
import resource
from django.http import HttpResponse
from django.test import RequestFactory
from assessment.middleware import FirstMiddleware

def call():
    pass

def call_in_depth(depth):
    if depth:
        call_in_depth(depth - 1)
    else:
        for _ in range(1000):
            call()

def answer(request):
    for depth in range(200):
        call_in_depth(depth)
    return HttpResponse("As deep as a page.")

call.__code__ = call.__code__.replace(co_stacksize=100)
for function in (FirstMiddleware(answer), answer):
    function(RequestFactory().get("/"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    function(RequestFactory().get("/"))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def test_the_calls_of_a_request_fetch_no_memory_for_their_frames() -> None:
    within, without = map(int, run_apart(FETCHED).split())
    assert within < 500  # one piece, as far as it is written to
    assert without >= 1000  # a Python that keeps its pieces needs no reserve_frames
