"""optimizers.golden: ten steps of AdamW, of SGD with momentum and of Lion, and learning rates over a run."""

import math

import torch

import generator
import golden_file

STEPS = 10
# Name, shape, size of the gradients. Those of `faint` are about AdamW's epsilon, those of `unused` all zero.
TENSORS = [
    ("convolution", [3, 3, 2, 5], 1.0),
    ("depthwise", [3, 3, 7], 1.0),
    ("linear", [11, 3], 2.0**-4),
    ("vector", [19], 1.0),
    ("single", [1], 1.0),
    ("faint", [4, 5], 2.0**-26),
    ("unused", [2, 3], 0.0),
]


def learning_rates(steps, warmup, peak, final):
    """The learning rate of every iteration, as the paper's public code has it.

    Iteration i from 0. In the warm-up, i < warmup: peak * i / (warmup - 1), so that its first iteration has 0 and
    its last the peak; a warm-up of one iteration has 0. After it, with n = steps - warmup and j = i - warmup:
    final + (peak - final) / 2 * (1 + cos(pi * j / n)): the peak once more first, and never quite the final rate.
    """
    rising = [peak * i / (warmup - 1) if warmup > 1 else 0.0 for i in range(warmup)]
    n = steps - warmup
    return rising + [final + 0.5 * (peak - final) * (1 + math.cos(math.pi * j / n)) for j in range(n)]


def optimizer_steps(name, make, rates, seed, tensors):
    """Adds `<name>.<step>.<tensor>` and `.gradient`; step 0 is the start."""
    parameters = {}
    for index, (tensor, shape, _) in enumerate(TENSORS):
        parameters[tensor] = torch.nn.Parameter(torch.from_numpy(generator.values(seed, index, shape, 0, 1)).double())
        tensors[f"{name}.0.{tensor}"] = parameters[tensor].detach().clone()
    decaying = [parameter for parameter in parameters.values() if parameter.dim() >= 2]
    others = [parameter for parameter in parameters.values() if parameter.dim() < 2]
    optimizer = make(decaying, others)
    for step, rate in enumerate(rates, start=1):
        for index, (tensor, shape, size) in enumerate(TENSORS):
            gradient = generator.values(seed, 1000 * step + index, shape, 0, size)
            parameters[tensor].grad = torch.from_numpy(gradient).double()
            tensors[f"{name}.{step}.{tensor}.gradient"] = gradient
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
        for tensor, parameter in parameters.items():
            tensors[f"{name}.{step}.{tensor}"] = parameter.detach().clone()


class Lion(torch.optim.Optimizer):
    """Evolved sign momentum, written down from Algorithm 2 of arXiv:2302.06675; PyTorch has none.

    With the average m of earlier gradients g: theta <- theta - lr * (sign(beta1 * m + (1 - beta1) * g) + decay * theta),
    and only then m <- beta2 * m + (1 - beta2) * g.
    """

    def __init__(self, groups, lr, betas):
        super().__init__(groups, {"lr": lr, "betas": betas, "weight_decay": 0.0})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for parameter in group["params"]:
                gradient = parameter.grad
                average = self.state[parameter].get("average", torch.zeros_like(parameter))
                direction = torch.sign(beta1 * average + (1 - beta1) * gradient)
                parameter -= group["lr"] * (direction + group["weight_decay"] * parameter)
                self.state[parameter]["average"] = beta2 * average + (1 - beta2) * gradient


def make():
    tensors = {}
    adamw = {
        "learningRates": learning_rates(STEPS, 3, 4e-3, 1e-6), "weightDecay": 0.05, "beta1": 0.9, "beta2": 0.999,
        "epsilon": 1e-8,
    }
    lion = {"learningRates": learning_rates(STEPS, 3, 1e-3, 1e-6), "weightDecay": 0.5, "beta1": 0.9, "beta2": 0.99}
    sgd = {"learningRates": learning_rates(STEPS, 3, 0.1, 1e-3), "weightDecay": 1e-4, "momentum": 0.9}

    def groups(decaying, others, decay):
        return [{"params": decaying, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]

    optimizer_steps(
        "adamw",
        lambda decaying, others: torch.optim.AdamW(
            groups(decaying, others, adamw["weightDecay"]), lr=1.0, betas=(adamw["beta1"], adamw["beta2"]),
            eps=adamw["epsilon"]),
        adamw["learningRates"], 1, tensors)
    optimizer_steps(
        "sgd",
        lambda decaying, others: torch.optim.SGD(
            groups(decaying, others, sgd["weightDecay"]), lr=1.0, momentum=sgd["momentum"]),
        sgd["learningRates"], 2, tensors)
    optimizer_steps(
        "lion",
        lambda decaying, others: Lion(
            groups(decaying, others, lion["weightDecay"]), lr=1.0, betas=(lion["beta1"], lion["beta2"])),
        lion["learningRates"], 3, tensors)
    settings = [(10, 3, 4e-3, 1e-6), (100, 7, 2e-3, 1e-6), (20, 0, 1e-3, 0.0), (8, 1, 0.1, 1e-3), (6, 6, 1e-3, 1e-6),
                (1, 0, 1e-3, 1e-6), (9, 2, 5e-4, 5e-4)]
    schedules = [
        {"steps": steps, "warmupSteps": warmup, "peak": peak, "final": final,
         "learningRates": learning_rates(steps, warmup, peak, final)}
        for steps, warmup, peak, final in settings
    ]
    golden_file.write(
        "optimizers.golden", tensors, kind="optimizers", adamw=adamw, sgd=sgd, lion=lion, schedules=schedules, steps=STEPS,
        parameters=[{"name": name, "shape": shape} for name, shape, _ in TENSORS])


if __name__ == "__main__":
    torch.set_num_threads(1)
    make()
