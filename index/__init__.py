"""Articles become passages that can be searched.

from pullquote.index import Index
index = Index.open("my-index")
hits = index.search("Who is the defense minister?", k=5)
"""

from pullquote.index.build import Build, build, bundled_index
from pullquote.index.check import check_index, inspect_index
from pullquote.index.chunking import Chunking
from pullquote.index.embedding.cache import cache_folder
from pullquote.index.embedding.compile import compiled_model
from pullquote.index.embedding.maker import make_embedder
from pullquote.index.embedding.minilm import minilm_folder
from pullquote.index.embedding.protocol import Embedder, Matrix, TrackProgress, no_progress
from pullquote.index.filtering.conditions import Condition, read_day
from pullquote.index.filtering.filters import FILTER_NAMES, Filters
from pullquote.index.index import Index
from pullquote.index.passage import LONGEST_LINE, Hit, Passage
from pullquote.index.plan import Changes
from pullquote.index.sentences import paragraphs, sentences
from pullquote.index.storage.place import place_of
from pullquote.index.terms import LONGEST_QUESTION, STOPWORDS, check_question, fold, stem, terms, words

__all__ = [
    "FILTER_NAMES",
    "LONGEST_LINE",
    "LONGEST_QUESTION",
    "STOPWORDS",
    "Build",
    "Changes",
    "Chunking",
    "Condition",
    "Embedder",
    "Filters",
    "Hit",
    "Index",
    "Matrix",
    "Passage",
    "TrackProgress",
    "build",
    "bundled_index",
    "cache_folder",
    "check_index",
    "check_question",
    "compiled_model",
    "fold",
    "inspect_index",
    "make_embedder",
    "minilm_folder",
    "no_progress",
    "paragraphs",
    "place_of",
    "read_day",
    "sentences",
    "stem",
    "terms",
    "words",
]
