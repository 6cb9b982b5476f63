"""Which of the passages that were found are read: some of every article that may answer, not all of the first."""

from collections.abc import Sequence

from pullquote.index import Hit

REACH = 3  # so many times more passages are searched for than are read
BY_SCORE = 0.5  # the share of the passages read that go by score alone


def spread(hits: Sequence[Hit], count: int) -> list[Hit]:
    """So many of the hits (best first), in their order: the best half whatever they are from, then the best of each
    article that is not among them, then what is next by score."""
    chosen = dict.fromkeys(range(min(len(hits), round(count * BY_SCORE))))
    seen = {hits[at].passage.article.id for at in chosen}
    for at, hit in enumerate(hits):
        if len(chosen) < count and hit.passage.article.id not in seen:
            seen.add(hit.passage.article.id)
            chosen[at] = None
    for at in range(len(hits)):
        if len(chosen) < count:
            chosen[at] = None
    return [hits[at] for at in sorted(chosen)]
