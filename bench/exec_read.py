"""Decodes a folder's JPEGs in two workers of a DataLoader: the script that bench/exec.sh runs bare and under `lockstep exec`.

Usage: exec_read.py FOLDER COUNT, or exec_read.py FOLDER COUNT --make, which makes that many pictures of 500×375 pixels there.
"""
import os
import sys

import numpy
from PIL import Image


def make(folder, count):
    os.makedirs(folder, exist_ok=True)
    draws = numpy.random.default_rng(1)
    for number in range(count):
        coarse = draws.integers(0, 256, (24, 32, 3), dtype=numpy.uint8)
        picture = numpy.asarray(Image.fromarray(coarse).resize((500, 375), Image.BICUBIC)).astype(numpy.int16)
        grain = draws.integers(-9, 10, (375, 500, 1), dtype=numpy.int16)
        Image.fromarray((picture + grain).clip(0, 255).astype(numpy.uint8)).save("%s/%06d.jpg" % (folder, number), quality=90)


class Pictures:
    def __init__(self, folder, count):
        self.paths = ["%s/%06d.jpg" % (folder, number) for number in range(count)]

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, number):
        return int(numpy.asarray(Image.open(self.paths[number]).convert("RGB")).sum())


def read(folder, count):
    from torch.utils.data import DataLoader

    print(sum(int(batch.sum()) for batch in DataLoader(Pictures(folder, count), 64, num_workers=2)) if count else 0)


(make if "--make" in sys.argv else read)(sys.argv[1], int(sys.argv[2]))
