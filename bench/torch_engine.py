"""One iteration of ePIE in PyTorch, or in NumPy with SciPy's pocketfft: what bench/engine.ts compares with.

The same update as Exitwave's, as one would write it: batched, transforms without shifts, patterns shifted once.

The first line on standard output describes the engine. Every line on standard input is then answered by one line with
the milliseconds of one iteration, and the end of the input ends the program.
"""

import argparse
import json
import math
import sys
import time

import numpy as np


def places(options):
    """Corners and fractions of positions an eighth of a patch apart, and the side of the canvas."""
    side, step = math.ceil(math.sqrt(options.positions)), options.patch_size / 8
    random = np.random.default_rng(1)
    grid = np.stack(np.divmod(np.arange(options.positions), side), 1) * step + random.random((options.positions, 2))
    corners = np.floor(grid).astype(int)
    return corners, (grid - corners).astype(np.float32), int(corners.max()) + options.patch_size + 1


def rough(options):
    """Patterns, DC in the corner, and modes of a round probe."""
    random, size = np.random.default_rng(2), options.patch_size
    measured = 10 * random.random((options.positions, size, size), np.float32)
    axis = np.arange(size) - size / 2
    round_probe = np.exp(-(axis[:, None] ** 2 + axis**2) / (size / 6) ** 2)
    shape = (options.modes, size, size)
    probe = 5 * round_probe * (random.normal(size=shape) + 1j * random.normal(size=shape))
    return measured, (probe / (1 + np.arange(options.modes)[:, None, None])).astype(np.complex64)


def torch_engine(options):
    import torch

    torch.set_num_threads(options.threads)
    corners, fractions, side = places(options)
    measured, probe = map(torch.from_numpy, rough(options))
    down, across = torch.from_numpy(fractions)[:, :, None, None].unbind(1)
    canvas, size = torch.ones(side, side, dtype=torch.complex64), options.patch_size

    def iterate():
        nonlocal canvas, probe
        for start in range(0, options.positions, options.batch):
            part = slice(start, start + options.batch)
            fy, fx, places = down[part], across[part], corners[part]
            whole = torch.stack([canvas[r : r + size + 1, c : c + size + 1] for r, c in places])
            rows = (1 - fy) * whole[:, :-1] + fy * whole[:, 1:]
            patches = ((1 - fx) * rows[:, :, :-1] + fx * rows[:, :, 1:])[:, None]
            far = torch.fft.fft2(patches * probe, norm="ortho")
            predicted = torch.view_as_real(far).square().sum((1, -1)).clamp_min(1e-24).sqrt()
            residual = (measured[part] - predicted).abs().sum((1, 2))
            chi = torch.fft.ifft2(far * (measured[part] / predicted - 1)[:, None], norm="ortho")
            ahead = torch.zeros(len(places), size + 1, size + 1, dtype=torch.complex64)
            light = torch.zeros(len(places), size + 1, size + 1)
            for target, values in ((ahead, (probe.conj() * chi).sum(1)), (light, probe.abs().square().sum(0)[None])):
                for i, share in ((0, 1 - fy), (1, fy)):
                    for j, other in ((0, 1 - fx), (1, fx)):
                        target[:, i : size + i, j : size + j] += share * other * values
            total, most = torch.zeros_like(canvas), torch.zeros(side, side)
            for k, (r, c) in enumerate(places):
                total[r : r + size + 1, c : c + size + 1] += ahead[k]
                most[r : r + size + 1, c : c + size + 1] += light[k]
            step = (patches.conj() * chi).sum(0) / patches.abs().square().sum(0).max()
            canvas = canvas + 0.5 * total / most.max()
            probe = probe + 0.5 * step
        return float(residual.sum())

    return torch.__version__, iterate


def scipy_engine(options):
    import scipy
    from scipy import fft

    corners, fractions, side = places(options)
    measured, probe = rough(options)
    canvas, size = np.ones((side, side), np.complex64), options.patch_size

    def iterate():
        nonlocal canvas, probe
        for start in range(0, options.positions, options.batch):
            part = slice(start, start + options.batch)
            fy, fx = fractions[part, 0, None, None], fractions[part, 1, None, None]
            whole = np.stack([canvas[r : r + size + 1, c : c + size + 1] for r, c in corners[part]])
            rows = (1 - fy) * whole[:, :-1] + fy * whole[:, 1:]
            patches = ((1 - fx) * rows[:, :, :-1] + fx * rows[:, :, 1:])[:, None]
            far = fft.fft2(patches * probe, norm="ortho", workers=options.threads)
            predicted = np.sqrt(np.maximum((far.real**2 + far.imag**2).sum(1), 1e-24))
            residual = np.abs(measured[part] - predicted).sum((1, 2))
            factor = (measured[part] / predicted - 1)[:, None]
            chi = fft.ifft2(far * factor, norm="ortho", workers=options.threads, overwrite_x=True)
            ahead = np.zeros((len(fy), size + 1, size + 1), np.complex64)
            light = np.zeros(ahead.shape, np.float32)
            for target, values in ((ahead, (probe.conj() * chi).sum(1)), (light, (np.abs(probe) ** 2).sum(0)[None])):
                for i, share in ((0, 1 - fy), (1, fy)):
                    for j, other in ((0, 1 - fx), (1, fx)):
                        target[:, i : size + i, j : size + j] += share * other * values
            total, most = np.zeros_like(canvas), np.zeros(canvas.shape, np.float32)
            for k, (r, c) in enumerate(corners[part]):
                total[r : r + size + 1, c : c + size + 1] += ahead[k]
                most[r : r + size + 1, c : c + size + 1] += light[k]
            step = (patches.conj() * chi).sum(0) / (np.abs(patches) ** 2).sum(0).max()
            canvas = canvas + np.float32(0.5) * total / most.max()
            probe = probe + np.float32(0.5) * step
        return float(residual.sum())

    return scipy.__version__, iterate


def main():
    parser = argparse.ArgumentParser(description="Times an iteration of ePIE, once for each line of input.")
    parser.add_argument("--library", choices=("torch", "scipy"), default="torch")
    parser.add_argument("--patch-size", type=int, default=64)
    parser.add_argument("--modes", type=int, default=1)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--positions", type=int, default=64)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--clock", choices=("wall", "process"), default="wall")
    options = parser.parse_args()
    version, iterate = {"torch": torch_engine, "scipy": scipy_engine}[options.library](options)
    now = time.perf_counter if options.clock == "wall" else time.process_time
    print(json.dumps({"version": version, "parameters": 0}), flush=True)
    for _ in sys.stdin:
        start = now()
        iterate()
        print(json.dumps({"ms": (now() - start) * 1e3}), flush=True)


if __name__ == "__main__":
    main()
