"""What a benchmark ran on."""

import os
import platform
import re
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psycopg

from benchmarks.drill.stack import ROOT
from benchmarks.serving import server

LOCK = ROOT / "benchmarks/peer/requirements.lock"


def machine() -> dict[str, object]:
    with psycopg.connect(server().format("postgres")) as link:
        (postgresql,) = link.execute("show server_version").fetchone() or ("",)
    peer = dict(re.findall(r"^([\w-]+)==(\S+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    return {
        "date": f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC",
        "cores": os.cpu_count(),
        "processor": _processor(),
        "load_before": os.getloadavg()[0],
        "versions": {
            "Python": platform.python_version(),
            "Django": version("django"),
            "gunicorn": version("gunicorn"),
            "psycopg": version("psycopg"),
            "PostgreSQL": str(postgresql).split()[0],
            "Chromium": _chromium(),
            "peer": f"django-survey-and-report {peer['django-survey-and-report']} on Django {peer['django']}",
        },
    }


def _processor() -> str:
    match = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return match[1] if match else platform.machine()


def _chromium() -> str:
    names = ["chromium-headless-shell", "chromium", "google-chrome", "chrome"]
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        return "Playwright's own"
    output = subprocess.run([program, "--version"], capture_output=True, check=True).stdout.decode()
    return re.sub(r"[^\d.]*([\d.]+).*", r"\1", output, flags=re.DOTALL)
