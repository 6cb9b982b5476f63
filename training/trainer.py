"""One step of the training, and the state that it leaves behind."""

import copy
from concurrent.futures import ThreadPoolExecutor

import torch
from torch import Tensor

from training.model import Batch, ReaderNetwork, loss
from training.teacher import Teacher, distance


class Trainer:
    """float32 weights under AdamW, a bfloat16 copy that computes, and a running mean of the weights that ships.

    On the processor each step is cut into batches of like length that two single-threaded workers take one by one: a
    worker whose core is busy elsewhere holds up nobody, where the barriers of one two-threaded batch wait for it.
    Gradients add up in the batches' order, so the result does not depend on who computed what. The mean (exponential,
    over some `1 / (1 - decay)` steps) does what a falling learning rate does, at any moment (Izmailov et al. 2018).
    """

    def __init__(  # settings, each by its name
        self,
        model: ReaderNetwork,
        device: torch.device,
        *,
        peak: float,
        workers: int,
        decay: float,
        teacher: Teacher | None = None,
    ) -> None:
        self.teacher = teacher
        self.master = model.to(device).train()
        self.device, self.peak, self.decay, self.steps = device, peak, decay, 0
        self.names = [name for name, parameter in self.master.named_parameters() if parameter.requires_grad]
        self.trained: list[Tensor] = [self.master.get_parameter(name) for name in self.names]
        self.computing = copy.deepcopy(self.master).to(torch.bfloat16)
        self.copies: list[Tensor] = [self.computing.get_parameter(name) for name in self.names]
        self.mean = [parameter.detach().clone() for parameter in self.trained]
        fresh = {id(parameter) for parameter in self.master.heads}
        groups = []
        for faster in (1.0, 10.0):  # what starts from nothing has further to go
            mine = [p for p in self.trained if (id(p) in fresh) == (faster > 1)]
            for decay_, some in ((0.01, [p for p in mine if p.ndim >= 2]), (0.0, [p for p in mine if p.ndim < 2])):
                groups.append({"params": some, "weight_decay": decay_, "faster": faster})
        self.optimizer = torch.optim.AdamW(groups, lr=peak, betas=(0.9, 0.98), fused=True)
        self.pool = ThreadPoolExecutor(workers)

    def step(self, batches: list[Batch], groups: int, rate: float) -> float:
        """Learn from batches that hold so many groups, at this share of the peak learning rate; the mean loss."""
        for settings in self.optimizer.param_groups:
            settings["lr"] = self.peak * rate * settings["faster"]
        largest_first = sorted(batches, key=lambda batch: -batch.input_ids.numel())
        parts = self.pool.map(lambda batch: self._gradient(batch.to(self.device)), largest_first)
        total, value = [torch.zeros_like(parameter) for parameter in self.trained], 0.0
        for part, gradients in parts:
            value += part
            for sum_, one in zip(total, gradients, strict=True):
                sum_.add_(one)
        for parameter, one in zip(self.trained, total, strict=True):
            parameter.grad = one.div_(groups)
        torch.nn.utils.clip_grad_norm_(self.trained, 1.0)
        self.optimizer.step()
        self.steps += 1
        with torch.no_grad():
            torch._foreach_copy_(self.copies, self.trained)
            torch._foreach_lerp_(self.mean, self.trained, 1 - min(self.decay, (1 + self.steps) / (10 + self.steps)))
        return value / groups

    def _gradient(self, batch: Batch) -> tuple[float, tuple[Tensor, ...]]:
        """Loss and gradient of one batch; touches no shared state, so that threads can work side by side."""
        outputs = self.computing(batch.input_ids, batch.token_type_ids, batch.attention_mask)
        value = loss(outputs, batch)
        if self.teacher:
            taught = self.teacher.outputs(batch, self.master.body)
            value = (1 - self.teacher.trust) * value + self.teacher.trust * distance(outputs, taught, batch)
        return value.item(), torch.autograd.grad(value, self.copies)

    def averaged(self) -> ReaderNetwork:
        """A bfloat16 network with the mean of the weights, to be measured."""
        made = copy.deepcopy(self.computing).eval()
        with torch.no_grad():
            torch._foreach_copy_([made.get_parameter(name) for name in self.names], self.mean)
        return made

    def state(self) -> dict[str, Tensor]:
        """Every tensor that the next step needs, and the mean."""
        found: dict[str, Tensor] = {}
        for name, parameter, mean in zip(self.names, self.trained, self.mean, strict=True):
            found |= {f"weight/{name}": parameter.detach(), f"mean/{name}": mean}
            for key, value in self.optimizer.state.get(parameter, {}).items():
                found[f"{key}/{name}"] = value
        return found

    def restore(self, state: dict[str, Tensor], steps: int) -> None:
        """Take up again what `state` gave after so many steps."""
        self.steps = steps
        with torch.no_grad():
            for name, parameter, copied, mean in zip(self.names, self.trained, self.copies, self.mean, strict=True):
                parameter.copy_(state[f"weight/{name}"])
                copied.copy_(state[f"weight/{name}"])
                mean.copy_(state[f"mean/{name}"])
                keys = ("step", "exp_avg", "exp_avg_sq")
                if steps:
                    self.optimizer.state[parameter] = {key: state[f"{key}/{name}"].clone() for key in keys}
