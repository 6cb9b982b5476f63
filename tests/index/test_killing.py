"""A process that builds and updates is killed wherever it happens to be; what opens afterwards is whole."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pullquote.corpus import Article, Source
from pullquote.index import Index, check_index
from pullquote.index.change import writer
from pullquote.index.embedding.hash_embedder import HashEmbedder
from pullquote.index.storage.embedded import EmbeddedStore
from pullquote.index.storage.schema import CACHE
from pullquote.index.storage.segments import listed_names, segments_of
from pullquote.index.storage.staging import FILE as STAGED

# Each state is another text for half of the articles, and some articles more or fewer. Embedding is slowed down, and
# kept in small batches, so that kills come while vectors are made, while rows are written and while files are swapped.
WORK = """
import sys, time
from pathlib import Path
from pullquote.corpus import Article, Source
import pullquote.index.change
from pullquote.index import Index
from pullquote.index.embedding.hash_embedder import HashEmbedder

class Slow(HashEmbedder):
    def encode_passages(self, texts, advance=lambda _: None):
        time.sleep(0.004)
        return super().encode_passages(texts, advance)

def state(n):
    return [
        Article(Source(f"news/{i}.txt", f"{i}.txt", f"Title {i}"), "\\n\\n".join(
            f"Sentence {s} of article {i} was written in state {n if i % 2 else 0}." for s in range(60)))
        for i in range(10 + n % 3)
    ]

pullquote.index.change.STAGE = 8
folder = Path(sys.argv[1])
opened = (folder / "articles.sqlite").exists()
index = Index.open(folder, embedder=Slow()) if opened else Index.create(folder, embedder=Slow())
known = {source.id for source in index.sources()}
for n in range(int(sys.argv[2]), 10**6):
    articles = state(n)
    print("begin", n, flush=True)
    index.add(articles, drop={f"news/{i}.txt" for i in range(13)} - {a.id for a in articles})
    print("end", n, flush=True)
"""


def state(n: int) -> dict[str, str]:
    return {
        f"news/{i}.txt": "\n\n".join(
            f"Sentence {s} of article {i} was written in state {n if i % 2 else 0}." for s in range(60)
        )
        for i in range(10 + n % 3)
    }


@pytest.mark.slow
def test_after_a_kill_at_any_moment_the_index_is_the_state_before_or_after(tmp_path: Path) -> None:
    folder = tmp_path / "i"
    chosen = random.Random(3)
    begun = ended = 0
    moments = {"before the index was there": 0, "with vectors staged": 0, "with the change done": 0}
    for kill in range(30):
        work = subprocess.Popen([sys.executable, "-c", WORK, folder, str(ended + 1)], stdout=subprocess.PIPE, text=True)
        assert work.stdout
        if kill % 6:  # most kills count their delay from the first change, some from the start of the process
            work.stdout.readline()
        time.sleep(chosen.uniform(0.0, 1.2))
        work.kill()
        lines = work.communicate()[0].split("\n")
        if kill % 6:
            begun = ended + 1
        for line in lines:
            if line.startswith("begin "):
                begun = int(line.split()[1])
        reported = max([int(line.split()[1]) for line in lines if line.startswith("end ")], default=ended)
        if not (folder / "articles.sqlite").exists():
            moments["before the index was there"] += 1
            continue
        moments["with vectors staged"] += (folder / STAGED).exists()
        index = Index.open(folder, embedder=HashEmbedder())
        texts = {article.id: article.text for article in index.articles()}
        possible = {n: state(n) if n else {} for n in {reported, max(reported, begun)}}
        now = [n for n, expected in possible.items() if expected == texts]
        assert now, f"kill {kill}: neither {sorted(possible)}"
        moments["with the change done"] += now[0] > ended
        ended = now[0]
        hits = index.search("Which sentence of article 3 was written?", 5)
        assert len(hits) == (5 if texts else 0)
        assert all(hit.passage.text in texts[hit.passage.article.id] for hit in hits)
        index.close()
        assert check_index(folder) == []
        opened = EmbeddedStore(folder)
        with opened.reading():
            assert all(one.name in listed_names(folder) for one in segments_of(opened))
        opened.close()
        with writer(folder):
            pass  # the lock died with its holder
    assert moments["with vectors staged"] >= 3 and moments["with the change done"] >= 3, moments

    index = Index.open(folder, embedder=HashEmbedder())
    final = state(10**6)
    index.add(
        [Article(Source(id, id[5:], f"Title {id[5:-4]}"), text) for id, text in final.items()],
        drop={f"news/{i}.txt" for i in range(13)} - set(final),
    )
    assert {article.id: article.text for article in index.articles()} == final
    assert check_index(folder) == []
    index.close()
    left = {path.name for path in folder.iterdir()}
    assert left == {"articles.sqlite", "writer.lock", CACHE}
