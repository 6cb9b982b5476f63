"""Which store an index lies in: the only place that knows all kinds of them."""

from pullquote.index.storage.embedded import EmbeddedStore
from pullquote.index.storage.milvus.milvus_store import MilvusStore
from pullquote.index.storage.place import MilvusPlace, Place
from pullquote.index.storage.schema import FILE, Manifest
from pullquote.index.storage.store import Store
from pullquote.index.storage.upgrade import upgrade


def is_index(place: Place) -> bool:
    """Whether there is an index, of whatever format and state."""
    return MilvusStore.exists(place) if isinstance(place, MilvusPlace) else (place / FILE).is_file()


def create_store(place: Place, manifest: Manifest) -> Store:
    """A new, empty store; the caller looks that there is none, and keeps other writers away."""
    if isinstance(place, MilvusPlace):
        return MilvusStore.create(place, manifest)
    return EmbeddedStore.create(place, manifest)


def open_store(place: Place) -> Store:
    """The store. Raises NotFoundError where there is none, DamagedError for one that cannot be read, PullquoteError for
    one of a format before, or a Milvus that cannot be reached."""
    return MilvusStore(place) if isinstance(place, MilvusPlace) else EmbeddedStore(place)


def upgrade_store(place: Place) -> None:
    """Bring a store of a format before up to this one, all or nothing; the caller keeps other writers away."""
    if not isinstance(place, MilvusPlace):
        upgrade(place)
