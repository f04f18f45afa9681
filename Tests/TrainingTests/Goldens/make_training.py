"""training.golden: ten whole training steps of two rows, without augmentation or stochastic depth.

Two batches take turns. The errors it prints are those of PyTorch's own float32 against the golden values.
"""

import torch
from torch.nn import functional

import golden_file
import make_networks
import reference
import roadmap
from make_optimizers import learning_rates

ROWS = ("resnet-50", "separate-downsampling")
STEPS = 10
BATCHES = 2
RECIPE = {
    "learningRates": learning_rates(STEPS, 3, 2e-3, 1e-6), "weightDecay": 0.05, "beta1": 0.9, "beta2": 0.999,
    "epsilon": 1e-8, "labelSmoothing": make_networks.SMOOTHING,
}
IMAGE_SHAPE = [make_networks.BATCH, 19, 19, 3]


def trained(architecture, seed, dtype):
    """The loss before every step, and the network after the last."""
    classes = make_networks.CLASSES
    network = reference.generated(reference.Network(architecture, IMAGE_SHAPE[-1], classes), seed, dtype).train()
    tensors = [parameter.tensor for parameter in reference.parameters(network)]
    optimizer = torch.optim.AdamW(
        [
            {"params": [tensor for tensor in tensors if tensor.dim() >= 2], "weight_decay": RECIPE["weightDecay"]},
            {"params": [tensor for tensor in tensors if tensor.dim() < 2], "weight_decay": 0.0},
        ],
        lr=1.0, betas=(RECIPE["beta1"], RECIPE["beta2"]), eps=RECIPE["epsilon"])
    losses = []
    for step, rate in enumerate(RECIPE["learningRates"]):
        images, labels = reference.batch(seed, step % BATCHES, IMAGE_SHAPE, classes, dtype)
        targets = reference.smoothed(labels, classes, RECIPE["labelSmoothing"], dtype)
        loss = functional.cross_entropy(network(images), targets)
        optimizer.zero_grad()
        loss.backward()
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
        losses.append(loss.item())
    return losses, network


def final_state(network):
    result = {
        parameter.name: parameter.engine_layout(parameter.tensor.detach())
        for parameter in reference.parameters(network)
    }
    return result | reference.running_statistics(network)


def make():
    tensors, runs = {}, []
    rows = roadmap.rows(roadmap.TINY)
    for row in ROWS:
        # Clear of kinks in the first step at least.
        seed, _, _ = make_networks.clear_of_kinks(make_networks.maker(rows[row], IMAGE_SHAPE), IMAGE_SHAPE)
        losses, network = trained(rows[row], seed, torch.float64)
        state = final_state(network)
        single_losses, single_network = trained(rows[row], seed, torch.float32)
        loss_error = max(abs(single - double) / double for single, double in zip(single_losses, losses))
        single_state = final_state(single_network)
        errors = {name: golden_file.relative_error(single_state[name], state[name]) for name in state}
        worst = max(errors, key=errors.get)
        print(f"{row}: seed {seed}, losses {losses[0]:.4f} to {losses[-1]:.4f}")
        print(f"  float32 errors: losses {loss_error:.1e}, final state {errors[worst]:.1e} ({worst})")
        tensors |= {f"{row}.{name}": tensor for name, tensor in state.items()}
        pristine = reference.generated(make_networks.maker(rows[row], IMAGE_SHAPE)(), seed, torch.float64)
        runs.append({
            "step": row, "seed": seed, "losses": losses, "architecture": rows[row].coded(),
            "parameters": reference.described(pristine),
            "labels": [
                reference.batch(seed, index, IMAGE_SHAPE, make_networks.CLASSES, torch.float64)[1]
                for index in range(BATCHES)
            ],
        })
    golden_file.write(
        "training.golden", tensors, kind="training", runs=runs, recipe=RECIPE, imageShape=IMAGE_SHAPE,
        classes=make_networks.CLASSES, steps=STEPS, batches=BATCHES)


if __name__ == "__main__":
    torch.set_num_threads(1)
    make()
