"""How often the reader puts the right paragraph first among the first hits of a plain hybrid retriever."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import BertModel

from training.data import Example, load
from training.evaluate import Found, Network, forced, read
from training.export import openvino_logits
from training.model import MINILM
from training.negatives import Bm25, Scores


def encode(texts: Sequence[str], *, batch: int = 16) -> Scores:
    """all-MiniLM-L6-v2 (mean over tokens, unit rows), in bfloat16: (texts, dim) float32."""
    tokenizer = Tokenizer.from_file(str(MINILM / "tokenizer.json"))
    tokenizer.enable_truncation(256)
    tokenizer.enable_padding()
    model = BertModel.from_pretrained(MINILM, attn_implementation="sdpa", dtype=torch.bfloat16)
    model.train(False)
    vectors = np.zeros((len(texts), model.config.hidden_size), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for at in range(0, len(order), batch):
        part = order[at : at + batch]
        encoded = tokenizer.encode_batch([texts[i] for i in part])
        ids = torch.tensor([one.ids for one in encoded])
        mask = torch.tensor([one.attention_mask for one in encoded])
        with torch.no_grad():
            hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        vectors[part] = torch.nn.functional.normalize(pooled, dim=-1).numpy()
    return vectors


def hybrid(questions: Sequence[str], passages: Sequence[str], *, dense: float = 0.6) -> Scores:
    """Fused score of every passage for every question: z-scored cosine and BM25, `dense` the cosine's share."""

    def z(scores: Scores) -> Scores:
        spread: Scores = (scores - scores.mean(1, keepdims=True)) / (scores.std(1, keepdims=True) + 1e-9)
        return spread

    cosine = encode(questions) @ encode(passages).T
    fused: Scores = dense * z(cosine) + (1 - dense) * z(Bm25(passages).scores(questions))
    return fused


def paragraphs(articles: Path) -> list[str]:
    """All paragraphs of a folder of articles, one a line, in the files' order."""
    lines = (line for file in sorted(articles.glob("*.txt")) for line in file.read_text(encoding="utf-8").split("\n"))
    return list(dict.fromkeys(line for line in lines if line.strip()))


# Ways to score a passage from what the reader found in it and its (z-scored) retrieval score.
SCORES: dict[str, Callable[[Found, float], float]] = {
    "retriever": lambda found, retrieval: retrieval,
    "relevance": lambda found, retrieval: found.relevance,
    "span": lambda found, retrieval: found.span,
    "span - null": lambda found, retrieval: found.span - found.null,
    "relevance + 0.5 retrieval": lambda found, retrieval: found.relevance + 0.5 * retrieval,
    "relevance + 1.0 retrieval": lambda found, retrieval: found.relevance + 1.0 * retrieval,
    "relevance + 0.25 span": lambda found, retrieval: found.relevance + 0.25 * found.span,
    "relevance + 0.25 span + 0.5 retrieval": lambda f, retrieval: f.relevance + 0.25 * f.span + 0.5 * retrieval,
    "relevance + 0.5 span + 1.0 retrieval": lambda f, retrieval: f.relevance + 0.5 * f.span + 1.0 * retrieval,
    "relevance + 0.25 (span - null) + 0.5 retrieval": lambda f, retrieval: (
        f.relevance + 0.25 * (f.span - f.null) + 0.5 * retrieval
    ),
}


def ranked(
    network: Network, examples: Sequence[Example], articles: Path, *, deep: int = 10
) -> dict[str, dict[str, float]]:
    """For each way to score: right paragraph first, and EM / F1 of the first paragraph's span (percent, open)."""
    passages = paragraphs(articles)
    retrieval = hybrid([example.question for example in examples], passages)
    hits = np.argsort(-retrieval, axis=1, kind="stable")[:, :deep]
    pairs = [(example.question, passages[i]) for example, row in zip(examples, hits, strict=True) for i in row]
    found = read(network, pairs)
    figures: dict[str, dict[str, float]] = {}
    for name, score in SCORES.items():
        first, exact, overlap = [], [], []
        for number, (example, row) in enumerate(zip(examples, hits, strict=True)):
            mine: list[Found] = found[number * deep : (number + 1) * deep]
            scores = [score(one, float(retrieval[number, i])) for one, i in zip(mine, row, strict=True)]
            best = int(np.argmax(scores))
            passage = passages[row[best]]
            em, f1 = forced(example, passage, mine[best])
            first.append(passage == example.context)
            exact.append(em)
            overlap.append(f1)
        figures[name] = {
            "first": 100 * float(np.mean(first)),
            "em": 100 * float(np.mean(exact)),
            "f1": 100 * float(np.mean(overlap)),
        }
    within = [example.context in {passages[i] for i in row} for example, row in zip(examples, hits, strict=True)]
    figures["within"] = {"first": 100 * float(np.mean(within))}
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--deep", type=int, default=10)
    parser.add_argument("--most", type=int, default=500, help="validation questions asked")
    options = parser.parse_args()
    _, validation = load(options.data)
    asked = [example for example in validation if example.golds][: options.most]
    network = openvino_logits(options.bundle / "reader.xml", precision="bf16", threads=2)
    for name, figures in ranked(network, asked, options.data / "squad-articles" / "dev", deep=options.deep).items():
        print(json.dumps({"score": name, **{key: round(value, 1) for key, value in figures.items()}}))


if __name__ == "__main__":
    main()
