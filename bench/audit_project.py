"""Writes a project of 10,000 files, of which 500 are Python files like those of a training."""
import pathlib
import sys

root = pathlib.Path(sys.argv[1])
BODY = '''"""Part {n} of a project."""
import os
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from part_{next} import helper_{next}


class Images{n}(Dataset):
    def __init__(self, folder):
        self.names = sorted(os.listdir(folder))
        self.classes = sorted(set(name.split("_")[0] for name in self.names))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, index):
        return np.random.rand(3, 32, 32), self.classes.index(self.names[index].split("_")[0])

'''
FUNCTION = '''
def helper_{n}_{k}(values, limit=10):
    total = 0
    for index, value in enumerate(values):
        if value > limit and index % 2 == 0:
            total += value * {k}
        elif random.random() < 0.5:
            total -= float(np.mean([value, limit, total]))
    result = {{"total": total, "count": len(values), "mean": total / max(1, len(values))}}
    return torch.tensor([result["total"], result["mean"]]) if result["count"] else torch.zeros(2)

'''
for n in range(500):
    text = BODY.format(n=n, next=(n + 1) % 500) + "".join(FUNCTION.format(n=n, k=k) for k in range(10))
    folder = root / f"package_{n % 20}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"part_{n}.py").write_text(text)
for n in range(9500):
    folder = root / "data" / f"class_{n % 50}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{n}.png").write_bytes(b"\\x89PNG")
