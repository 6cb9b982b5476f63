"""Which store an index lies in: the only place that knows all kinds of them."""

from pathlib import Path

from pullquote.index.storage.embedded import EmbeddedStore
from pullquote.index.storage.schema import FILE, Manifest
from pullquote.index.storage.store import Store
from pullquote.index.storage.upgrade import upgrade


def is_index(folder: Path) -> bool:
    """Whether there is an index, of whatever format and state."""
    return (folder / FILE).is_file()


def create_store(folder: Path, manifest: Manifest) -> Store:
    """A new, empty store; the caller looks that there is none, and keeps other writers away."""
    return EmbeddedStore.create(folder, manifest)


def open_store(folder: Path) -> Store:
    """The store in `folder`. Raises NotFoundError where there is none, DamagedError for one that cannot be read,
    PullquoteError for one of a format before."""
    return EmbeddedStore(folder)


def upgrade_store(folder: Path) -> None:
    """Bring a store of a format before up to this one, all or nothing; the caller keeps other writers away."""
    upgrade(folder)
