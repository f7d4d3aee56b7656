"""What the web server imports, in a process where nothing has been imported before."""

import os
import subprocess
import sys

from django.conf import settings


def test_the_entry_point_of_the_web_server_can_be_imported_first() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "from assessment.wsgi import application; assert callable(application)"],
        cwd=settings.BASE,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        | {"LOCAL": "1", "DATABASE_URL": "postgres:///none"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stderr, ended.returncode) == ("", 0)
