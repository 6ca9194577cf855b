"""One run of mutmut over so many mutants, drawn with a fixed seed; all of them when it is none.

Runs in mutmut's own environment, in the copy: ``python drawn.py room number cores``. Mutmut would
run the tests twice before the first mutant, to know that they pass and to see which test comes by
which function; the second run says the first as well, and leaves all warm for what is forked.
"""

from __future__ import annotations

import importlib
import random
import sys
from pathlib import Path
from typing import Any


def main(room: str, some: int, cores: int) -> None:
    sys.path[0] = str(Path.cwd())  # as ``python -m mutmut`` has it
    mutmut: Any = importlib.import_module("mutmut.__main__")
    found = mutmut.get_mutant_runner

    def runner(*said: object) -> Any:
        one = found(*said)
        one.run_clean_tests = lambda **_tests: 0
        return one

    mutmut.get_mutant_runner = runner
    names: list[str] = []
    if some:
        names = sorted(_made(mutmut, cores))
        names = random.Random(room).sample(names, min(some, len(names)))
    mutmut._run(names, cores)


def _made(mutmut: Any, cores: int) -> list[str]:
    """The names of all that can be drawn."""
    Path("mutants").mkdir(exist_ok=True)
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.setup_source_paths()
    mutmut.store_lines_covered_by_tests()
    mutmut.create_mutants(cores)
    return [name for _, name, _ in mutmut.collect_source_file_mutation_data(mutant_names=())[0]]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
