"""One step of Adam in PyTorch from given weights and a given batch, in 64 and in 32 bits.

    $ python3 tests/train/optimizer/torch_adam_step.py STEP.npz MOVES.npz

STEP.npz has the weights as param/NAME, in the layout of PyTorch; the batch as amplitude (B, N, N, 1), inputScale and
physicsScale (B, 1, 1, 1); and the probe as it is used, probe_re and probe_im (N, N). MOVES.npz gets how far each weight
moves, as float64/NAME and float32/NAME.
"""

import pathlib
import sys

import numpy
import torch

sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "bench" / "step"))
from torch_step import Model  # noqa: E402

CONVOLUTIONS = {"conv1": 0, "conv2": 2}
GATES = {"1": 0, "3": 2}


def layer_of(name):
    """Name of a weight in the model of the benchmark."""
    part, *rest, kind = name.removeprefix("autoencoder.").split(".")
    if rest[0] == "blocks" and rest[2] == "attention":
        inner = f"mlp.{GATES[rest[5]]}" if rest[3] == "ChannelGate" else "compress"
        return f"{part}.gates.{rest[1]}.{inner}.{kind}"
    if rest[0] == "blocks":
        return f"{part}.blocks.{rest[1]}.{CONVOLUTIONS[rest[2]]}.{kind}"
    if rest[1] == "conv_up_block":
        return f"{part}.ring_block.{CONVOLUTIONS[rest[2]]}.{kind}"
    return f"{part}.{'center' if rest[1] == 'conv1' else 'ring'}.{kind}"


def moves(step, names, dtype):
    """How far one step of Adam moves each weight, computed in a type."""
    patch_size = step["amplitude"].shape[1]
    width = step["param/autoencoder.encoder.blocks.0.conv1.weight"].shape[0]
    model = Model(patch_size, 1, width / 32, 0).to(dtype)
    before = {name: torch.from_numpy(step[f"param/{name}"]).to(dtype) for name in names}
    model.load_state_dict({layer_of(name): value for name, value in before.items()})
    amplitude, input_scale, physics_scale, re, im = (
        torch.from_numpy(step[key]).to(dtype) for key in ("amplitude", "inputScale", "physicsScale", "probe_re", "probe_im")
    )
    amplitude = amplitude.permute(0, 3, 1, 2)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    predicted = model.predict(amplitude, input_scale, torch.complex(re, im), None) * physics_scale
    rate, counts = predicted.square(), (amplitude * physics_scale).square()
    loss = rate - counts * torch.log(rate.clamp_min(1e-24)) + torch.lgamma(counts + 1)
    (loss.sum((1, 2, 3)).mean() / (amplitude.mean() + 1e-8)).backward()
    optimizer.step()
    after = dict(model.named_parameters())
    return {name: (after[layer_of(name)].detach() - before[name]).double().numpy() for name in names}


def main():
    step = numpy.load(sys.argv[1])
    names = [key.removeprefix("param/") for key in step if key.startswith("param/")]
    results = {}
    for kind, dtype in (("float64", torch.float64), ("float32", torch.float32)):
        results |= {f"{kind}/{name}": move for name, move in moves(step, names, dtype).items()}
    numpy.savez(sys.argv[2], **results)


if __name__ == "__main__":
    main()
