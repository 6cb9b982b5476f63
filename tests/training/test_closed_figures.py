"""Reading gives whole words."""

import numpy as np
import pytest

from training.batches import tokens
from training.bodies import MINILM
from training.closed_figures import Ids, Logits, read

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("ignore")]  # torch warns of its own ways


def test_reading_gives_whole_words() -> None:
    passage = "Francisco de Orellana sailed."

    def network(ids: Ids, _kinds: Ids, _mask: Ids) -> Logits:
        logits = np.zeros(ids.shape, dtype=np.float32)
        at = len(ids[0]) - 1 - len(tokens(passage)[0])
        pieces = tokens(passage)[2]
        logits[:, at + pieces.index(False)] = 5
        return logits, logits, np.zeros(len(ids), dtype=np.float32)

    found = read(network, MINILM, [("Who?", "A title", passage)])[0]
    assert passage[found.start : found.end] == "Orellana"
