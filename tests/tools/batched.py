"""Does it help to work at several questions in one batch: python tests/tools/batched.py [ROUNDS].

The same passages are read by the networks that ship one question at a time, by four threads, and four questions in one
batch; questions are embedded so as well. Prints milliseconds of the processor for a question, all cores together, which
is what counts where all are at work, and little changed by what else runs.
"""

import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from pullquote.index import Passage, bundled_index
from pullquote.rag import Network, shipped_network

TOGETHER = 4
QUESTIONS = [
    "How much are the Aegis Ashore contracts worth?",
    "Who was the defense minister in 2020?",
    "Why is THAAD considered?",
    "When did the minister visit Hawaii?",
]


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """The least time of the processor for a question, of all rounds."""
    took = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    return min(took) / TOGETHER * 1000


def row(what: str, alone: Callable[[str], object], together: Callable[[], object], rounds: int) -> None:
    with ThreadPoolExecutor(TOGETHER) as pool:
        ways = {
            "one by one": lambda: [alone(question) for question in QUESTIONS],
            f"{TOGETHER} threads": lambda: list(pool.map(alone, QUESTIONS)),
            f"batch of {TOGETHER}": together,
        }
        for work in ways.values():
            work()
        told = "  ".join(f"{way} {milliseconds(work, rounds):7.1f}" for way, work in ways.items())
    print(f"{what:24} {told}", flush=True)


def main(rounds: int = 9) -> None:
    index = bundled_index()
    embedder = index.embedder
    row(
        "embedding",
        lambda question: embedder.encode_questions([question]),
        lambda: embedder.encode_questions(QUESTIONS),
        rounds,
    )
    passages: dict[str, Sequence[Passage]] = {
        question: [hit.passage for hit in index.search(question, 10)] for question in QUESTIONS
    }
    for name, most in (("quick", 10), ("careful", 5)):
        network = shipped_network(name, embedder.precision)
        of_all = [passage for question in QUESTIONS for passage in passages[question][:most]]

        def alone(question: str, network: Network = network, most: int = most) -> object:
            return network.read(question, passages[question][:most])

        # One question before all passages: as many rows as four questions have, of nearly the same length.
        row(f"{name}, {most} passages", alone, partial(network.read, QUESTIONS[1], of_all), rounds)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
