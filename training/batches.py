"""Examples become groups of token pairs, and groups of like length become batches."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import torch

from training.augment import as_typed, edited, polar, rival, without_answer, without_detail
from training.bodies import Body, tokenizer
from training.data import Spans, TrainingExample
from training.headings import Heading, dated, heading, other_day, timeless
from training.model import Batch
from training.negatives import Candidates

MAX_QUESTION, MAX_HEADING = 48, 40  # tokens
CLS, SEP, MASK = -1, -2, -3  # stand-ins until a body is known


@lru_cache(maxsize=60_000)
def tokens(text: str) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...], tuple[bool, ...]]:
    """Ids, character offsets and whether a word begins, for each wordpiece of `text`."""
    encoded = tokenizer().encode(text, add_special_tokens=False)
    begins = tuple(not piece.startswith("##") for piece in encoded.tokens)
    return tuple(encoded.ids), tuple(encoded.offsets), begins


@dataclass(frozen=True, slots=True)
class Pair:
    """One question with one (part of a) passage; the right starts and ends count tokens of the pair."""

    ids: tuple[int, ...]
    heading_at: int  # the first token that is no longer the question's
    passage_at: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def answers(self) -> bool:
        """Whether the passage answers the question."""
        return self.starts != (0,)


@dataclass(frozen=True, slots=True)
class Group:
    """Pairs that are learnt against each other: `shared`, one question on several passages; else questions that differ
    in a word or two on one passage."""

    pairs: tuple[Pair, ...]
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Shares:
    """How often an example is made into something else, as probabilities."""

    negative: float = 0.3  # a wrong passage stands beside the right one
    twin: float = 0.8  # the question that an unanswerable one was bent from stands beside it
    edited: float = 0.04  # a name or number of the question is swapped for another
    removed: float = 0.04  # the passage loses the sentences that answer
    detail: float = 0.08  # the passage loses the phrase that answers, "in 1542", and keeps what is said beside it
    dated: float = 0.04  # the question names a date that only the heading has, and beside it another
    polar: float = 0.2  # the question is one for yes or no, where its form allows it
    denied: float = 0.3  # such a question names another answer, which the passage denies
    cut: float = 0.3  # the passage is cut to 60 to 140 tokens
    masked: float = 0.03  # of the passage's tokens


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


@dataclass(frozen=True, slots=True)
class Text:
    """What stands beside a question: heading and passage, where the passage answers, and else what of it tempts."""

    above: str
    passage: str
    spans: Spans = ()
    keep: Spans = ()


def pair(question: str, text: Text, rng: random.Random, *, most: int, cut: float = 0.0, masked: float = 0.0) -> Pair:
    """The question with a window of the passage, at most `most` tokens, which holds one of its answers or else of what
    tempts."""
    asked, over = tokens(question)[0][:MAX_QUESTION], tokens(text.above)[0][:MAX_HEADING]
    ids, offsets, begins = tokens(text.passage)
    golds = token_spans(offsets, text.spans)
    held = golds or token_spans(offsets, text.keep)
    size = rng.randint(60, min(140, most)) if rng.random() < cut else most
    chosen = window(len(ids), rng.choice(held) if held else None, size, begins, rng)
    inside = [(a, b) for a, b in golds if a in chosen and b in chosen]
    answer = {i for a, b in inside for i in range(a, b + 1)}
    kept = [MASK if masked and i not in answer and rng.random() < masked else ids[i] for i in chosen]
    at = len(asked) + len(over) + 3
    shift = at - chosen.start
    return Pair(
        (CLS, *asked, SEP, *over, SEP, *kept, SEP),
        len(asked) + 2,
        at,
        tuple(sorted({a + shift for a, _ in inside})) or (0,),
        tuple(sorted({b + shift for _, b in inside})) or (0,),
    )


@dataclass(frozen=True, slots=True)
class TrainingSource:
    """The training examples of one source with their wrong passages; `twins` are the answerable questions that
    unanswerable ones were bent from, by id."""

    examples: list[TrainingExample]
    candidates: list[Candidates]
    twins: dict[str, TrainingExample]

    def group(self, number: int, rng: random.Random, *, shares: Shares, most: int) -> Group:
        """Example `number`, as it is or as one of `shares` makes it."""
        example, wrong = self.examples[number], self.candidates[number]
        twin, kind = self.twins.get(example.twin), rng.random()
        if rng.random() < shares.polar:
            decided = for_yes_no(example, twin, rng, denied=shares.denied)
            if decided != (example, twin):  # neither edited nor without what the question asked for
                example, twin = decided
                kind = max(kind, shares.edited + shares.removed + shares.detail + shares.dated)
        above = heading(example.title, rng)
        others = [other.context for other in rng.choices(self.examples, k=4)]
        typed = as_typed(example.question, rng)

        def made(question: str, over: Heading, text: str, spans: Spans = (), keep: Spans = ()) -> Pair:
            beside = Text(over.text, text, spans, keep)
            return pair(question, beside, rng, most=most, cut=shares.cut, masked=shares.masked)

        if not example.golds:
            if twin is None or twin.context != example.context:
                return Group((made(typed, above, example.context),))
            tempting = twin.golds[0]
            bent = made(typed, above, example.context, keep=tempting)
            if kind > shares.twin:
                return Group((bent,))
            return Group((made(as_typed(twin.question, rng), above, example.context, tempting), bent))
        spans = rng.choice(example.golds)
        right = made(typed, above, example.context, spans)
        if kind < shares.edited:
            changed = edited(example.question, example.context, example.answers, list(wrong.article) or others, rng)
            if changed:
                return Group((right, made(as_typed(changed, rng), above, example.context, keep=spans)))
        elif kind < shares.edited + shares.removed:
            rest = without_answer(example.context, example.answers)
            if rest:
                return Group((right, made(typed, above, rest)), shared=True)
        elif kind < shares.edited + shares.removed + shares.detail:
            less = without_detail(example.context, spans, example.answers)
            if less:
                bare, at = less
                return Group((right, made(typed, above, bare, keep=((at, at + 1),))), shared=True)
        elif kind < shares.edited + shares.removed + shares.detail + shares.dated:
            if above.day and timeless(example.context + example.question):
                day = other_day(above.day, rng)
                asks = dated(example.question, above.day, rng), dated(example.question, day, rng)
                fits = made(asks[0], above, example.context, spans)
                return Group((fits, made(asks[1], above, example.context, keep=spans)))
        elif kind > 1 - shares.negative:
            passage, near = wrong.draw(rng, others)
            over = Heading(example.title, above.outlet, above.day) if near else heading("", rng)
            return Group((right, made(typed, over, passage)), shared=True)
        return Group((right,))


def for_yes_no(
    example: TrainingExample, twin: TrainingExample | None, rng: random.Random, *, denied: float
) -> tuple[TrainingExample, TrainingExample | None]:
    """The example, and the one that it was bent from, with questions for yes or no; as they are where their form does
    not allow it, or the two would be the same."""

    def yes_no(one: TrainingExample) -> TrainingExample:
        answer = one.answers[0] if one.golds else ""
        if answer and rng.random() < denied:
            answer = rival(answer, one.context, rng) or answer
        return replace(one, question=polar(one.question, answer, rng) or one.question)

    if not twin:  # that a text does not say when is no word on whether
        return (yes_no(example) if example.golds else example), None
    bare = [polar(one.question, "", rng) for one in (example, twin)]
    return (yes_no(example), yes_no(twin)) if all(bare) and bare[0] != bare[1] else (example, twin)


class Draw:
    """Endless groups of a mixture of sources. The n-th is the same however often the training was taken up again:
    it depends on the seed, n and `taken`, how many each source has given."""

    def __init__(
        self, sources: dict[str, TrainingSource], weights: dict[str, float], *, seed: int, shares: Shares, most: int
    ) -> None:
        self.sources, self.seed, self.shares, self.most = sources, seed, shares, most
        self.names = sorted(sources)
        self.weights = [weights[name] for name in self.names]
        self.taken = dict.fromkeys(self.names, 0)
        self._orders: dict[tuple[str, int], list[int]] = {}

    def __iter__(self) -> Iterator[Group]:
        return self

    def __next__(self) -> Group:
        rng = random.Random(f"{self.seed} {sum(self.taken.values())}")
        name = rng.choices(self.names, self.weights)[0]
        source, at = self.sources[name], self.taken[name]
        round_, place = divmod(at, len(source.examples))
        self.taken[name] = at + 1
        return source.group(self._order(name, round_)[place], rng, shares=self.shares, most=self.most)

    def _order(self, name: str, round_: int) -> list[int]:
        """Each round through a source has an order of its own."""
        if (name, round_) not in self._orders:
            size = len(self.sources[name].examples)
            self._orders[name, round_] = random.Random(f"{self.seed} {name} {round_}").sample(range(size), size)
        return self._orders[name, round_]


def collate(groups: Sequence[Group], body: Body) -> Batch:
    """Groups as one padded batch, ids as the body counts them."""
    pairs = [one for group in groups for one in group.pairs]
    special = {CLS: body.cls, SEP: body.sep, MASK: body.mask}
    shape = (len(pairs), max(len(one.ids) for one in pairs))
    ids = torch.full(shape, body.pad)
    kinds, mask = (torch.zeros(shape, dtype=torch.long) for _ in range(2))
    passage, starts, ends = (torch.zeros(shape, dtype=torch.bool) for _ in range(3))
    for row, one in enumerate(pairs):
        length = len(one.ids)
        ids[row, :length] = torch.tensor([special[i] if i < 0 else i + body.shift for i in one.ids])
        kinds[row, one.heading_at : length] = 1
        mask[row, :length] = 1
        passage[row, one.passage_at : length - 1] = True
        starts[row, list(one.starts)] = True
        ends[row, list(one.ends)] = True
    relevant = torch.tensor([float(one.answers) for one in pairs])
    group = torch.tensor([number for number, group in enumerate(groups) for _ in group.pairs])
    shared = torch.tensor([group.shared and any(one.answers for one in group.pairs) for group in groups])
    return Batch(ids, kinds, mask, passage, starts, ends, relevant, group, shared)


def by_length(groups: Sequence[Group], body: Body, *, most_tokens: int) -> list[Batch]:
    """Groups of like length together, each batch of at most `most_tokens` padded tokens (or one group)."""
    batches: list[list[Group]] = []
    pairs = 0
    for group in sorted(groups, key=lambda group: max(len(one.ids) for one in group.pairs)):
        widest = max(len(one.ids) for one in group.pairs)
        if not batches or (pairs + len(group.pairs)) * widest > most_tokens:
            batches.append([])
            pairs = 0
        batches[-1].append(group)
        pairs += len(group.pairs)
    return [collate(batch, body) for batch in batches]
