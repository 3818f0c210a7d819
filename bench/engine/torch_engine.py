"""One iteration of ePIE or LSQML in PyTorch, or in NumPy with SciPy's pocketfft: what bench/engine/engine.ts compares with.

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

    def cut(image, part):
        fy, fx = down[part], across[part]
        whole = torch.stack([image[r : r + size + 1, c : c + size + 1] for r, c in corners[part]])
        rows = (1 - fy) * whole[:, :-1] + fy * whole[:, 1:]
        return ((1 - fx) * rows[:, :, :-1] + fx * rows[:, :, 1:])[:, None]

    def lay(values, part):
        fy, fx = down[part], across[part]
        wide = torch.zeros(len(fy), size + 1, size + 1, dtype=values.dtype)
        for i, share in ((0, 1 - fy), (1, fy)):
            for j, other in ((0, 1 - fx), (1, fx)):
                wide[:, i : size + i, j : size + j] += share * other * values
        total = torch.zeros(side, side, dtype=values.dtype)
        for k, (r, c) in enumerate(corners[part]):
            total[r : r + size + 1, c : c + size + 1] += wide[k]
        return total

    def inner(a, b):
        return (torch.view_as_real(a) * torch.view_as_real(b)).sum((1, 2, 3, 4))

    def iterate():
        nonlocal canvas, probe
        for start in range(0, options.positions, options.batch):
            part = slice(start, start + options.batch)
            patches = cut(canvas, part)
            far = torch.fft.fft2(patches * probe, norm="ortho")
            predicted = torch.view_as_real(far).square().sum((1, -1)).clamp_min(1e-24).sqrt()
            residual = (measured[part] - predicted).abs().sum((1, 2))
            chi = torch.fft.ifft2(far * (measured[part] / predicted - 1)[:, None], norm="ortho")
            bright = probe.abs().square().sum(0)[None]
            total, light = lay((probe.conj() * chi).sum(1), part), lay(bright, part)
            step = (patches.conj() * chi).sum(0) / patches.abs().square().sum(0).max()
            if options.engine == "epie":
                canvas, probe = canvas + 0.5 * total / light.max(), probe + 0.5 * step
                continue
            way = total / (0.5 * light + 0.5 * light.max())
            u, v = cut(way, part) * probe, patches * step
            uu, vv, uv = 1.1 * inner(u, u), 1.1 * inner(v, v), inner(u, v)
            ux, vx, rest = inner(u, chi), inner(v, chi), uu * vv - uv * uv
            of_object = ((vv * ux - uv * vx) / rest).clamp_min(0)
            of_probe = ((uu * vx - uv * ux) / rest).clamp_min(0)
            mean = lay(of_object[:, None, None] * bright, part) / light.clamp_min(1e-6 * light.max())
            canvas, probe = canvas + 0.5 * mean * way, probe + 0.5 * of_probe.mean() * step
        return float(residual.sum())

    return torch.__version__, iterate


def scipy_engine(options):
    import scipy
    from scipy import fft

    corners, fractions, side = places(options)
    measured, probe = rough(options)
    canvas, size, half = np.ones((side, side), np.complex64), options.patch_size, np.float32(0.5)

    def cut(image, part):
        fy, fx = fractions[part, 0, None, None], fractions[part, 1, None, None]
        whole = np.stack([image[r : r + size + 1, c : c + size + 1] for r, c in corners[part]])
        rows = (1 - fy) * whole[:, :-1] + fy * whole[:, 1:]
        return ((1 - fx) * rows[:, :, :-1] + fx * rows[:, :, 1:])[:, None]

    def lay(values, part):
        fy, fx = fractions[part, 0, None, None], fractions[part, 1, None, None]
        wide = np.zeros((len(fy), size + 1, size + 1), values.dtype)
        for i, share in ((0, 1 - fy), (1, fy)):
            for j, other in ((0, 1 - fx), (1, fx)):
                wide[:, i : size + i, j : size + j] += share * other * values
        total = np.zeros((side, side), values.dtype)
        for k, (r, c) in enumerate(corners[part]):
            total[r : r + size + 1, c : c + size + 1] += wide[k]
        return total

    def inner(a, b):
        return (a.real * b.real + a.imag * b.imag).sum((1, 2, 3))

    def iterate():
        nonlocal canvas, probe
        for start in range(0, options.positions, options.batch):
            part = slice(start, start + options.batch)
            patches = cut(canvas, part)
            far = fft.fft2(patches * probe, norm="ortho", workers=options.threads)
            predicted = np.sqrt(np.maximum((far.real**2 + far.imag**2).sum(1), 1e-24))
            residual = np.abs(measured[part] - predicted).sum((1, 2))
            factor = (measured[part] / predicted - 1)[:, None]
            chi = fft.ifft2(far * factor, norm="ortho", workers=options.threads, overwrite_x=True)
            bright = (np.abs(probe) ** 2).sum(0)[None]
            total, light = lay((probe.conj() * chi).sum(1), part), lay(bright, part)
            step = (patches.conj() * chi).sum(0) / (np.abs(patches) ** 2).sum(0).max()
            if options.engine == "epie":
                canvas, probe = canvas + half * total / light.max(), probe + half * step
                continue
            way = total / (half * light + half * light.max())
            u, v = cut(way, part) * probe, patches * step
            uu, vv, uv = 1.1 * inner(u, u), 1.1 * inner(v, v), inner(u, v)
            ux, vx, rest = inner(u, chi), inner(v, chi), uu * vv - uv * uv
            of_object = np.maximum((vv * ux - uv * vx) / rest, 0).astype(np.float32)
            of_probe = np.maximum((uu * vx - uv * ux) / rest, 0).astype(np.float32)
            mean = lay(of_object[:, None, None] * bright, part) / np.maximum(light, np.float32(1e-6) * light.max())
            canvas, probe = canvas + half * mean * way, probe + half * of_probe.mean() * step
        return float(residual.sum())

    return scipy.__version__, iterate


def main():
    parser = argparse.ArgumentParser(description="Times an iteration of an engine, once for each line of input.")
    parser.add_argument("--library", choices=("torch", "scipy"), default="torch")
    parser.add_argument("--engine", choices=("epie", "lsqml"), default="epie")
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
