"""The network: an encoder over question, heading and passage; start, end and relevance on top; and its loss."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.bodies import Body

BUCKETS, FURTHEST = 32, 128  # of MPNet's relative positions
HIDDEN = -1e4  # a logit that means "not here"; still a number in bfloat16


class Layer(nn.Module):
    """One layer of a post-norm transformer (Vaswani et al. 2017), queries, keys and values in one product."""

    def __init__(self, width: int, heads: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=epsilon)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        self.last_norm = nn.LayerNorm(width, eps=epsilon)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        """(pairs, tokens, width) in and out; `bias` is added to the attention scores."""
        rows, tokens, width = hidden.shape
        split = self.qkv(hidden).view(rows, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        queries, keys, values = split.unbind(0)
        # Spelt out: with bfloat16 on a processor the fused attention takes a third longer, forward and backward.
        scores = torch.matmul(queries * (width // self.heads) ** -0.5, keys.transpose(-1, -2)) + bias
        mixed = torch.matmul(scores.softmax(-1), values)
        hidden = self.norm(hidden + self.out(mixed.transpose(1, 2).reshape(rows, tokens, width)))
        normed: Tensor = self.last_norm(hidden + self.down(functional.gelu(self.up(hidden))))
        return normed


class ReaderNetwork(nn.Module):
    """[CLS] question [SEP] heading [SEP] passage [SEP] in; start and end logits (pairs, tokens) and relevance (pairs,)
    out.

    The span logits at [CLS] are those of "no answer here". `layers` keeps the lowest so many of the body's. Embeddings
    and relative positions stay as they were pretrained: a word that no training question has keeps its meaning.
    """

    def __init__(self, body: Body, *, layers: int | None = None) -> None:
        super().__init__()
        self.body = body
        public = body.weights()
        self.words = _frozen(public["embeddings.word_embeddings.weight"])
        places = public["embeddings.position_embeddings.weight"][body.first_position :]
        self.places = _frozen(places)
        self.kinds = _frozen(public["embeddings.token_type_embeddings.weight"]) if body.token_types else None
        self.relative = _frozen(public["encoder.relative_attention_bias.weight"]) if body.relative else None
        epsilon = 1e-5 if body.relative else 1e-12
        self.first_norm = nn.LayerNorm(body.width, eps=epsilon)
        self.layers = nn.ModuleList(Layer(body.width, body.heads, epsilon) for _ in range(layers or body.layers))
        self.load_state_dict(_renamed(public, body, len(self.layers)), strict=False)
        self.pool = nn.Linear(body.width, body.width)
        self.span = nn.Linear(body.width, 2)
        self.relevance = nn.Linear(body.width, 1)
        for head in (self.pool, self.span, self.relevance):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, ...]:
        """All three (pairs, tokens) int64, ids as MiniLM's tokenizer gives them and the body counts them."""
        tokens = input_ids.shape[1]
        hidden = self.words(input_ids) + self.places.weight[:tokens]
        if self.kinds is not None:
            hidden = hidden + self.kinds(token_type_ids)
        hidden = self.first_norm(hidden)
        bias = (1 - attention_mask[:, None, None, :].to(hidden.dtype)) * HIDDEN
        if self.relative is not None:
            bias = bias + self.relative(_buckets(tokens, input_ids.device)).permute(2, 0, 1)[None]
        for layer in self.layers:
            hidden = layer(hidden, bias)
        start, end = self.span(hidden).float().unbind(-1)
        relevance = self.relevance(torch.tanh(self.pool(hidden[:, 0]))).float().squeeze(-1)
        return start, end, relevance

    @property
    def heads(self) -> list[Tensor]:
        """The parameters that start from nothing."""
        return [p for head in (self.pool, self.span, self.relevance) for p in head.parameters()]


def _frozen(weight: Tensor) -> nn.Embedding:
    made: nn.Embedding = nn.Embedding.from_pretrained(weight.float(), freeze=True)  # type: ignore[no-untyped-call]
    return made


def _buckets(tokens: int, device: torch.device) -> Tensor:
    """Which of the 32 buckets the distance of two tokens falls in: near ones each its own, far ones by logarithm
    (Raffel et al. 2020, section 2.1), (tokens, tokens) int64."""
    places = torch.arange(tokens, device=device)
    back = places[:, None] - places[None, :]
    half, exact = BUCKETS // 2, BUCKETS // 4
    distance = back.abs()
    scale = (half - exact) / math.log(FURTHEST / exact)
    far = exact + (torch.log(distance.clamp(min=1).float() / exact) * scale).long()
    return (back < 0).long() * half + torch.where(distance < exact, distance, far.clamp(max=half - 1))


def _renamed(public: dict[str, Tensor], body: Body, layers: int) -> dict[str, Tensor]:
    """The public weights of norms and layers under this network's names."""
    state = {f"first_norm.{part}": public[f"embeddings.LayerNorm.{part}"] for part in ("weight", "bias")}
    if body.relative:
        qkv = ("attention.attn.q", "attention.attn.k", "attention.attn.v")
        out, norm = "attention.attn.o", "attention.LayerNorm"
    else:
        qkv = ("attention.self.query", "attention.self.key", "attention.self.value")
        out, norm = "attention.output.dense", "attention.output.LayerNorm"
    same = {"out": out, "norm": norm, "up": "intermediate.dense", "down": "output.dense"}
    same["last_norm"] = "output.LayerNorm"
    for number in range(layers):
        at = f"encoder.layer.{number}"
        for part in ("weight", "bias"):
            state[f"layers.{number}.qkv.{part}"] = torch.cat([public[f"{at}.{one}.{part}"] for one in qkv])
            for ours, theirs in same.items():
                state[f"layers.{number}.{ours}.{part}"] = public[f"{at}.{theirs}.{part}"]
    return state


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of some groups; the pairs of a group stand next to each other."""

    input_ids: Tensor  # (pairs, tokens) int64
    token_type_ids: Tensor  # (pairs, tokens) int64: 1 for heading, passage and their [SEP]
    attention_mask: Tensor  # (pairs, tokens) int64
    passage: Tensor  # (pairs, tokens) bool: where a span may lie
    starts: Tensor  # (pairs, tokens) bool: the right starts; [CLS] when the pair has no answer
    ends: Tensor  # (pairs, tokens) bool
    relevant: Tensor  # (pairs,) float32
    group: Tensor  # (pairs,) int64
    shared: Tensor  # (groups,) bool: one question with several passages, one of which answers

    def to(self, device: torch.device) -> "Batch":
        """The same on another device."""
        return Batch(*(getattr(self, name).to(device) for name in self.__slots__))


def loss(
    outputs: tuple[Tensor, ...], batch: Batch, *, shared: float = 0.5, relevance: float = 0.5, contrast: float = 0.5
) -> Tensor:
    """The sum over pairs and groups (not the mean, so that parts of a batch add up) of four terms.

    1. For each pair the marginal likelihood of its right starts and ends among its passage's tokens and [CLS], the
       null option (Devlin et al. 2019, section 4.3; Clark and Gardner 2018, section 3.2 for the sum over golds).
    2. For each group of one question and several passages the same among the tokens of all of them, without [CLS]: the
       shared normalisation of Clark and Gardner 2018 (section 3.3), which makes spans comparable across passages.
    3. Binary cross-entropy of the relevance logit: does this passage answer this question.
    4. For each pair that answers beside one of its group that does not (the same question on another passage, or a
       question bent from it on the same passage): -log sigmoid of the difference of their relevances (Burges 2005).
    """
    start, end, relevant = outputs
    allowed = batch.passage.clone()
    allowed[:, 0] = True
    total = functional.binary_cross_entropy_with_logits(relevant, batch.relevant, reduction="sum") * relevance
    together = batch.group[:, None] == batch.group[None, :]
    better = together & (batch.relevant[:, None] > 0.5) & (batch.relevant[None, :] < 0.5)
    total = total + contrast * (functional.softplus(relevant[None, :] - relevant[:, None]) * better).sum()
    groups = batch.shared.numel()
    for logits, golds in ((start, batch.starts), (end, batch.ends)):
        within = logits.masked_fill(~allowed, HIDDEN)
        right = logits.masked_fill(~golds, HIDDEN).logsumexp(1)
        total = total + 0.5 * (within.logsumexp(1) - right).sum()
        across = logits.masked_fill(~batch.passage, HIDDEN).logsumexp(1)
        member = batch.group[None, :] == torch.arange(groups, device=logits.device)[:, None]
        everything = across[None, :].expand(groups, -1).masked_fill(~member, HIDDEN).logsumexp(1)
        gold = right[None, :].expand(groups, -1).masked_fill(~(member & (batch.relevant > 0.5)), HIDDEN).logsumexp(1)
        total = total + 0.5 * shared * (everything - gold)[batch.shared].sum()
    return total
