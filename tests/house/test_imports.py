"""What a worker that answers pages does not load: it costs memory, and only few requests need it."""

from __future__ import annotations

import subprocess
import sys

from app.config import ROOT

HEAVY = ("PIL", "alembic", "flask_migrate", "fontTools", "openpyxl", "stripe", "weasyprint")
LOADED = (
    "import sys; from pathlib import Path; from app import create_app; "
    "from app.config import load, make_keys; folder = Path(sys.argv[1]); make_keys(folder); "
    "create_app(load(instance=folder)); "
    "print(*{name.partition('.')[0] for name in sys.modules})"
)


def test_an_app_that_stands_has_not_loaded_what_only_some_requests_need(tmp_path: object) -> None:
    words = [sys.executable, "-c", LOADED, str(tmp_path)]

    said = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)

    assert not set(HEAVY) & set(said.stdout.split())
