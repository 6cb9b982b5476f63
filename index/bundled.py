"""The index of the articles that come with the package, made once into the user's cache folder."""

import hashlib
import shutil

from pullquote.corpus import PullquoteError, bundled_folder
from pullquote.index.build import build
from pullquote.index.embedding.export import cache_folder
from pullquote.index.index import Index
from pullquote.index.storage.sqlite import FILE, FORMAT


def bundled_index() -> Index:
    """The bundled articles, indexed when they are not there yet, have changed, or their index cannot be read: it is a
    cache, and made anew."""
    hashes = [hashlib.sha256(file.read_bytes()).digest() for file in sorted(bundled_folder().glob("*.md"))]
    stamp = hashlib.sha256(b"".join(hashes)).hexdigest()[:12]
    folder = cache_folder() / "bundled" / f"{FORMAT}-{stamp}"
    if (folder / FILE).exists():
        try:
            index = Index.open(folder)
            if len(index):
                return index
            index.close()
        except PullquoteError:
            shutil.rmtree(folder, ignore_errors=True)
    return build([bundled_folder()], folder).index
