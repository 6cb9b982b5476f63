"""Very many files in one folder: built, brought up to date, looked at."""

import time
from pathlib import Path

from pullquote.index import build, check_index
from tests.soak.outcome import Outcome


def many_files(folder: Path, size: int, seed: int) -> Outcome:
    """`size` files, one of which changes."""
    found, news = Outcome(), folder / "news"
    news.mkdir()
    for n in range(size):
        text = f"Ferry {n + seed} left at noon."
        page = (
            f"<html><body><article><p>{text} {'It sailed for the island in the rain. ' * 8}</p></article></body></html>"
        )
        (news / (f"{n}.html" if n % 50 == 0 else f"{n}.txt")).write_text(page if n % 50 == 0 else text)
    for what in ("built", "again", "one changed"):
        if what == "one changed":
            (news / "1.txt").write_text("Ferry 1 sank.")
        begun = time.monotonic()
        made = build([news], folder / "index", embedder="hash")
        found.counts[f"seconds, {what}"] = round(time.monotonic() - begun)
        found.counts[f"added, {what}"] = len(made.changes.added)
        found.counts[f"updated, {what}"] = len(made.changes.updated)
        found.must(not made.loaded.failed, f"{what}: {made.loaded.failed[:1]}")
        made.index.close()
    found.must(found.counts["updated, one changed"] == 1, "not one article changed")
    problems = check_index(folder / "index")
    found.must(not problems, f"doctor: {problems[:1]}")
    return found
