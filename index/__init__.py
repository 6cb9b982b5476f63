"""Articles become passages that can be searched.

from pullquote.index import Index
index = Index.open("my-index")
hits = index.search("Who is the defense minister?", k=5)
"""

from pullquote.index.build import Build, build
from pullquote.index.chunking import Chunking
from pullquote.index.embedding.maker import Embedder, make_embedder
from pullquote.index.filters import Filters
from pullquote.index.index import Index
from pullquote.index.passage import Hit, Passage
from pullquote.index.plan import Changes

__all__ = ["Build", "Changes", "Chunking", "Embedder", "Filters", "Hit", "Index", "Passage", "build", "make_embedder"]
