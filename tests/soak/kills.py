"""Processes that write an index are killed, at random and at chosen moments; what opens afterwards is whole."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from pullquote.index import Index, check_index
from pullquote.index.embedding.hash_embedder import HashEmbedder
from tests.index.test_killing import WORK, state
from tests.soak.outcome import Outcome

# Before and after the nth call of each of these the process kills itself.
MOMENTS = (
    "pullquote.index.storage.writing.insert_article",
    "pullquote.index.storage.writing.delete_article",
    "pullquote.index.storage.writing.set_sources",
    "pullquote.index.storage.embedded.number_change",
    "pullquote.index.storage.staging.Staging.keep",
    "pullquote.index.storage.staging.Staging.clear",
    "pullquote.index.storage.parts.Parts.write",
    "pullquote.index.storage.segments._list",
    "pullquote.index.storage.segments._delete_others",
    "pullquote.index.storage.database.Database._empty_log",
)
ARMED = """
import importlib, os, signal
left = [{calls}]
def arm(path):
    module, _, name = path.rpartition(".")
    try:
        owner = importlib.import_module(module)
    except ModuleNotFoundError:
        module, _, kind = module.rpartition(".")
        owner = getattr(importlib.import_module(module), kind)
    real = getattr(owner, name)
    def armed(*args, **kwargs):
        left[0] -= 1
        if left[0] == 0 and {before}:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*args, **kwargs)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(owner, name, armed)
arm({moment!r})
"""


def kills(folder: Path, size: int, seed: int) -> Outcome:
    """`size` kills, every fifth at a chosen moment."""
    found, chosen, index, ended = Outcome(), random.Random(seed), folder / "index", 0
    for kill in range(size):
        armed = kill % 5 == 4
        moment = MOMENTS[kill // 5 % len(MOMENTS)]
        before = ARMED.format(calls=chosen.randint(1, 6), before=chosen.random() < 0.5, moment=moment) if armed else ""
        program = WORK.replace("pullquote.index.change.STAGE = 8", f"pullquote.index.change.STAGE = 8\n{before}")
        command = [sys.executable, "-c", program, str(index), str(ended + 1)]
        work = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        if not armed:
            if kill % 6 and work.stdout:
                work.stdout.readline()
            time.sleep(chosen.uniform(0.0, 1.0))
            work.kill()
        try:
            out = work.communicate(timeout=20)[0]
        except subprocess.TimeoutExpired:  # the moment never came
            work.kill()
            out = work.communicate()[0]
        found.counts[f"killed at {moment.rpartition('.')[2]}" if armed else "killed at random"] += 1
        found.must(work.returncode == -signal.SIGKILL, f"kill {kill}: ended by itself with {work.returncode}")
        told = [int(line.split()[1]) for line in out.splitlines() if line[:4] in ("begi", "end ")]
        ended = _state_after(found, kill, index, [*told, ended, ended + 1])
    return found


def _state_after(found: Outcome, kill: int, index: Path, possible: list[int]) -> int:
    if not (index / "articles.sqlite").exists():
        found.counts["before the index was there"] += 1
        return 0
    opened = Index.open(index, embedder=HashEmbedder())
    texts = {article.id: article.text for article in opened.articles()}
    now = [n for n in sorted(set(possible)) if (state(n) if n else {}) == texts]
    found.must(bool(now), f"kill {kill}: no whole state of {sorted(set(possible))}")
    hits = opened.search("Which sentence of article 3 was written?", 5)
    found.must(len(hits) == (5 if texts else 0), f"kill {kill}: {len(hits)} hits")
    opened.close()
    problems = check_index(index)
    found.must(not problems, f"kill {kill}: {problems[:1]}")
    return now[-1] if now else 0
