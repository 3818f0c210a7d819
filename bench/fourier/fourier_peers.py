"""Fourier transforms of batches of square images by SciPy's pocketfft or PyTorch: what bench/fourier/fourier.ts compares with.

The first line on standard output describes the library. Every line on standard input has a side and a number of images,
and is answered by one line with the milliseconds of one transform of them all; the end of the input ends the program.
"""

import argparse
import json
import sys
import time

import numpy as np

# Transforms that are timed at once, after one that is not.
REPEATS = 3


def waves(size, images):
    random = np.random.default_rng(1)
    parts = random.normal(size=(2, images, size, size)).astype(np.float32)
    return parts[0] + 1j * parts[1]


def scipy_transform(threads):
    import scipy
    from scipy import fft

    return scipy.__version__, lambda x: x, lambda x: fft.fft2(x, norm="ortho", workers=threads)


def torch_transform(threads):
    import torch

    torch.set_num_threads(threads)
    return torch.__version__, torch.from_numpy, lambda x: torch.fft.fft2(x, norm="ortho")


def main():
    parser = argparse.ArgumentParser(description="Times a transform for each line of input.")
    parser.add_argument("--library", choices=("torch", "scipy"), default="torch")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--clock", choices=("wall", "process"), default="wall")
    options = parser.parse_args()
    libraries = {"torch": torch_transform, "scipy": scipy_transform}
    version, convert, transform = libraries[options.library](options.threads)
    now = time.perf_counter if options.clock == "wall" else time.process_time
    print(json.dumps({"version": version, "parameters": 0}), flush=True)
    held = {}
    for line in sys.stdin:
        size, images = map(int, line.split())
        if size not in held:
            held = {size: convert(waves(size, images))}
        x = held[size]
        transform(x)
        start = now()
        for _ in range(REPEATS):
            transform(x)
        print(json.dumps({"ms": (now() - start) * 1e3 / REPEATS}), flush=True)


if __name__ == "__main__":
    main()
