"""Files to a searchable folder: what `build`, `add` and the bundled articles share."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pullquote.corpus import Loaded, PullquoteError, Source, load_articles
from pullquote.index.embedding import Track, untracked
from pullquote.index.index import Index
from pullquote.index.plan import Changes


@dataclass(frozen=True, slots=True)
class Build:
    """The index, what changed in it, and what was read for it (with the files that could not be)."""

    index: Index
    changes: Changes
    loaded: Loaded


def build(
    paths: Iterable[str | Path],
    folder: str | Path,
    *,
    embedder: str | None = None,
    precision: str | None = None,
    prune: bool = False,
    track: Track = untracked,
) -> Build:
    """Bring the index in `folder` up to date with the files, making it where there is none.

    `prune` drops articles whose files are no longer there. Raises PullquoteError when nothing could be read, or when
    the index was built with another embedder than the one named.
    """
    folder = Path(folder)
    exists = (folder / "articles.sqlite").is_file()
    loaded = load_articles(*paths)
    if not loaded.articles and not (prune and exists):
        failed = f"; the first of {len(loaded.failed)} failures: {loaded.failed[0].file}: {loaded.failed[0].reason}"
        raise PullquoteError(
            f"no article in {', '.join(map(str, paths))}; read are .txt .md .html .pdf .docx .jsonl"
            + (failed if loaded.failed else "")
        )
    if exists:
        index = Index.open(folder)
        for name, asked, kept in (
            ("embedder", embedder, index.manifest.embedder),
            ("precision", precision, index.manifest.precision),
        ):
            if asked and asked not in (kept, "auto"):
                raise PullquoteError(
                    f"the index in {folder} was built with {name} {kept!r}, not {asked!r};"
                    f" delete the folder or name another with --index"
                )
    else:
        index = Index.create(folder, embedder=embedder or "minilm", precision=precision or "auto")
    stored = {source.id: source for source in index.sources(every=True)}
    incoming = [source for article in loaded.articles for source in (article.source, *article.also)]
    for source in incoming:
        _same_place(source, stored.get(source.id))
    drop: set[str] = set()
    if prune:
        unread = {problem.file.split(":")[0] for problem in loaded.failed}
        drop = {id for id in stored if id not in {s.id for s in incoming} and stored[id].file not in unread}
    return Build(index, index.add(loaded.articles, drop=drop, track=track), loaded)


def _same_place(new: Source, old: Source | None) -> None:
    """An article may move with its folder, but two folders of one name must not overwrite each other's files."""
    if old and old.origin != new.origin and old.origin and Path(old.origin.split("#")[0]).exists():
        raise PullquoteError(
            f"{new.id!r} stands for {old.origin} already, not {new.origin}; rename one of the two folders or files"
        )
