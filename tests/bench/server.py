"""Our own app on a folder, served as it always is: ``python -m tests.bench.server FOLDER PORT``.

A third word is a port for the stand-in of the payment provider, which then stands beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app import create_app
from app.gateways.testbank import serving as testbank
from app.play import sample
from app.serving import HOST, serve, start_child
from tests.bench.stage import proefbank

EVENTS = "/payments/provider/events"


def main(folder: Path, port: int, bank: int = 0) -> None:
    """Serve until we are told to stop."""
    address = f"http://{HOST}:{port}"
    app = create_app(sample.settings_of(folder, address=address, **proefbank(bank)))
    if bank:
        kept = folder / sample.PROEFBANK
        start_child(lambda: testbank.serve(HOST, bank, f"{address}{EVENTS}", kept))
    serve(app, port, lambda: None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
