"""ePIE, rPIE, LSQML and the difference map in NumPy and double precision, written from the papers: what tests compare the engines with.

    $ python3 numpy_engines.py scan.npz result.npz '{"objectStep": 1, ...}'

The scan holds amplitude (J, N, N), mask (J, N, N), x, y (J), probe (M, N, N) and order: the numbers of the positions of all
iterations, of which `batchSize` follow each other in a batch; and where the probe differs from shot to shot eigenprobes
(K, N, N) and coefficients (J, K). The result holds object, probe, background, r_factor and deviance, of each iteration,
before its updates, and both of the latter.
"""

import json
import sys

import numpy as np

# Of the difference map: share of the greatest light that is mixed with that of each pixel, and β by stages of so many
# iterations, where it is not more.
MIXED, STAGE, FALLING = 0.1, 12, [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]

# Of LSQML: what the squares of its least squares are made larger by; with Poisson's likelihood, counts that are added, and
# Newton's steps and the longest way that they go.
DAMPING, ADDED, NEWTON, LONGEST = 0.1, 1, 5, 0.999

# Of a probe that differs from shot to shot: share of the batch's mean light that is added to each pattern's.
LIGHT_SHARE = 0.1


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


def correction(far, measured, valid, likelihood, background):
    """What is added to the far field, (M, N, N), so that it is as measured."""
    intensity, counts = (np.abs(far) ** 2).sum(0) + background, measured**2
    if likelihood == "amplitude":
        return np.where(valid, far * (measured / np.sqrt(intensity) - 1), 0)
    intensity, counts = intensity + ADDED, counts + ADDED
    excess = np.where(valid, 1 - counts / intensity, 0)
    step = 0.0
    for _ in range(NEWTON):
        left = 1 - step * excess
        slope = (counts * excess / left - intensity * excess * left).sum()
        step -= slope / (excess**2 * (intensity + counts / left**2)).sum()
        step = min(max(step, 0), LONGEST)
    return -step * excess * far


def by_pie(canvas, probe, batch, options):
    """The object and the probe after a batch, of (patch, view, chi) each."""
    regularised = options["algorithm"] == "rpie"
    for_object, light, for_probe, seen = sums(canvas, probe, batch)
    alpha = options["objectRegularisation"] if regularised else 1
    beta = options["probeRegularisation"] if regularised else 1
    step_of_probe = options["probeStep"] if options["moves"] else 0
    return (
        canvas + divided(for_object, light, options["objectStep"], alpha),
        probe + divided(for_probe, seen, step_of_probe, beta),
    )


def by_least_squares(canvas, probe, batch, options):
    """The same by LSQML."""
    for_object, light, for_probe, seen = sums(canvas, probe, batch)
    object_way = divided(for_object, light, 1, options["objectRegularisation"])
    probe_way = divided(for_probe, seen, 1, options["probeRegularisation"])
    weighted, probe_steps = np.zeros(canvas.shape), []
    for patch, view, chi in batch:
        by_object, by_probe = patch.cut(object_way) * probe, view * probe_way
        ways = [by_object, by_probe] if options["moves"] else [by_object]
        products = np.array([[np.vdot(a, b).real for b in ways] for a in ways])
        products += DAMPING * np.diag(np.diag(products))
        steps = np.linalg.solve(products, [np.vdot(way, chi).real for way in ways])
        steps = np.maximum(steps, 0)
        patch.lay(steps[0] * (np.abs(probe) ** 2).sum(0), weighted)
        probe_steps.append(steps[-1])
    share = weighted / np.maximum(light, 1e-6 * light.max())
    moved = canvas + options["objectStep"] * share * object_way
    if not options["moves"]:
        return moved, probe
    return moved, probe + options["probeStep"] * np.mean(probe_steps) * probe_way


def on_measured(wave, measured, valid, background):
    return wave + inverse(correction(fourier(wave), measured, valid, "amplitude", background))


def by_difference_map(canvas, probe, waves, patches, options):
    """The object and the probe once all exit waves (J, M, N, N) have moved."""
    lacking = [(patch, patch.cut(canvas), wave - patch.cut(canvas) * probe) for patch, wave in zip(patches, waves)]
    for_object, light, _, _ = sums(canvas, probe, lacking)
    canvas = canvas + divided(for_object, light, options["objectStep"], MIXED)
    if not options["moves"]:
        return canvas, probe
    lacking = [(patch, patch.cut(canvas), wave - patch.cut(canvas) * probe) for patch, wave in zip(patches, waves)]
    _, _, for_probe, seen = sums(canvas, probe, lacking)
    return canvas, probe + divided(for_probe, seen, options["probeStep"], MIXED)


class Varied:
    """The first mode of pattern j is P + sum c_jk E_k (Odstrcil et al. 2016)."""

    def __init__(self, eigenprobes, coefficients):
        self.eigenprobes, self.coefficients = eigenprobes.astype(np.complex128), coefficients.astype(np.complex128)

    def probe(self, probe, j):
        own = probe.copy()
        own[0] += np.tensordot(self.coefficients[j], self.eigenprobes, 1)
        return own

    def explain(self, numbers, batch):
        """Moves coefficients; what they explain is taken out of chi of the first mode."""
        for k, eigenprobe in enumerate(self.eigenprobes):
            lights = [(np.abs(view * eigenprobe) ** 2).sum() for _, view, _ in batch]
            for j, light, (_, view, chi) in zip(numbers, lights, batch):
                step = np.vdot(view * eigenprobe, chi[0]) / (light + LIGHT_SHARE * np.mean(lights))
                self.coefficients[j, k] += step
                chi[0] -= step * view * eigenprobe

    def as_modes(self, numbers, batch):
        """The batch as eigenprobes see it, which are further modes."""
        conjugate = self.coefficients.conj()
        return [
            (patch, view, np.concatenate([chi, conjugate[j][:, None, None] * chi[0]]))
            for j, (patch, view, chi) in zip(numbers, batch)
        ]

    def settle(self, probe):
        """Coefficients of mean 0 and mean square 1, orthogonal eigenprobes; returns the probe that has the mean."""
        mean = self.coefficients.mean(0)
        settled = probe.copy()
        settled[0] += np.tensordot(mean, self.eigenprobes, 1)
        self.coefficients -= mean
        for k in range(len(self.eigenprobes)):
            for before in range(k):
                one = self.eigenprobes[before]
                share = np.vdot(one, self.eigenprobes[k]) / np.vdot(one, one).real
                self.eigenprobes[k] -= share * one
                self.coefficients[:, before] += share * self.coefficients[:, k]
        size = np.sqrt((np.abs(self.coefficients) ** 2).mean(0))
        self.eigenprobes *= size[:, None, None]
        self.coefficients /= size
        return settled


def sums(canvas, probe, batch):
    for_object, light = np.zeros_like(canvas), np.zeros(canvas.shape)
    for_probe, seen = np.zeros_like(probe), np.zeros(probe.shape[1:])
    for patch, view, chi in batch:
        patch.lay((probe.conj() * chi).sum(0), for_object)
        patch.lay((np.abs(probe) ** 2).sum(0), light)
        for_probe += view.conj() * chi
        seen += np.abs(view) ** 2
    return for_object, light, for_probe, seen


def main():
    scan, options = np.load(sys.argv[1]), json.loads(sys.argv[3])
    amplitude, mask = scan["amplitude"].astype(np.float64), scan["mask"].astype(np.float64)
    probe, size = scan["probe"].astype(np.complex128), amplitude.shape[-1]
    x, y = scan["x"], scan["y"]
    left, top = np.floor(x.min() - size / 2), np.floor(y.min() - size / 2)
    width, height = int(np.ceil(x.max() + size / 2) - left), int(np.ceil(y.max() + size / 2) - top)
    patches = [Patch(cy - size / 2 - top, cx - size / 2 - left, size) for cx, cy in zip(x, y)]
    canvas = np.ones((height, width), np.complex128)
    least_squares = options["algorithm"] == "lsqml"
    likelihood = options["likelihood"] if least_squares else "amplitude"
    r_factors, deviances = [], []
    background, looks = np.zeros((size, size)), options["backgroundStart"] is not None
    difference_map, waves = options["algorithm"] == "dm", {}
    varied = Varied(scan["eigenprobes"], scan["coefficients"]) if options["probeVariation"] > 0 else None
    for iteration, order in enumerate(scan["order"].reshape(-1, len(x))):
        beta = max(options["relaxation"], FALLING[min(iteration // STAGE, len(FALLING) - 1)])
        options["moves"] = options["probeStart"] is not None and iteration >= options["probeStart"]
        difference, deviance, excess, weights = 0.0, 0.0, np.zeros((size, size)), np.zeros((size, size))
        for start in range(0, len(order), options["batchSize"]):
            batch, numbers = [], order[start : start + options["batchSize"]]
            for j in numbers:
                view, measured, valid = patches[j].cut(canvas), amplitude[j], mask[j] > 0
                far = fourier(view * (varied.probe(probe, j) if varied else probe))
                if difference_map:
                    before = waves.get(j, view * probe)
                    moved = before + on_measured(2 * view * probe - before, measured, valid, background)
                    waves[j] = beta * moved + (1 - 2 * beta) * view * probe
                batch.append((patches[j], view, inverse(correction(far, measured, valid, likelihood, background))))
                intensity = (np.abs(far) ** 2).sum(0) + background
                difference += np.abs(measured - np.sqrt(intensity))[valid].sum()
                counts = measured**2
                logarithm = np.zeros_like(counts)
                np.log(counts / intensity, out=logarithm, where=counts > 0)
                excess += valid * (counts - intensity) / (intensity + 1) ** 2
                weights += valid / (intensity + 1) ** 2
                deviance += 2 * (intensity - counts + counts * logarithm)[valid].sum()
            if difference_map:
                continue
            step, modes = by_least_squares if least_squares else by_pie, probe
            if varied:
                if options["moves"]:
                    varied.explain(numbers, batch)
                batch, modes = varied.as_modes(numbers, batch), np.concatenate([probe, varied.eigenprobes])
            canvas, moved = step(canvas, modes, batch, options)
            probe = moved[: len(probe)]
            # Before coefficients have a measure, nothing says how far eigenprobes are to go.
            if varied and options["moves"] and iteration > options["probeStart"]:
                varied.eigenprobes = moved[len(probe) :]
        if varied and options["moves"]:
            probe = varied.settle(probe)
        if difference_map:
            canvas, probe = by_difference_map(canvas, probe, [waves[j] for j in range(len(x))], patches, options)
        if looks and iteration >= options["backgroundStart"]:
            background = np.maximum(0.97 * background + excess / np.maximum(weights, 1e-30), 0)
        r_factors.append(difference / amplitude[mask > 0].sum())
        deviances.append(deviance / mask.sum())
    found = {"eigenprobes": varied.eigenprobes, "coefficients": varied.coefficients} if varied else {}
    found.update(object=canvas, probe=probe, background=background, r_factor=r_factors, deviance=deviances)
    np.savez(sys.argv[2], **found)


if __name__ == "__main__":
    main()
