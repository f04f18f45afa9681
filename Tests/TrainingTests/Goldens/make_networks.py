"""network-<row>.golden and subsets.golden: whole networks, forward and backward.

The errors it prints are those of PyTorch's own float32 against the golden values.
"""

import itertools

import torch
from torch.nn import functional

import generator
import golden_file
import reference
import roadmap

CLASSES = 5
SMOOTHING = 0.1
BATCH = 13
SUBSETS = 24
# Distance from every kink, in standard deviations, that float32 does not cross by rounding.
MARGIN = 1e-5


def maker(architecture, image_shape):
    """What makes a new network of the architecture each time that it is called."""
    return lambda: reference.Network(architecture, image_shape[-1], CLASSES)


def evaluated(make_network, image_shape, seed, dtype):
    """One training pass and one evaluation pass: all results by name, the network, the distance to the nearest kink."""
    network = reference.generated(make_network(), seed, dtype)
    watch = reference.KinkWatch(network)
    images, labels = reference.batch(seed, 0, image_shape, CLASSES, dtype)
    images.requires_grad_()
    targets = reference.smoothed(labels, CLASSES, SMOOTHING, dtype)
    network.train()
    logits = network(images)
    margin = watch.margin
    loss = functional.cross_entropy(logits, targets)
    loss.backward()
    results = {"logits": logits, "loss": loss, "targets": targets, "inputGradient": images.grad}
    for parameter in reference.parameters(network):
        results[f"{parameter.name}.gradient"] = parameter.engine_layout(parameter.tensor.grad)
    results |= reference.running_statistics(network)
    network.eval()
    with torch.no_grad():
        results["evaluationLogits"] = network(images)
    return {name: tensor.detach() for name, tensor in results.items()}, network, margin


def clear_of_kinks(make_network, image_shape):
    """The first seed that keeps clear of every kink, with its results and network."""
    for seed in range(1000):
        results, network, margin = evaluated(make_network, image_shape, seed, torch.float64)
        if margin >= MARGIN:
            return seed, results, network
    raise RuntimeError("No seed of a thousand keeps clear of every kink.")


def gradient_norms(results):
    return {
        name.removesuffix(".gradient"): torch.linalg.vector_norm(tensor).item()
        for name, tensor in results.items() if name.endswith(".gradient")
    }


def vanishing(results):
    """Parameters whose gradients are zero but for rounding, such as a bias right before a batch norm."""
    norms = gradient_norms(results)
    return [name for name, norm in norms.items() if norm < 1e-9 * max(norms.values())]


def without_noise(results):
    """The results with zeros for gradients that vanish."""
    return results | {
        f"{name}.gradient": torch.zeros_like(results[f"{name}.gradient"]) for name in vanishing(results)
    }


def float32_error(make_network, image_shape, seed, results):
    """The worst relative error of PyTorch's own float32, and the tensor it is of."""
    single, _, _ = evaluated(make_network, image_shape, seed, torch.float32)
    skipped = {f"{name}.gradient" for name in vanishing(results)}
    errors = {
        name: golden_file.relative_error(single[name], results[name]) for name in results if name not in skipped
    }
    worst = max(errors, key=errors.get)
    return errors[worst], worst


def write_network(name, make_network, image_shape, /, **metadata):
    """Writes network-<name>.golden; returns the worst error of PyTorch's own float32."""
    seed, results, network = clear_of_kinks(make_network, image_shape)
    error, tensor = float32_error(make_network, image_shape, seed, results)
    print(f"{name}: seed {seed}, float32 error {error:.1e} ({tensor})")
    _, labels = reference.batch(seed, 0, image_shape, CLASSES, torch.float64)
    loss = results.pop("loss").item()
    golden_file.write(
        f"network-{name}.golden", without_noise(results), kind="network", seed=seed, loss=loss, imageShape=image_shape,
        classes=CLASSES, labels=labels, labelSmoothing=SMOOTHING, parameters=reference.described(network),
        vanishing=vanishing(results), **metadata)
    return error


def make_rows():
    # Odd, and batch norm has 52 values a channel in the last stage.
    image_shape = [BATCH, 19, 19, 3]
    worst = (0.0, "")
    for row, architecture in roadmap.rows(roadmap.TINY).items():
        error = write_network(
            row, maker(architecture, image_shape), image_shape, step=row,
            architecture=architecture.coded())
        worst = max(worst, (error, row))
    print(f"Worst float32 error of the rows: {worst[0]:.1e} ({worst[1]})")


def chosen_masks():
    """Distinct subsets of the adopted steps as ascending bit masks, bit i being the i-th step.

    They are the first of the generator's that have each pair of steps in all four ways, and the three steps that
    make a block (depthwise, invert, move-up) in all eight.
    """
    bits = range(len(roadmap.ADOPTED))
    block = [roadmap.ADOPTED.index(step) for step in ("depthwise", "invert", "move-up")]
    groups = [*itertools.combinations(bits, 2), block]
    for seed in range(1000):
        drawn = generator.integers(seed, generator.CHOICES, 4 * SUBSETS, 1 << len(bits))
        masks = sorted(list(dict.fromkeys(drawn))[:SUBSETS])
        if all(len({tuple(mask >> bit & 1 for bit in group) for mask in masks}) == 1 << len(group) for group in groups):
            return masks
    raise RuntimeError("No seed of a thousand draws subsets that cover all pairs of steps.")


def summary(results, network, seed):
    """Length of each gradient and its sum under pseudo-random signs; the last entries are the images'."""
    gradients = [
        (index, results[f"{parameter.name}.gradient"])
        for index, parameter in enumerate(reference.parameters(network))
    ]
    gradients.append((generator.IMAGES, results["inputGradient"]))
    norms, sums = [], []
    for index, gradient in gradients:
        flat = gradient.flatten()
        norms.append(torch.linalg.vector_norm(flat))
        sums.append(flat @ torch.from_numpy(generator.signs(seed, generator.SIGNS + index, len(flat))))
    return torch.stack(norms), torch.stack(sums)


def summary_error(make_network, image_shape, seed, results, network):
    """The worst error of PyTorch's own float32 in what is kept of a subset.

    Some subsets all but cancel a gradient, say that of a norm's scale before another norm. So norms and sums are
    judged relative to the gradient's norm or to 1 % of the longest parameter's, whichever is more.
    """
    single, _, _ = evaluated(make_network, image_shape, seed, torch.float32)
    errors = [
        golden_file.relative_error(single[name], results[name]) for name in ("logits", "evaluationLogits", "loss")
    ]
    norms, sums = summary(results, network, seed)
    single_norms, single_sums = summary({name: value.double() for name, value in single.items()}, network, seed)
    scale = norms.clamp(min=0.01 * norms[:-1].max())
    errors += [((single_norms - norms).abs() / scale).max().item(), ((single_sums - sums).abs() / scale).max().item()]
    return max(errors)


def make_subsets():
    # Large enough for batch norm to have 52 values a channel after three separate halvings; odd and not square.
    image_shape = [BATCH, 33, 35, 2]
    entries, tensors, worst = [], {}, (0.0, "")
    for mask in chosen_masks():
        name = f"{mask:03x}"
        ids = [step for bit, step in enumerate(roadmap.ADOPTED) if mask >> bit & 1]
        architecture = roadmap.adopting(roadmap.TINY, ids)
        make_network = maker(architecture, image_shape)
        seed, results, network = clear_of_kinks(make_network, image_shape)
        error = summary_error(make_network, image_shape, seed, results, network)
        print(f"{name}: seed {seed}, float32 error {error:.1e}")
        worst = max(worst, (error, name))
        norms, sums = summary(without_noise(results), network, seed)
        tensors[f"{name}.logits"] = results["logits"]
        tensors[f"{name}.evaluationLogits"] = results["evaluationLogits"]
        tensors[f"{name}.gradientNorms"] = norms
        tensors[f"{name}.gradientSums"] = sums
        _, labels = reference.batch(seed, 0, image_shape, CLASSES, torch.float64)
        entries.append({
            "mask": name, "steps": ids, "seed": seed, "loss": results["loss"].item(), "labels": labels,
            "architecture": architecture.coded(), "vanishing": vanishing(results),
            "parameters": [
                {"name": parameter.name, "shape": parameter.shape} for parameter in reference.parameters(network)
            ],
        })
    golden_file.write(
        "subsets.golden", tensors, kind="subsets", steps=roadmap.ADOPTED, subsets=entries,
        imageShape=image_shape, classes=CLASSES, labelSmoothing=SMOOTHING)
    print(f"Worst float32 error of the subsets: {worst[0]:.1e} ({worst[1]})")


if __name__ == "__main__":
    torch.set_num_threads(1)
    make_rows()
    make_subsets()
