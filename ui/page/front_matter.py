"""Where an article's own text begins: behind its metadata, which is not for readers."""

from pullquote.corpus import Article


def front_matter_end(article: Article) -> int:
    """Where the metadata at the head of the text ends; 0 where there is none."""
    first = article.debris[0] if article.debris else None
    return first.end if first and first.start == 0 and article.text.startswith("---") else 0
