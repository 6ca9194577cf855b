"""The app's own clock in a process whose machine has another day; where ``faketime`` is there."""

from __future__ import annotations

import shutil
import subprocess
import sys

from app.config import ROOT


def seen_from(moment: str) -> str:
    """The day that the app takes it for."""
    fake = shutil.which("faketime")
    if fake is None:
        return "no faketime"
    asked = "from app.clock import now; print(now().date())"
    done = subprocess.run(
        [fake, moment, sys.executable, "-c", asked],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return done.stdout.strip()
