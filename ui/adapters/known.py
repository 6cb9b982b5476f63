"""What a framework's document is told of its passage: where it stands, and who published it when."""

from typing import Any

from pullquote.corpus import Article, PullquoteError
from pullquote.index import Hit


def metadata_of(article: Article, start: int, end: int) -> dict[str, Any]:
    """Plain values: the characters of the article's text (`start_index` to `end_index`), its source, and its own fields
    where none of ours has their name."""
    known = {name: value for name, value in article.to_dict().items() if name != "also"}  # mappings: no store has them
    own = {name: value if isinstance(value, str) else list(value) for name, value in article.source.fields.items()}
    source = {**known, "source": article.id, "start_index": start, "end_index": end}
    return {**own, **{name: value for name, value in source.items() if value not in ("", None)}}


def metadata_of_hit(hit: Hit) -> dict[str, Any]:
    """What is told of a passage that was found, its scores included."""
    passage = hit.passage
    scores = {"score": hit.score, "dense": hit.dense, "lexical": hit.lexical}
    return {**metadata_of(passage.article, passage.start, passage.end), **scores}


def not_installed(extra: str, error: ImportError) -> PullquoteError:
    """What to raise where a framework is not there."""
    return PullquoteError(f"{error.name or extra} is not installed; run: pip install 'pullquote[{extra}]'")
