"""Examples become groups of token pairs, and groups of like length become batches."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch
from tokenizers import Tokenizer

from training.augment import as_typed, edited, without
from training.data import Example, Spans
from training.model import MINILM, Batch
from training.negatives import Candidates

CLS, SEP, MASK = 101, 102, 103
MAX_TOKENS = 320
MAX_QUESTION = 48
NEAR = frozenset({"squad", "squad-none", "wiki", "nq"})  # whole passages; of other sources windows, to save time
FAR_PASSAGE = 176


@lru_cache(maxsize=1)
def tokenizer() -> Tokenizer:
    """MiniLM's own, without the cut and the padding that its file switches on."""
    made = Tokenizer.from_file(str(MINILM / "tokenizer.json"))
    made.no_truncation()
    made.no_padding()
    return made


@lru_cache(maxsize=40_000)
def tokens(text: str) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...], tuple[bool, ...]]:
    """Ids, character offsets and whether a word begins, for each wordpiece of `text`."""
    encoded = tokenizer().encode(text, add_special_tokens=False)
    begins = tuple(not piece.startswith("##") for piece in encoded.tokens)
    return tuple(encoded.ids), tuple(encoded.offsets), begins


@dataclass(frozen=True, slots=True)
class Pair:
    """One question with one (part of a) passage; the right starts and ends count tokens of the pair."""

    ids: tuple[int, ...]
    passage_at: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]


Group = tuple[Pair, ...]


def token_spans(offsets: Sequence[tuple[int, int]], spans: Spans) -> list[tuple[int, int]]:
    """First and last token that touch each span of characters."""
    found = []
    for start, end in spans:
        inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start]
        if inside:
            found.append((inside[0], inside[-1]))
    return found


def window(length: int, keep: tuple[int, int] | None, size: int, begins: Sequence[bool], rng: random.Random) -> range:
    """A run of at most `size` of `length` tokens that begins a word and holds the tokens `keep`; anywhere in it."""
    if length <= size:
        return range(length)
    low, high = (0, length - size) if keep is None else (max(0, keep[1] + 1 - size), min(keep[0], length - size))
    at = rng.randint(min(low, high), max(low, high))
    while at > 0 and not begins[at]:
        at -= 1
    return range(at, min(length, at + size))


def pair(
    question: str, passage: str, spans: Spans, rng: random.Random, *, most: int, cut: float = 0.12, masked: float = 0.03
) -> Pair:
    """Now and then the passage is cut short (so that answers stand at its edge) and some tokens become [MASK]."""
    asked = tokens(question)[0][:MAX_QUESTION]
    ids, offsets, begins = tokens(passage)
    room = MAX_TOKENS - len(asked) - 3
    size = rng.randint(50, 150) if rng.random() < cut else min(room, most)
    golds = token_spans(offsets, spans)
    keep = rng.choice(golds) if golds else None
    chosen = window(len(ids), keep, size, begins, rng)
    at = len(asked) + 2
    inside = [(a, b) for a, b in golds if a in chosen and b in chosen]
    answer = {i for a, b in inside for i in range(a, b + 1)}
    text = [MASK if rng.random() < masked and i not in answer else ids[i] for i in chosen]
    shift = at - chosen.start
    return Pair(
        (CLS, *asked, SEP, *text, SEP),
        at,
        tuple(sorted({a + shift for a, _ in inside})) or (0,),
        tuple(sorted({b + shift for _, b in inside})) or (0,),
    )


@dataclass(frozen=True, slots=True)
class Source:
    """The training examples of one source with their wrong passages."""

    examples: list[Example]
    candidates: list[Candidates]

    def group(
        self, number: int, rng: random.Random, *, negative: float, edit: float = 0.0, removed: float = 0.0
    ) -> Group:
        """Example `number` as a group, with probability `negative` of a wrong passage beside the right one; with
        `edit` its question is changed, with `removed` its text cut, so that it has no answer."""
        example = self.examples[number]
        wrong = self.candidates[number]
        most = MAX_TOKENS if example.source in NEAR else FAR_PASSAGE
        others = [other.context for other in rng.choices(self.examples, k=4)]
        if example.golds and rng.random() < edit:
            changed = edited(example.question, example.context, list(wrong.article) or others, rng)
            if changed:
                return (pair(as_typed(changed, rng), example.context, (), rng, most=most),)
        question = as_typed(example.question, rng)
        if example.golds and removed and rng.random() < removed:
            rest = without(example.context, example.answers)
            if rest:
                return (pair(question, rest, (), rng, most=most),)
        spans = rng.choice(example.golds) if example.golds else ()
        first = pair(question, example.context, spans, rng, most=most)
        if not example.golds or rng.random() >= negative:
            return (first,)
        return (first, pair(question, wrong.draw(rng, others), (), rng, most=most))

    def stream(self, rng: random.Random) -> Iterator[int]:
        """The numbers of all examples in random order, again and again."""
        while True:
            yield from rng.sample(range(len(self.examples)), len(self.examples))


def collate(groups: Sequence[Group]) -> Batch:
    """Groups as one padded batch."""
    pairs = [one for group in groups for one in group]
    shape = (len(pairs), max(len(one.ids) for one in pairs))
    ids, kinds, mask = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    passage, starts, ends = (torch.zeros(shape, dtype=torch.bool) for _ in range(3))
    for row, one in enumerate(pairs):
        length = len(one.ids)
        ids[row, :length] = torch.tensor(one.ids)
        kinds[row, one.passage_at : length] = 1
        mask[row, :length] = 1
        passage[row, one.passage_at : length - 1] = True
        starts[row, list(one.starts)] = True
        ends[row, list(one.ends)] = True
    relevant = torch.tensor([float(one.starts != (0,)) for one in pairs])
    group = torch.tensor([number for number, group in enumerate(groups) for _ in group])
    shared = torch.tensor([len(group) > 1 and any(one.starts != (0,) for one in group) for group in groups])
    return Batch(ids, kinds, mask, passage, starts, ends, relevant, group, shared)


def by_length(groups: Sequence[Group], *, most_tokens: int) -> list[Batch]:
    """Groups of like length together, each batch of at most `most_tokens` padded tokens (or one group)."""
    batches: list[list[Group]] = []
    widest = pairs = 0
    for group in sorted(groups, key=lambda group: max(len(one.ids) for one in group)):
        widest = max(len(one.ids) for one in group)
        if not batches or (pairs + len(group)) * widest > most_tokens:
            batches.append([])
            pairs = 0
        batches[-1].append(group)
        pairs += len(group)
    return [collate(batch) for batch in batches]
