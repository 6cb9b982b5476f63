"""Question-answering models of other people's: tiny ones, made here, must keep the laws that a reader lives by."""

import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pullquote.corpus import Article, PullquoteError, Source, Span
from pullquote.index import Index, Passage
from pullquote.rag import Config, open_bot
from pullquote.rag.reading.transformers_model import TransformersModel, model_folder
from tests.conftest import article, index_of

HARBOUR = """The harbour bridge opened on Tuesday, two years late. Mayor Ines Falk said that it cost 48 million crowns.
"Nobody came," wrote the Herald. The last ferry left at noon; its captain, Olaf Brandt, had sailed it for years.
A second bridge is planned for 2031. It will be paid for by a toll of three crowns."""
ODD = """Naïve cafés in Łódź served 😀 and 価格 for 12.5 %. The <b>sign</b> said [SEP] and <s> and <cls> \u200f2\u200e.
\udcff half a character. \u200b
e\u0301tude, don\u2019t, U.S.-made, x\u00a0y."""
LONG = " ".join(f"In year {n} the harbour sold {n * 7} crates of herring to the town of Port {n}." for n in range(40))
QUESTIONS = ["How much did the bridge cost?", "Who was the captain of the last ferry? " * 40]


def passage(text: str, start: int = 0) -> Passage:
    """From a place in the text on, cut into sentences by hand."""
    found = [
        Span(start + m.start(), start + m.end())
        for m in re.finditer(r"\S[^\n]*?(?:[.](?= |\n|$)|(?=\n|$))", text[start:])
    ]
    return Passage(Article(Source("a", "a.txt", "a"), text), start, len(text), tuple(found))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_of(tmp_path_factory.mktemp("qa") / "index", article("a", HARBOUR), article("b", LONG))


def test_a_folder_is_found_and_so_is_a_name_of_the_cache_but_none_without_a_model(tmp_path: Path) -> None:
    assert model_folder(str(tmp_path)) is None
    (tmp_path / "config.json").write_text("{}")
    assert model_folder(str(tmp_path)) == tmp_path


# -- with tiny models of several families, their weights drawn at random

SMALL: dict[str, Any] = {
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "initializer_range": 1.0,
}
LINES = [*HARBOUR.splitlines(), *ODD.splitlines()[:1], LONG[:2000]]


def wordpiece() -> dict[str, int]:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(vocab_size=300, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator([line.lower() for line in LINES], trainer)
    return dict(tokenizer.get_vocab())


def bytes_in_pairs() -> tuple[dict[str, int], Any]:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(LINES, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return model["vocab"], [tuple(pair) for pair in model["merges"]]


def unigram(*special: str) -> list[tuple[str, float]]:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    unknown = next(token for token in special if "unk" in token.lower())
    trainer = trainers.UnigramTrainer(
        vocab_size=200, special_tokens=list(special), unk_token=unknown, show_progress=False
    )
    tokenizer.train_from_iterator(LINES, trainer)
    return [tuple(pair) for pair in json.loads(tokenizer.to_str())["model"]["vocab"]]


def bert() -> tuple[Any, Any]:
    from transformers import BertConfig, BertTokenizer

    tokenizer = BertTokenizer(vocab=wordpiece())
    return BertConfig(vocab_size=len(tokenizer), hidden_size=32, max_position_embeddings=66, **SMALL), tokenizer


def roberta() -> tuple[Any, Any]:
    from transformers import RobertaConfig, RobertaTokenizer

    vocabulary, merges = bytes_in_pairs()
    tokenizer = RobertaTokenizer(vocab=vocabulary, merges=merges)
    size: dict[str, Any] = {"vocab_size": len(tokenizer), "max_position_embeddings": 66, "type_vocab_size": 1}
    return RobertaConfig(hidden_size=32, **size, **SMALL), tokenizer


def deberta() -> tuple[Any, Any]:
    from transformers import DebertaV2Config, DebertaV2Tokenizer

    tokenizer = DebertaV2Tokenizer(vocab=unigram("[PAD]", "[CLS]", "[SEP]", "[UNK]"), unk_id=3)
    size: dict[str, Any] = {"vocab_size": len(tokenizer), "max_position_embeddings": 66, "type_vocab_size": 0}
    relative: dict[str, Any] = {"relative_attention": True, "pos_att_type": ["p2c", "c2p"]}
    return DebertaV2Config(hidden_size=32, **size, **relative, **SMALL), tokenizer


def electra() -> tuple[Any, Any]:
    from transformers import BertTokenizer, ElectraConfig

    tokenizer = BertTokenizer(vocab=wordpiece())
    size: dict[str, Any] = {"vocab_size": len(tokenizer), "max_position_embeddings": 66, "embedding_size": 16}
    return ElectraConfig(hidden_size=32, **size, **SMALL), tokenizer


def albert() -> tuple[Any, Any]:
    from transformers import AlbertConfig, AlbertTokenizer

    tokenizer = AlbertTokenizer(vocab=unigram("<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"))
    size: dict[str, Any] = {"vocab_size": len(tokenizer), "max_position_embeddings": 66, "embedding_size": 16}
    return AlbertConfig(hidden_size=32, **size, **SMALL), tokenizer


def distilbert() -> tuple[Any, Any]:
    from transformers import BertTokenizer, DistilBertConfig

    tokenizer = BertTokenizer(vocab=wordpiece())  # gives token types, which this model does not take
    size: dict[str, Any] = {"dim": 32, "n_layers": 1, "n_heads": 2, "hidden_dim": 32, "initializer_range": 1.0}
    return DistilBertConfig(vocab_size=len(tokenizer), max_position_embeddings=66, **size), tokenizer


def xlnet() -> tuple[Any, Any]:
    from transformers import XLNetConfig, XLNetTokenizer

    special = ("<unk>", "<s>", "</s>", "<cls>", "<sep>", "<pad>", "<mask>", "<eod>", "<eop>")
    tokenizer = XLNetTokenizer(vocab=unigram(*special), model_max_length=66)
    size: dict[str, Any] = {"d_model": 32, "n_layer": 1, "n_head": 2, "d_inner": 32, "initializer_range": 1.0}
    return XLNetConfig(vocab_size=len(tokenizer), **size), tokenizer


FAMILIES: dict[str, Callable[[], tuple[Any, Any]]] = {
    made.__name__: made for made in (bert, roberta, deberta, electra, albert, distilbert, xlnet)
}


def save(folder: Path, made: tuple[Any, Any]) -> Path:
    import torch
    from transformers import AutoModelForQuestionAnswering

    torch.manual_seed(0)
    model: Any = AutoModelForQuestionAnswering
    model.from_config(made[0]).save_pretrained(folder)
    made[1].save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    at = tmp_path_factory.mktemp("models")
    return {name: save(at / name, made()) for name, made in FAMILIES.items()}


@pytest.fixture(scope="module", params=FAMILIES)
def model(request: pytest.FixtureRequest, folders: dict[str, Path]) -> TransformersModel:
    return TransformersModel(folders[request.param])


@pytest.mark.model
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_span_is_inside_its_sentence_and_begins_and_ends_with_a_word(
    model: TransformersModel, question: str
) -> None:
    passages = [passage(HARBOUR), passage(HARBOUR, 54), passage(ODD), passage(LONG)]
    for one, found in zip(passages, model.read(question, passages), strict=True):
        text = one.article.text
        assert len(found.spans) == len(one.sentences) > 1
        for (score, span), sentence in zip(found.spans, one.sentences, strict=True):
            if span is None:
                assert score == -math.inf and not re.search(r"\w", text[slice(*sentence)])
                continue
            assert math.isfinite(score)
            assert one.start <= sentence.start <= span.start < span.end <= sentence.end <= one.end
            assert text[slice(*span)] == text[slice(*span)].strip()
            for at in span:
                assert not re.fullmatch(r"[A-Za-z0-9]{2}", text[max(0, at - 1) : at + 1]), text[slice(*span)]
        assert found.relevance == max(score for score, _ in found.spans) - found.null


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_passages_read_together_are_read_as_they_are_one_by_one(model: TransformersModel) -> None:
    passages = [passage(HARBOUR), passage(ODD), passage(LONG), passage("Short.")] * 3  # more windows than one batch
    together = model.read(QUESTIONS[0], passages)
    assert together == model.read(QUESTIONS[0], passages)
    for one, found in zip(passages, together, strict=True):
        (alone,) = model.read(QUESTIONS[0], [one])
        assert [span for _, span in alone.spans] == [span for _, span in found.spans]
        assert [score for score, _ in alone.spans] == pytest.approx([score for score, _ in found.spans], abs=1e-3)
        assert alone.null == pytest.approx(found.null, abs=1e-3)


@pytest.mark.model
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", FAMILIES)
def test_the_model_sees_what_its_own_tokenizer_makes_of_a_pair(folders: dict[str, Path], name: str) -> None:
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    text = "The bridge cost 48 million crowns."
    tokenizer = AutoTokenizer.from_pretrained(folders[name])
    network = AutoModelForQuestionAnswering.from_pretrained(folders[name]).eval()
    # What transformers 4 gave without being asked for it. DistilBERT has none, its tokenizer here is BERT's.
    typed = name not in ("roberta", "distilbert")
    given = tokenizer("What cost so much?", text, return_tensors="pt", return_token_type_ids=typed)
    with torch.inference_mode():
        out = network(**given)
    at = len(given["input_ids"][0]) - 1 if name == "xlnet" else 0
    (found,) = TransformersModel(folders[name]).read("What cost so much?", [passage(text)])
    assert found.null == pytest.approx(float(out.start_logits[0, at] + out.end_logits[0, at]), abs=1e-4)


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_no_passages_are_no_findings(model: TransformersModel) -> None:
    assert model.read("Who?", []) == []


@pytest.mark.model
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("place", [0, 20, 39])
def test_a_long_passage_is_searched_to_its_end(tmp_path: Path, place: int) -> None:
    """The model likes one word, "ferry", and nothing else; its window of 64 tokens holds three of the sentences."""
    import torch
    from transformers import BertForQuestionAnswering

    config, tokenizer = bert()
    config.num_hidden_layers = 0  # what it says of a token is then its embedding, times the head
    network = BertForQuestionAnswering(config)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
        network.bert.embeddings.LayerNorm.weight.fill_(1.0)
        network.bert.embeddings.word_embeddings.weight[tokenizer.convert_tokens_to_ids("ferry"), 0] = 1.0
        network.qa_outputs.weight[:, 0] = 1.0
    network.save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    sentences = LONG.split(". ")
    sentences[place] = "There the Ferry left"
    text = ". ".join(sentences)
    one = passage(text)
    (found,) = TransformersModel(tmp_path).read("What left?", [one])
    best = max(range(len(found.spans)), key=lambda i: found.spans[i][0])
    assert best == place
    span = found.spans[best][1]
    assert span and text[slice(*span)] == "Ferry"
    # One unit among 32 that are else 0, normalised: (1 - 1/32) / sqrt(1/32 - 1/32**2) = sqrt(31), at start and at end.
    assert found.relevance == pytest.approx(2 * math.sqrt(31), rel=1e-3)
    assert found.null == 0.0


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_a_bot_answers_with_such_a_model_in_slices_of_the_article(folders: dict[str, Path], index: Index) -> None:
    bot = open_bot(index, config=Config(reader=str(folders["bert"]), threshold=0.0))
    answer = bot.ask("How much did the bridge cost?")
    assert answer.quotes and all(quote.text in quote.article.text for quote in answer.quotes)
    assert {"relevance", "over_null", "margin"} <= set(answer.signals)
    assert json.dumps(answer.to_dict()) == json.dumps(bot.ask("How much did the bridge cost?").to_dict())


@pytest.mark.model
def test_a_cached_name_is_read_without_touching_the_network(
    folders: dict[str, Path], index: Index, tmp_path: Path
) -> None:
    cached = tmp_path / "models--org--tiny"
    (cached / "snapshots").mkdir(parents=True)
    (cached / "snapshots" / "abc").symlink_to(folders["bert"])
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("abc")
    script = f"""
import os, sys
os.environ["HF_HUB_CACHE"] = {str(tmp_path)!r}
def forbid(event, args):
    if event in ("socket.connect", "socket.getaddrinfo"):
        print("NETWORK", event, args, flush=True)
sys.addaudithook(forbid)
from pullquote.ui.cli.main import main
print(main(["ask", "How much did the bridge cost?", "--index", {str(index.folder)!r}, "--reader", "org/tiny"]))
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert ended.stdout.splitlines()[-1] in "01", ended.stdout
    assert "NETWORK" not in ended.stdout
    assert ended.stderr == ""


def expect(folder: Path, wanted: str) -> None:
    with pytest.raises(PullquoteError, match=wanted) as raised:
        TransformersModel(folder)
    assert "\n" not in str(raised.value)


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_what_cannot_be_a_reader_is_refused_in_one_line(tmp_path: Path) -> None:
    import torch
    from transformers import AutoModel, AutoModelForQuestionAnswering, CanineConfig, CanineTokenizer

    config, tokenizer = bert()
    model: Any = AutoModel
    model.from_config(config).save_pretrained(tmp_path / "headless")
    tokenizer.save_pretrained(tmp_path / "headless")
    expect(tmp_path / "headless", r"was not trained to answer questions: it lacks qa_outputs\.bias")

    broken = save(tmp_path / "broken", (config, tokenizer))
    (broken / "model.safetensors").write_bytes((broken / "model.safetensors").read_bytes()[:1000])
    expect(broken, "is no question-answering model that can be read")

    pickled = save(tmp_path / "pickled", (config, tokenizer))
    network = AutoModelForQuestionAnswering.from_pretrained(pickled)
    torch.save(network.state_dict(), pickled / "pytorch_model.bin")
    (pickled / "model.safetensors").unlink()
    expect(pickled, r"needed are config\.json, tokenizer\.json and model\.safetensors")

    (tmp_path / "unknown").mkdir()
    (tmp_path / "unknown" / "config.json").write_text('{"model_type": "nonesuch"}')
    expect(tmp_path / "unknown", "is no question-answering model that can be read")

    canine = CanineConfig(hidden_size=32, num_hash_buckets=16, max_position_embeddings=66, **SMALL)
    made: Any = CanineTokenizer
    expect(save(tmp_path / "canine", (canine, made())), "does not tell which characters a token stands for")

    config, tokenizer = roberta()
    tokenizer.backend_tokenizer.post_processor = None
    bare = save(tmp_path / "bare", (config, tokenizer))
    (bare / "tokenizer_config.json").write_text('{"tokenizer_class": "PreTrainedTokenizerFast"}')
    expect(bare, r"puts no \[CLS\] before or after a text")
