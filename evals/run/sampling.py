"""A part of the questions that stands for all: spread evenly over the articles, the same every time."""

import hashlib
from collections.abc import Sequence
from itertools import groupby

from pullquote.corpus import BadInputError
from pullquote.evals.example import Example


def sample(examples: Sequence[Example], limit: int | None) -> tuple[Example, ...]:
    """`limit` of the examples, in their order: each article's first by hash of the id, then each one's second.

    Questions without an article (nothing answers them) are taken by type, as if each type were one.
    """
    if limit is None or limit >= len(examples):
        return tuple(examples)
    if limit < 1:
        raise BadInputError(f"limit is {limit}; allowed: 1 and more")
    hashed = sorted((e.article or e.type, hashlib.sha256(e.id.encode()).hexdigest(), e.id) for e in examples)
    ranked = [
        (rank, digest, id)
        for _, group in groupby(hashed, key=lambda row: row[0])
        for rank, (_, digest, id) in enumerate(group)
    ]
    kept = {id for _, _, id in sorted(ranked)[:limit]}
    return tuple(example for example in examples if example.id in kept)
