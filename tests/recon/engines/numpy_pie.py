"""ePIE and rPIE in NumPy and double precision, written from the papers: what tests compare the engines with.

    $ python3 numpy_pie.py scan.npz result.npz '{"objectStep": 1, ...}'

The scan holds amplitude (J, N, N), mask (J, N, N), x, y (J), probe (M, N, N) and order: the numbers of the positions of all
iterations, of which `batchSize` follow each other in a batch. The result holds object, probe, r_factor and deviance, of
each iteration, before its updates.
"""

import json
import sys

import numpy as np


def fourier(waves):
    """Unitary, origin and DC in the middle."""
    return np.fft.fftshift(np.fft.fft2(np.fft.ifftshift(waves, (-2, -1)), norm="ortho"), (-2, -1))


def inverse(waves):
    return np.fft.fftshift(np.fft.ifft2(np.fft.ifftshift(waves, (-2, -1)), norm="ortho"), (-2, -1))


class Patch:
    """Where a patch lies on the canvas, and the share of each of the four pixels that its pixels lie between."""

    def __init__(self, top, left, size):
        self.row, self.column, self.size = int(np.floor(top)), int(np.floor(left)), size
        down, across = top - self.row, left - self.column
        shares = {(0, 0): (1 - down) * (1 - across), (0, 1): (1 - down) * across}
        shares.update({(1, 0): down * (1 - across), (1, 1): down * across})
        self.shares = {step: share for step, share in shares.items() if share > 0}

    def window(self, step):
        row, column = self.row + step[0], self.column + step[1]
        return slice(row, row + self.size), slice(column, column + self.size)

    def cut(self, canvas):
        return sum(share * canvas[self.window(step)] for step, share in self.shares.items())

    def lay(self, values, canvas):
        for step, share in self.shares.items():
            canvas[self.window(step)] += share * values


def divided(total, light, step, regularisation):
    return step * total / ((1 - regularisation) * light + regularisation * light.max())


def main():
    scan, options = np.load(sys.argv[1]), json.loads(sys.argv[3])
    amplitude, mask = scan["amplitude"].astype(np.float64), scan["mask"].astype(np.float64)
    probe, size = scan["probe"].astype(np.complex128), amplitude.shape[-1]
    x, y = scan["x"], scan["y"]
    left, top = np.floor(x.min() - size / 2), np.floor(y.min() - size / 2)
    width, height = int(np.ceil(x.max() + size / 2) - left), int(np.ceil(y.max() + size / 2) - top)
    patches = [Patch(cy - size / 2 - top, cx - size / 2 - left, size) for cx, cy in zip(x, y)]
    canvas = np.ones((height, width), np.complex128)
    regularised = options["algorithm"] == "rpie"
    alpha = options["objectRegularisation"] if regularised else 1
    beta = options["probeRegularisation"] if regularised else 1
    r_factors, deviances = [], []
    for iteration, order in enumerate(scan["order"].reshape(-1, len(x))):
        difference, deviance = 0.0, 0.0
        for start in range(0, len(order), options["batchSize"]):
            batch = order[start : start + options["batchSize"]]
            for_object, light = np.zeros_like(canvas), np.zeros(canvas.shape)
            for_probe, seen = np.zeros_like(probe), np.zeros((size, size))
            for j in batch:
                view = patches[j].cut(canvas)
                exit_waves = view * probe
                far = fourier(exit_waves)
                intensity = (np.abs(far) ** 2).sum(0)
                predicted, measured = np.sqrt(intensity), amplitude[j]
                valid = mask[j] > 0
                projected = np.where(valid, far * measured / predicted, far)
                chi = inverse(projected) - exit_waves
                patches[j].lay((probe.conj() * chi).sum(0), for_object)
                patches[j].lay((np.abs(probe) ** 2).sum(0), light)
                for_probe += view.conj() * chi
                seen += np.abs(view) ** 2
                difference += np.abs(measured - predicted)[valid].sum()
                counts = measured**2
                logarithm = np.zeros_like(counts)
                np.log(counts / intensity, out=logarithm, where=counts > 0)
                deviance += 2 * (intensity - counts + counts * logarithm)[valid].sum()
            canvas = canvas + divided(for_object, light, options["objectStep"], alpha)
            if options["probeStart"] is not None and iteration >= options["probeStart"]:
                probe = probe + divided(for_probe, seen, options["probeStep"], beta)
        r_factors.append(difference / amplitude[mask > 0].sum())
        deviances.append(deviance / mask.sum())
    np.savez(sys.argv[2], object=canvas, probe=probe, r_factor=r_factors, deviance=deviances)


if __name__ == "__main__":
    main()
