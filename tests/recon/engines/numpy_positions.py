"""How far patches lie, in NumPy and double precision: what tests compare the finders of positions with.

    $ python3 numpy_positions.py batch.npz result.npz '{"reach": 1, "flatness": 1e-4}'

The batch holds object (H, W), probe (M, N, N), corners and fractions (B, 2), and chi (B, M, N, N). The result holds gradient
and correlation, (2, B), x and y.
"""

import json
import sys

import numpy as np


def cut(canvas, corner, part, size):
    """Bilinear between four pixels."""
    rows, columns = corner[0] + np.arange(size + 1), corner[1] + np.arange(size + 1)
    window = canvas[np.ix_(rows, columns)]
    window = (1 - part[0]) * window[:-1] + part[0] * window[1:]
    return (1 - part[1]) * window[:, :-1] + part[1] * window[:, 1:]


def by_gradient(canvas, probe, corner, part, chi, reach):
    size, ways = probe.shape[-1], []
    for axis in (1, 0):
        step = np.eye(2, dtype=int)[axis] * reach
        after, before = (cut(canvas, corner + sign * step, part, size) for sign in (1, -1))
        slope = probe * (after - before) / (2 * reach)
        ways.append(np.vdot(slope, chi).real / np.vdot(slope, slope).real)
    return ways


def by_correlation(canvas, probe, corner, part, chi, flatness):
    """Looks for the peak itself, step by step, with the patch shifted by its Fourier series."""
    size = probe.shape[-1]
    patch, light = cut(canvas, corner, part, size), (np.abs(probe) ** 2).sum(0)
    updated = light * patch + (probe.conj() * chi).sum(0)
    far, bright = np.fft.fft2(patch), np.fft.fft2(np.abs(patch) ** 2)
    frequency = np.fft.fftfreq(size)
    frequency[size // 2] = -0.5

    def height(y, x):
        turn = np.exp(2j * np.pi * (y * frequency[:, None] + x * frequency[None, :]))
        peak = (updated * np.fft.ifft2(far * turn).conj()).sum()
        total = (light * np.fft.ifft2(bright * turn).conj()).sum().real
        return (1 - flatness * (x * x + y * y)) * abs(peak) ** 2 / total

    y, x, step = 0.0, 0.0, 1.0
    while step > 1e-4:
        around = [(y + i * step, x + j * step) for i in range(-3, 4) for j in range(-3, 4)]
        y, x = max(around, key=lambda place: height(*place))
        step /= 4
    return [x, y]


def main():
    batch, options = np.load(sys.argv[1]), json.loads(sys.argv[3])
    canvas, probe = batch["object"].astype(np.complex128), batch["probe"].astype(np.complex128)
    found = {"gradient": [], "correlation": []}
    for corner, part, chi in zip(batch["corners"], batch["fractions"].astype(np.float64), batch["chi"]):
        found["gradient"].append(by_gradient(canvas, probe, corner, part, chi, options["reach"]))
        found["correlation"].append(by_correlation(canvas, probe, corner, part, chi, options["flatness"]))
    np.savez(sys.argv[2], **{name: np.array(ways).T for name, ways in found.items()})


if __name__ == "__main__":
    main()
