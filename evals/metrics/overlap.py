"""Arithmetic of character ranges over several articles: what is covered, and how much of it was asked for."""

from collections.abc import Iterable, Sequence

from pullquote.evals.example import Place


def overlap(one: Place, other: Place) -> int:
    """How many characters both have."""
    return max(0, min(one.end, other.end) - max(one.start, other.start)) if one.article == other.article else 0


def union(places: Iterable[Place]) -> list[Place]:
    """The same characters as disjoint places, sorted."""
    merged: list[Place] = []
    for place in sorted(places):
        if merged and merged[-1].article == place.article and place.start <= merged[-1].end:
            merged[-1] = Place(place.article, merged[-1].start, max(merged[-1].end, place.end))
        else:
            merged.append(place)
    return merged


def size(places: Iterable[Place]) -> int:
    """Characters in the places, each counted once."""
    return sum(place.end - place.start for place in union(places))


def common(ones: Iterable[Place], others: Iterable[Place]) -> int:
    """Characters that are in both."""
    second = union(others)
    return sum(overlap(one, other) for one in union(ones) for other in second)


def chroma(retrieved: Sequence[Place], references: Sequence[Place]) -> dict[str, float]:
    """Chroma's recall, precision and IoU: the retrieved are counted at full length where they overlap one another."""
    covered, length = common(retrieved, references), sum(p.end - p.start for p in retrieved)
    total = size(references)
    return {
        "recall": covered / total if total else 0.0,
        "precision": covered / length if length else 0.0,
        "iou": covered / (length + total - covered) if length + total else 0.0,
    }


def hits(quote: Place, evidence: Place) -> bool:
    """A quote hits a sentence when it overlaps it and is at most three times as long, or 600 characters."""
    return overlap(quote, evidence) > 0 and quote.end - quote.start <= max(3 * (evidence.end - evidence.start), 600)


def hit_share(quotes: Sequence[Place], evidence: Sequence[Place]) -> float:
    """Share of the evidence entries that one of the quotes hits."""
    return sum(any(hits(q, e) for q in quotes) for e in evidence) / len(evidence) if evidence else 0.0


def evidence_figures(quotes: Sequence[Place], evidence: Sequence[Place], *, all_required: bool) -> dict[str, float]:
    """Of an answer's quotes, best first: hit@1 and hit@3, and precision, recall and IoU in characters.

    A hit is one entry hit, with `all_required` every entry. In recall and IoU the entries that no quote touches
    count only with `all_required` (or where none is touched): one of several sources is enough.
    """
    needed = 1.0 if all_required else 1e-9
    touched = [e for e in evidence if any(overlap(q, e) for q in quotes)]
    asked = evidence if all_required or not touched else touched
    both, quoted, wanted = common(quotes, evidence), size(quotes), size(asked)
    return {
        "hit@1": float(hit_share(quotes[:1], evidence) >= needed),
        "hit@3": float(hit_share(quotes[:3], evidence) >= needed),
        "precision": both / quoted if quoted else 0.0,
        "recall": both / wanted if wanted else 0.0,
        "iou": both / (quoted + wanted - both) if quoted else 0.0,
    }
