"""A process is killed at every step of writing and merging segments, and in the middle of their files; what opens
afterwards answers as if nothing had happened."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

# Every case is a process forked from one that has imported all. It copies the index, says where it will be killed, and
# takes an article in, which merges segments. A step is anything that is done to a file of segments; the size is that
# beyond which no file can grow, so that the system kills in the middle of a write.
WORK = """
import json, os, resource, shutil, signal, sys
from pathlib import Path
from pullquote.corpus import Article, Source
from pullquote.index import Index, check_index
from pullquote.index.embedding.hash_embedder import HashEmbedder
from pullquote.index.storage import segments
from pullquote.index.storage.schema import CACHE
import faiss, numpy  # here, and not in each that is forked

base, steps = Path(sys.argv[1]), ("open", "os.mkdir", "os.rename", "os.remove", "os.listdir", "os.scandir")

def articles(first, last):
    texts = {n: f"Ferry {n} sank.\\n\\n" + "The bridge is green. " * n for n in range(first, last)}
    return [Article(Source(f"n/{n}.txt", f"{n}.txt", f"Title {n}"), text) for n, text in texts.items()]

def forked(work, *given):
    child = os.fork()
    if not child:
        try:
            work(*given)
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]

def opened(folder):
    return Index.open(folder, embedder=HashEmbedder())

def answers(folder):
    with opened(folder) as index:
        return [repr([(h.passage.text, h.score, h.dense) for h in index.search(q, 50)]) for q in ("Ferry 3?", "green")]

def make():
    with Index.create(base, embedder=HashEmbedder()) as index:
        index.add(articles(0, 12))
        index.search("ferry")
        index.add(articles(12, 14))
        index.search("ferry")

def change(folder, step, size, told):
    seen = [0]
    def watch(event, args):
        if event in steps and args and CACHE in str(args[0]):
            seen[0] += 1
            if seen[0] == step:
                os.kill(os.getpid(), signal.SIGKILL)
    def limit(event, args):
        if size is not None and event == "open" and args[1] and "w" in str(args[1]) and CACHE in str(args[0]):
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    with opened(folder) as index:
        sys.addaudithook(watch)
        sys.addaudithook(limit)
        index.add(articles(14, 18))
        index.search("ferry")
    told.write_text(str(seen[0]))

def after(folder, told):
    before = [segments.listed_names(folder), check_index(folder)]
    said = answers(folder)
    shutil.rmtree(folder / CACHE)
    told.write_text(json.dumps([*before, said == answers(folder), check_index(folder), len(said[0])]))

assert forked(make) == 0
told, copy, found = base.with_name("told"), base.with_name("copy"), []
def case(step, size):
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(base, copy)
    status = forked(change, copy, step, size, told)
    assert forked(after, copy, base.with_name("after")) == 0
    return [step, size, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
            *json.loads(base.with_name("after").read_text())]
found.append(case(0, None))
last = int(told.read_text())
whole = max(path.stat().st_size for path in (base / CACHE).iterdir())
found += [case(step, None) for step in range(1, last + 1)]
found += [case(0, size) for size in (0, 1, 15, 16, 100, 4096, whole // 3, whole // 2, whole - 1)]
print(json.dumps({"steps": last, "found": found}))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="forks, and limits the size of files")
def test_killed_at_any_write_of_segments_an_index_opens_with_the_answers_of_one_made_anew(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORK, tmp_path / "index"], capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert said["steps"] >= 8, "a segment is made, renamed and named in the list, and two are deleted"
    for step, size, signal, _, problems, same, healed, length in said["found"]:
        expected = 9 if step else 25 if size is not None else 0
        assert (signal, problems, same, healed) == (expected, [], True, []), (step, size)
        assert length > 100
