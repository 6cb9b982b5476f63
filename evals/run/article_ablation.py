"""The questions asked again without the article that holds the answer, and over that article alone."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

from pullquote.corpus import Article
from pullquote.evals.example import TOP, Example, Suite, places_of
from pullquote.evals.metrics import means
from pullquote.evals.metrics.evidence import right
from pullquote.evals.metrics.figure import Figure
from pullquote.evals.metrics.overlap import hit_share
from pullquote.evals.run.ledger import ABLATED, line, read_lines
from pullquote.index import Index, TrackProgress, no_progress
from pullquote.rag import Answer, Bot

WITHOUT, ONLY = "without_gold", "only_gold"


class Ablation(TypedDict):
    """A question asked with articles taken out, as a line of ablation.jsonl has it."""

    what: str
    article: str
    id: str
    answered: bool
    right: bool
    said: str


def ablate(
    suite: Suite, index: Index, make_bot: Callable[[Index], Bot], out: Path, *, track: TrackProgress = no_progress
) -> dict[str, Figure]:
    """The figures; the results go to `out` as they come, and those that are there are not asked again."""
    tasks = _tasks(suite)
    articles = {one.id: one for one in suite.articles}
    path = out / ABLATED
    done: dict[tuple[str, str, str], Ablation] = {
        (row["what"], row["article"], row["id"]): row for row in read_lines(path)
    }
    path.write_text("".join(map(line, done.values())), encoding="utf-8")
    advance = track("taking articles out", sum(map(len, tasks.values())))
    with path.open("a", encoding="utf-8") as file:
        for what, opened in ((WITHOUT, _without), (ONLY, _only)):
            wanted = {id: examples for (kind, id), examples in tasks.items() if kind == what}
            todo = [articles[id] for id, found in wanted.items() if any((what, id, e.id) not in done for e in found)]
            for article, bot in opened(index, todo, make_bot):
                for example in wanted[article.id]:
                    key = (what, article.id, example.id)
                    if key not in done:
                        done[key] = _asked(what, article, example, bot)
                        file.write(line(done[key]))
                        file.flush()
                    advance(1)
    rows = [done[(what, id, example.id)] for (what, id), examples in tasks.items() for example in examples]
    return _figures(rows)


def _tasks(suite: Suite) -> Mapping[tuple[str, str], Sequence[Example]]:
    """Answerable questions by what is taken out: each article that holds gold, all but one that holds enough of it."""
    found: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in suite.examples:
        holding = sorted({place.article for place in example.evidence})
        for id in holding:
            found[(WITHOUT, id)].append(example)
            if len(holding) == 1 or not example.all_required:
                found[(ONLY, id)].append(example)
    return dict(sorted(found.items()))


def _without(index: Index, todo: Sequence[Article], make_bot: Callable[[Index], Bot]) -> Iterator[tuple[Article, Bot]]:
    """A bot for each article over a copy of the index without it."""
    with TemporaryDirectory(prefix="pullquote-ablation-") as temporary:
        copy = Path(temporary) / "index"
        shutil.copytree(index.folder, copy)
        less = Index.open(copy, embedder=index.embedder)
        try:
            bot = make_bot(less)
            for article in todo:
                less.remove([source.id for source in (article.source, *article.also)])
                yield article, bot
                less.add([article])
        finally:
            less.close()


def _only(index: Index, todo: Sequence[Article], make_bot: Callable[[Index], Bot]) -> Iterator[tuple[Article, Bot]]:
    for article in todo:
        with TemporaryDirectory(prefix="pullquote-ablation-") as temporary:
            alone = Index.create(temporary, embedder=index.embedder)
            try:
                alone.add([article])
                yield article, make_bot(alone)
            finally:
                alone.close()


def _asked(what: str, article: Article, example: Example, bot: Bot) -> Ablation:
    answer = bot.ask(example.question, history=example.history, as_of=example.as_of, top=TOP)
    within = [place for place in example.evidence if (place.article == article.id) == (what == ONLY)]
    return {
        "what": what,
        "article": article.id,
        "id": example.id,
        "answered": answer.answered,
        "right": _right(what, replace(example, evidence=tuple(within)), answer),
        "said": answer.short,
    }


def _right(what: str, example: Example, answer: Answer) -> bool:
    """Without the article: refused, or another one is cited that holds the answer. With it alone: answered from it."""
    if what == ONLY:
        return answer.answered and right(example, answer.quotes)
    return not answer.answered or hit_share(places_of(answer.quotes[:1]), example.evidence) > 0


def _figures(rows: Sequence[Ablation]) -> dict[str, Figure]:
    found = {}
    for what in (WITHOUT, ONLY):
        part = [row for row in rows if row["what"] == what]
        if part:
            found[f"ablation.{what}.right"] = means.mean([row["right"] for row in part])
            found[f"ablation.{what}.answered"] = means.mean([row["answered"] for row in part])
    return found
