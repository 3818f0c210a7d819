"""The training step in PyTorch: what bench/step.ts compares with.

The same network, physics, loss and optimizer as those of Exitwave, as one would write them for PyTorch. The constant
lnΓ(k + 1) of the Poisson loss is left out, since no gradient needs it.

The first line on standard output describes the engine. Every line on standard input is then answered by one line with
the milliseconds of one step, and the end of the input ends the program:

    $ python3 bench/torch_step.py --filter-scale 0.25 --batch 4
    {"version": "1.13.0", "threads": 2, "parameters": 35078}
    ⏎
    {"ms": 48.1}
"""

import argparse
import json
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

LAST_WIDTH = 32
WIDTHS = {
    64: ((32, 64, 128), (64,)),
    128: ((16, 32, 64, 128), (128, 64)),
    256: ((8, 16, 32, 64, 128), (256, 128, 64)),
}


class ConvBlock(nn.Sequential):
    """Two 3 x 3 convolutions, each followed by a ReLU."""

    def __init__(self, inputs, outputs):
        super().__init__(
            nn.Conv2d(inputs, outputs, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding=1),
            nn.ReLU(inplace=True),
        )


class Attention(nn.Module):
    """CBAM: a gate for each channel, then a gate for each pixel."""

    def __init__(self, channels):
        super().__init__()
        hidden = max(1, channels // 16)
        self.mlp = nn.Sequential(nn.Linear(channels, hidden), nn.ReLU(inplace=True), nn.Linear(hidden, channels))
        self.compress = nn.Conv2d(2, 1, 7, padding=3, bias=False)

    def forward(self, x):
        gate = torch.sigmoid(self.mlp(x.mean((2, 3))) + self.mlp(x.amax((2, 3))))
        x = x * gate[:, :, None, None]
        summary = torch.cat([x.amax(1, keepdim=True), x.mean(1, keepdim=True)], 1)
        return x * torch.sigmoid(self.compress(summary))


class Encoder(nn.Module):
    """Blocks of convolutions, each halving the size of the pattern."""

    def __init__(self, widths):
        super().__init__()
        inputs = (1, *widths[:-1])
        self.blocks = nn.ModuleList(ConvBlock(i, o) for i, o in zip(inputs, widths))
        self.gates = nn.ModuleList(Attention(width) for width in widths)

    def forward(self, x):
        for block, gate in zip(self.blocks, self.gates):
            x = F.max_pool2d(gate(block(x)), 2)
        return x


class Decoder(nn.Module):
    """Blocks of convolutions, each doubling the size; then the central square and the ring around it."""

    def __init__(self, patch_size, widths, ring_width):
        super().__init__()
        self.blocks = nn.ModuleList(ConvBlock(i, o) for i, o in zip(widths[:-1], widths[1:]))
        self.center = nn.Conv2d(widths[-1] - 1, 1, 3, padding=1)
        self.ring_block = ConvBlock(1, ring_width)
        self.ring = nn.Conv2d(ring_width, 1, 3, padding=1)
        self.margin = patch_size // 4
        outside = torch.ones(1, 1, patch_size, patch_size)
        outside[..., self.margin : -self.margin, self.margin : -self.margin] = 0
        self.register_buffer("outside", outside, persistent=False)

    def forward(self, x, activation):
        for block in self.blocks:
            x = F.interpolate(block(x), scale_factor=2, mode="nearest")
        center = F.pad(activation(self.center(x[:, :-1])), [self.margin] * 4)
        enlarged = F.interpolate(self.ring_block(x[:, -1:]), scale_factor=2, mode="nearest")
        return center + F.silu(self.ring(enlarged)) * self.outside


class Model(nn.Module):
    """From diffraction amplitudes to object patches and back, with the Poisson loss between."""

    def __init__(self, patch_size, filter_scale):
        super().__init__()
        encoder, decoder = WIDTHS[patch_size]

        def scaled(width):
            return max(1, math.floor(width * filter_scale))

        widths = [scaled(encoder[-1]), *map(scaled, decoder), max(2, scaled(LAST_WIDTH))]
        self.encoder = Encoder([scaled(width) for width in encoder])
        self.decoder_amp = Decoder(patch_size, widths, scaled(LAST_WIDTH))
        self.decoder_phase = Decoder(patch_size, widths, scaled(LAST_WIDTH))

    def patches(self, amplitude, input_scale):
        """Amplitude and phase (B, 1, N, N) of the object around each position."""
        features = self.encoder(amplitude * input_scale)
        return self.decoder_amp(features, F.silu), self.decoder_phase(features, lambda x: math.pi * torch.tanh(x))

    def predict(self, amplitude, input_scale, probe):
        """Diffraction amplitude of the patches, DC in the centre."""
        exit_waves = torch.polar(*self.patches(amplitude, input_scale)) * probe
        return torch.fft.fftshift(torch.fft.fft2(exit_waves, norm="ortho"), (-2, -1)).abs() / input_scale

    def forward(self, amplitude, input_scale, probe):
        predicted = self.predict(amplitude, input_scale, probe).square()
        nll = predicted - amplitude.square() * torch.log(predicted.clamp_min(1e-24))
        return nll.sum((1, 2, 3)).mean() / amplitude.mean()


def simulated(batch, size, photons=1e6):
    """Amplitudes of a rough object behind a Gaussian probe, the scale of the input, and the probe."""
    axis = torch.arange(size) - size / 2
    probe = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * (size / 8) ** 2)).to(torch.complex64)
    rough = F.avg_pool2d(torch.rand(batch, 1, size + 4, size + 4), 5, 1)
    patches = torch.polar(0.5 + rough, 4 * rough)
    intensity = torch.fft.fftshift(torch.fft.fft2(patches * probe, norm="ortho"), (-2, -1)).abs().square()
    intensity *= photons / intensity.sum((1, 2, 3)).mean()
    amplitude = torch.poisson(intensity).sqrt()
    scale = (size / 2) / amplitude.square().sum((1, 2, 3)).mean().sqrt()
    return amplitude, scale, probe


def main():
    parser = argparse.ArgumentParser(description="Times the training step in PyTorch, once for each line of input.")
    parser.add_argument("--patch-size", type=int, choices=WIDTHS, default=64)
    parser.add_argument("--filter-scale", type=float, default=1)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--channels-last", action="store_true", help="keep activations as (B, H, W, C) in memory")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    layout = torch.channels_last if options.channels_last else torch.contiguous_format
    model = Model(options.patch_size, options.filter_scale).to(memory_format=layout)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    amplitude, input_scale, probe = simulated(options.batch, options.patch_size)
    amplitude = amplitude.contiguous(memory_format=layout)
    count = sum(parameter.numel() for parameter in model.parameters())
    print(json.dumps({"version": torch.__version__, "threads": options.threads, "parameters": count}), flush=True)

    for _ in sys.stdin:
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = model(amplitude, input_scale, probe)
        loss.backward()
        optimizer.step()
        print(json.dumps({"ms": (time.perf_counter() - start) * 1e3}), flush=True)


if __name__ == "__main__":
    main()
