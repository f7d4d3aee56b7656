"""Programs of the machine that a test about deployment needs."""

import re
import shutil
import subprocess

import pytest

PLACES = "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin"


def find_or_skip(program: str) -> str:
    """The program's path; where this machine has none, the test is skipped and says so."""
    return shutil.which(program, path=PLACES) or pytest.skip(f"{program} is not on this machine")


def nginx_version(nginx: str) -> tuple[int, ...]:
    answer = subprocess.run([nginx, "-v"], capture_output=True, text=True, check=True).stderr
    version = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", answer)
    assert version, answer
    return tuple(int(part) for part in version.groups())
