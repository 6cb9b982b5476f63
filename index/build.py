"""Files to a searchable folder: what `build`, `add` and the bundled articles share."""

import hashlib
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pullquote.corpus import (
    BadInputError,
    DamagedError,
    Limits,
    Loaded,
    NotFoundError,
    Source,
    bundled_folder,
    load_articles,
)
from pullquote.index.change import writer
from pullquote.index.embedding.cache import cache_folder
from pullquote.index.embedding.maker import full_name
from pullquote.index.embedding.protocol import TrackProgress, no_progress
from pullquote.index.index import Index
from pullquote.index.plan import Changes
from pullquote.index.storage.opening import is_index, upgrade_store
from pullquote.index.storage.place import place_of
from pullquote.index.storage.schema import FORMAT


@dataclass(frozen=True, slots=True)
class Build:
    """The index, what changed in it, and what was read for it (with the files that could not be)."""

    index: Index
    changes: Changes
    loaded: Loaded


def build(
    paths: str | Path | Iterable[str | Path],
    folder: str | Path,
    *,
    embedder: str | None = None,
    precision: str | None = None,
    prune: bool = False,
    track: TrackProgress = no_progress,
) -> Build:
    """Bring the index in `folder` (or in Milvus, see `Index.create`) up to date with the files, making one where none
    is; one of the format before becomes one of this.

    `prune` drops articles that are gone: whose file no longer exists, or is among `paths` and has them no more. Those
    of a file that cannot be read now stay. Raises PullquoteError when nothing could be read, or when the index was
    built with another embedder than the one named.
    """
    paths = list(paths) if isinstance(paths, Iterable) and not isinstance(paths, str) else [paths]
    place = place_of(folder)
    exists = is_index(place)
    if exists:
        with writer(place):
            upgrade_store(place)
    index = Index.open(place, to_search=False) if exists else None
    if index:
        _refuse_other(index, embedder, precision)
    loaded = load_articles(*paths, limits=Limits())
    if not loaded.articles and not (prune and exists):
        raise NotFoundError(
            f"no article in {', '.join(map(str, paths))}; read are .txt .md .html .pdf .docx .jsonl"
            + "".join(
                f"; the first of {len(loaded.failed)} failures: {one.file}: {one.reason}" for one in loaded.failed[:1]
            )
        )
    if index is None:
        index = Index.create(place, embedder=embedder or "minilm", precision=precision or "auto")
    stored = {source.id: source for source in index.sources(every=True)}
    incoming = {source.id: source for article in loaded.articles for source in (article.source, *article.also)}
    for id, source in incoming.items():
        _refuse_other_place(source, stored.get(id))
    drop = _gone((s for s in stored.values() if s.id not in incoming), paths, loaded) if prune else set[str]()
    return Build(index, index.add(loaded.articles, drop=drop, track=track), loaded)


def bundled_index() -> Index:
    """The bundled articles, indexed when they are not there yet, have changed, or their index cannot be read: it is a
    cache, and made anew."""
    hashes = [hashlib.sha256(file.read_bytes()).digest() for file in sorted(bundled_folder().glob("*.md"))]
    stamp = hashlib.sha256(b"".join(hashes)).hexdigest()[:12]
    folder = cache_folder() / "bundled" / f"{FORMAT}-{stamp}"
    if is_index(folder):
        try:
            index = Index.open(folder)
            if len(index):
                return index
            index.close()
        except DamagedError:  # not for a full disk or another process: what is whole stays
            shutil.rmtree(folder, ignore_errors=True)
    return build([bundled_folder()], folder).index


def _refuse_other(index: Index, embedder: str | None, precision: str | None) -> None:
    kept = index.manifest
    for name, asked, built in (
        ("embedder", embedder and full_name(embedder), kept.embedder),
        ("precision", precision, kept.precision),
    ):
        if asked and asked not in (built, "auto"):
            raise BadInputError(
                f"the index in {index.place} was built with {name} {built!r}, not {asked!r};"
                f" name another place with {index.option.split()[0]}"
            )


def _gone(sources: Iterable[Source], paths: Iterable[str | Path], loaded: Loaded) -> set[str]:
    """Of these sources, which the files did not give, those that no file has any more."""
    roots = [Path(path).resolve() for path in paths]
    failed = tuple(problem.file for problem in loaded.failed)
    found = set()
    for source in sources:
        file = _file(source)
        read = any(file.is_relative_to(root) for root in roots)
        names = {source.file, source.id, _without_record(source.file), _without_record(source.id)}
        unreadable = any(name == failure or failure.startswith(f"{name}:") for name in names for failure in failed)
        if source.origin and not unreadable and (read or not file.exists()):
            found.add(source.id)
    return found


def _refuse_other_place(new: Source, old: Source | None) -> None:
    """An article may move with its folder, but two folders of one name must not overwrite each other's files."""
    if old and old.origin and old.origin != new.origin and _file(old).exists():
        raise BadInputError(
            f"{new.id!r} stands for {old.origin} already, not {new.origin}; rename one of the two folders or files"
        )


def _file(source: Source) -> Path:
    return Path(_without_record(source.origin))


def _without_record(name: str) -> str:
    """Only a .jsonl has records; a `#` elsewhere belongs to the file's name."""
    return re.sub(r"(\.jsonl)#.*", r"\1", name, flags=re.IGNORECASE | re.DOTALL)
