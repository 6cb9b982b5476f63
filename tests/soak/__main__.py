"""The long tests: python -m tests.soak [--share 1.0] [--parts NAME...] [--seed N] [--reader NAME] [--report FILE].

Every part is bounded by its size and repeatable by its seed; the report says what was done at which size.
"""

import argparse
import json
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tests.soak.askers import askers
from tests.soak.hostile_pages import hostile_pages
from tests.soak.hostile_questions import hostile_questions
from tests.soak.kills import kills
from tests.soak.many_files import many_files
from tests.soak.mutated_files import mutated_files
from tests.soak.outcome import Outcome
from tests.soak.visitors import cancelled_uploads, memory

Part = Callable[..., Outcome]  # of a folder, a size and a seed
# What each is called, and its full size: kills, files, questions, pages, seconds twice, uploads, questions.
PARTS: dict[str, tuple[Part, int]] = {
    "kills": (kills, 500),
    "mutated-files": (mutated_files, 10_000),
    "hostile-questions": (hostile_questions, 3_000),
    "hostile-pages": (hostile_pages, 30),
    "askers": (askers, 600),
    "askers-of-workers": (partial(askers, workers=2), 600),
    "cancelled-uploads": (cancelled_uploads, 100),
    "many-files": (many_files, 10_000),
    "memory": (memory, 1_000),
}


READS = ("askers", "askers-of-workers", "memory")  # whose server may have a network


def main() -> int:
    """Run the parts one after the other; ends with 1 where anything went wrong."""
    options = argparse.ArgumentParser(prog="python -m tests.soak")
    options.add_argument("--share", type=float, default=1.0, help="of each part's full size")
    options.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--reader", default="", help="a network's name; without one, what " + " and ".join(READS) + " ask has none"
    )
    options.add_argument("--report", type=Path, default=Path("soak.json"))
    given = options.parse_args()
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "seed": given.seed, "machine": platform.platform()}
    results = []
    for name in given.parts:
        part, whole = PARTS[name]
        size = max(1, round(whole * given.share))
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="pullquote-soak-") as folder:
            reader = {"reader": given.reader} if name in READS else {}
            found = part(Path(folder), size, given.seed, **reader)
        seconds = round(time.monotonic() - begun, 1)
        results.append({"part": name, **reader, "size": size, "of": whole, "seconds": seconds, **_plain(found)})
        counts = ", ".join(f"{count:,} {what}" for what, count in sorted(found.counts.items()))
        print(f"{name:18} {size:>6,} of {whole:>6,}  {seconds:>7.1f} s  {counts}", flush=True)
        for line in found.failures:
            print(f"    FAILED {line}", flush=True)
        given.report.write_text(json.dumps({**told, "parts": results}, indent=1), encoding="utf-8")
    return 1 if any(result["failures"] for result in results) else 0


def _plain(found: Outcome) -> dict[str, object]:
    return {"counts": dict(sorted(found.counts.items())), "failures": found.failures}


if __name__ == "__main__":
    sys.exit(main())
