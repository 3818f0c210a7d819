"""The training step in PyTorch: what bench/step/step.ts compares with.

The same network, physics, loss and optimizer as those of Exitwave, as one would write them for PyTorch. The constant
lnΓ(k + 1) of the Poisson loss is left out, since no gradient needs it.

The first line on standard output describes the engine. Every line on standard input is then answered by one line with
the milliseconds of one step, and the end of the input ends the program:

    $ python3 bench/step/torch_step.py --filter-scale 0.25 --batch 4
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

    def __init__(self, channels, widths):
        super().__init__()
        inputs = (channels, *widths[:-1])
        self.blocks = nn.ModuleList(ConvBlock(i, o) for i, o in zip(inputs, widths))
        self.gates = nn.ModuleList(Attention(width) for width in widths)

    def forward(self, x):
        for block, gate in zip(self.blocks, self.gates):
            x = F.max_pool2d(gate(block(x)), 2)
        return x


class Decoder(nn.Module):
    """Blocks of convolutions, each doubling the size; then the central square and the ring around it."""

    def __init__(self, patch_size, channels, widths, ring_width):
        super().__init__()
        self.blocks = nn.ModuleList(ConvBlock(i, o) for i, o in zip(widths[:-1], widths[1:]))
        self.channels = channels
        self.center = nn.Conv2d(widths[-1] - channels, channels, 3, padding=1)
        self.ring_block = ConvBlock(channels, ring_width)
        self.ring = nn.Conv2d(ring_width, channels, 3, padding=1)
        self.margin = patch_size // 4
        outside = torch.ones(1, 1, patch_size, patch_size)
        outside[..., self.margin : -self.margin, self.margin : -self.margin] = 0
        self.register_buffer("outside", outside, persistent=False)

    def forward(self, x, activation):
        for block in self.blocks:
            x = F.interpolate(block(x), scale_factor=2, mode="nearest")
        center = F.pad(activation(self.center(x[:, : -self.channels])), [self.margin] * 4)
        enlarged = F.interpolate(self.ring_block(x[:, -self.channels :]), scale_factor=2, mode="nearest")
        return center + F.silu(self.ring(enlarged)) * self.outside


class SharedObject(nn.Module):
    """Patches of a sample merged into one object, of which each pattern gets its part: the overlap constraint."""

    def __init__(self, patch_size, reach):
        super().__init__()
        self.margin = reach
        side = patch_size + 2 * reach
        weight = torch.zeros(1, 1, side, side)
        inset = reach + patch_size // 4
        weight[..., inset:-inset, inset:-inset] = 1
        self.register_buffer("weight", weight, persistent=False)
        axis = torch.arange(side, dtype=torch.float32)
        pixels = torch.stack(torch.meshgrid(axis, axis, indexing="ij")[::-1], -1)
        self.register_buffer("pixels", pixels, persistent=False)

    def moved(self, images, offsets):
        """Images (n, channels, M, M), each moved by its offset (n, 2), columns first."""
        places = (self.pixels - offsets[:, None, None]) * (2 / (images.shape[-1] - 1)) - 1
        return F.grid_sample(images, places, align_corners=True)

    def forward(self, patches, offsets):
        batch, channels, size, _ = patches.shape
        offsets = offsets.flatten(0, 1)
        parts = torch.view_as_real(patches.flatten(0, 1)).permute(0, 3, 1, 2)
        placed = self.moved(F.pad(parts, [self.margin] * 4), offsets)
        with torch.no_grad():
            weights = self.moved(self.weight.expand(len(offsets), -1, -1, -1), offsets)
            total = weights.unflatten(0, (batch, channels)).sum(1)
            shares = torch.where(total > 1e-6, 1 / (total + 1e-3), torch.zeros_like(total))
        canvas = (placed * weights).unflatten(0, (batch, channels)).sum(1) * shares
        seen = self.moved(canvas.repeat_interleave(channels, 0), -offsets)
        cut = seen[..., self.margin : self.margin + size, self.margin : self.margin + size]
        return torch.view_as_complex(cut.permute(0, 2, 3, 1).contiguous()).unflatten(0, (batch, channels))


class Model(nn.Module):
    """From diffraction amplitudes to object patches and back, with the Poisson loss between."""

    def __init__(self, patch_size, channels, filter_scale, reach):
        super().__init__()
        encoder, decoder = WIDTHS[patch_size]

        def scaled(width):
            return max(1, math.floor(width * filter_scale))

        widths = [scaled(encoder[-1]), *map(scaled, decoder), max(channels + 1, scaled(LAST_WIDTH))]
        self.encoder = Encoder(channels, [scaled(width) for width in encoder])
        self.decoder_amp = Decoder(patch_size, channels, widths, scaled(LAST_WIDTH))
        self.decoder_phase = Decoder(patch_size, channels, widths, scaled(LAST_WIDTH))
        self.shared = SharedObject(patch_size, reach) if channels > 1 else None

    def patches(self, amplitude, input_scale):
        """Amplitude and phase (B, C, N, N) of the object around each position."""
        features = self.encoder(amplitude * input_scale)
        return self.decoder_amp(features, F.silu), self.decoder_phase(features, lambda x: math.pi * torch.tanh(x))

    def predict(self, amplitude, input_scale, probe, offsets):
        """Diffraction amplitude of the patches, DC in the centre."""
        patches = torch.polar(*self.patches(amplitude, input_scale))
        exit_waves = (self.shared(patches, offsets) if self.shared else patches) * probe
        return torch.fft.fftshift(torch.fft.fft2(exit_waves, norm="ortho"), (-2, -1)).abs() / input_scale

    def forward(self, amplitude, input_scale, probe, offsets):
        predicted = self.predict(amplitude, input_scale, probe, offsets).square()
        nll = predicted - amplitude.square() * torch.log(predicted.clamp_min(1e-24))
        return nll.sum((1, 2, 3)).mean() / amplitude.mean()


def simulated(batch, channels, size, photons=1e6):
    """Amplitudes of a rough object behind a Gaussian probe, the scale of the input, and the probe."""
    axis = torch.arange(size) - size / 2
    probe = torch.exp(-(axis[:, None] ** 2 + axis**2) / (2 * (size / 8) ** 2)).to(torch.complex64)
    rough = F.avg_pool2d(torch.rand(batch, channels, size + 4, size + 4), 5, 1)
    patches = torch.polar(0.5 + rough, 4 * rough)
    intensity = torch.fft.fftshift(torch.fft.fft2(patches * probe, norm="ortho"), (-2, -1)).abs().square()
    intensity *= photons / intensity.sum((2, 3)).mean()
    amplitude = torch.poisson(intensity).sqrt()
    scale = (size / 2) / amplitude.square().sum((2, 3)).mean().sqrt()
    return amplitude, scale, probe


def main():
    parser = argparse.ArgumentParser(description="Times the training step in PyTorch, once for each line of input.")
    parser.add_argument("--patch-size", type=int, choices=WIDTHS, default=64)
    parser.add_argument("--gridsize", type=int, default=1, help="patterns of a sample are the square of it")
    parser.add_argument("--reach", type=int, default=4, help="pixels that patterns lie from their sample's centre at most")
    parser.add_argument("--filter-scale", type=float, default=1)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--clock", choices=("wall", "process"), default="wall")
    parser.add_argument("--channels-last", action="store_true", help="keep activations as (B, H, W, C) in memory")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="float32 without TF32 on either")
    parser.add_argument("--burst", type=int, default=1, help="steps until one waits for their result; times are of one")
    parser.add_argument("--compile", action="store_true", help="torch.compile the model instead of running it eagerly")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    torch.manual_seed(1)
    layout = torch.channels_last if options.channels_last else torch.contiguous_format
    channels = options.gridsize**2
    model = Model(options.patch_size, channels, options.filter_scale, options.reach).to(memory_format=layout)
    model = model.to(options.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    amplitude, input_scale, probe = simulated(options.batch, channels, options.patch_size)
    amplitude = amplitude.contiguous(memory_format=layout)
    offsets = (2 * torch.rand(options.batch, channels, 2) - 1) * options.reach
    amplitude, input_scale, probe, offsets = (
        part.to(options.device) for part in (amplitude, input_scale, probe, offsets)
    )
    forward = torch.compile(model) if options.compile else model
    now = time.perf_counter if options.clock == "wall" else time.process_time
    count = sum(parameter.numel() for parameter in model.parameters())
    print(json.dumps({"version": torch.__version__, "threads": options.threads, "parameters": count}), flush=True)

    for _ in sys.stdin:
        start = now()
        for _ in range(options.burst):
            optimizer.zero_grad(set_to_none=True)
            loss = forward(amplitude, input_scale, probe, offsets)
            loss.backward()
            optimizer.step()
        if options.device == "cuda":
            torch.cuda.synchronize()
        print(json.dumps({"ms": (now() - start) * 1e3 / options.burst}), flush=True)


if __name__ == "__main__":
    main()
