"""The bundle computes what was trained."""

from pathlib import Path

import numpy as np
import openvino
import pytest
import torch

from tests.training.conftest import trainer
from training import bundle_weights, checkpoint
from training.bodies import BODIES
from training.bundle_export import compressed, export, graph, openvino_logits
from training.closed_figures import torch_logits
from training.model import ReaderNetwork

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("ignore")]  # torch warns of its own ways


def test_the_bundle_computes_and_holds_what_was_trained(tmp_path: Path) -> None:
    """Weights rounded to int8 move the logits by little, the manifest says how they were made, and a training can go on
    from what the bundle holds."""
    torch.manual_seed(0)
    made = trainer(2)
    with torch.no_grad():
        for parameter in made.master.heads:  # a bias of nought is left out of a graph
            parameter.add_(0.1)
    made.mean = [parameter.detach().clone() for parameter in made.trained]
    options = {"body": "minilm", "layers": 2}
    checkpoint.save(tmp_path, made.state(), {"step": 0, "pairs": 0, "seconds": 0.0, "taken": {}, "options": options})
    manifest = export(tmp_path, tmp_path / "bundle")
    rng = np.random.default_rng(0)
    ids = rng.integers(1000, 30000, (2, 24))
    inputs = ids, (np.arange(24)[None, :] > 8).astype(np.int64).repeat(2, axis=0), np.ones_like(ids)
    exported = openvino_logits(tmp_path / "bundle" / "reader.xml")
    for one, other in zip(torch_logits(made.master.eval(), *inputs), exported(*inputs), strict=True):
        np.testing.assert_allclose(one, other, atol=2e-2)
    assert manifest["initial_weights"]["sha256"] == BODIES["minilm"].sha256
    fresh = ReaderNetwork(BODIES["minilm"], layers=2)
    assert bundle_weights.begin(fresh, tmp_path / "bundle") == manifest["sha256"]["reader.bin"]
    for (name, taught), held in zip(made.master.named_parameters(), fresh.parameters(), strict=True):
        np.testing.assert_allclose(taught.detach().numpy(), held.detach().numpy(), atol=2e-2, err_msg=name)
    with pytest.raises(ValueError, match="of another network"):
        bundle_weights.begin(ReaderNetwork(BODIES["minilm"], layers=3), tmp_path / "bundle")
    with pytest.raises(ValueError, match="of another network"):
        bundle_weights.begin(ReaderNetwork(BODIES["minilm"], layers=1), tmp_path / "bundle")


def test_scales_chosen_on_what_is_read_lose_less_of_it(tmp_path: Path) -> None:
    torch.manual_seed(0)
    reader = ReaderNetwork(BODIES["minilm"], layers=2).eval()
    rng = np.random.default_rng(0)

    def inputs() -> tuple[np.ndarray, ...]:
        ids = rng.integers(1000, 30000, (4, 24))
        return ids, (np.arange(24)[None, :] > 8).astype(np.int64).repeat(4, axis=0), np.ones_like(ids)

    names = ("input_ids", "token_type_ids", "attention_mask")
    fed = [dict(zip(names, inputs(), strict=True)) for _ in range(8)]
    asked, lost = inputs(), []
    for number, given in enumerate(([], fed)):
        file = tmp_path / f"{number}.xml"
        openvino.save_model(compressed(graph(reader), 4, 32, given), file, compress_to_fp16=False)
        found = zip(torch_logits(reader, *asked), openvino_logits(file)(*asked), strict=True)
        lost.append(sum(float(np.square(one - other).mean()) for one, other in found))
    assert lost[1] < lost[0]
