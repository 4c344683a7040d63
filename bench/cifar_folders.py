"""Writes CIFAR-10 training images as PNG files in class folders."""
import argparse
import os

import numpy as np
from PIL import Image

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True, help="folder of CIFAR-10's binary batches")
parser.add_argument("--images", type=int, default=2000)
parser.add_argument("--out", required=True)
args = parser.parse_args()

records = np.fromfile(f"{args.data}/data_batch_1.bin", np.uint8).reshape(-1, 3073)[:args.images]
for index, record in enumerate(records):
    folder = f"{args.out}/{record[0]}"
    os.makedirs(folder, exist_ok=True)
    Image.fromarray(record[1:].reshape(3, 32, 32).transpose(1, 2, 0)).save(f"{folder}/{index:05d}.png")
