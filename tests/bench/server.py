"""Our own app on a folder, served as it always is: ``python -m tests.bench.server FOLDER PORT``."""

from __future__ import annotations

import sys
from pathlib import Path

from app import create_app
from app.play import sample
from app.serving import HOST, serve


def main(folder: Path, port: int) -> None:
    """Serve until we are told to stop."""
    serve(
        create_app(sample.settings_of(folder, address=f"http://{HOST}:{port}")), port, lambda: None
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
