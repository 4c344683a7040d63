"""The peer: torchvision's per-image pipelines, one measurement a process, printed as a number.

loading_torch.py photographs|cifar|decode|first-photographs|first-cifar|memory DATA WORKERS
"""
import multiprocessing
import pathlib
import resource
import sys
import time

import numpy as np
import torch
import torchvision
from PIL import Image
from torchvision import transforms

what, folder, workers = sys.argv[1], sys.argv[2], int(sys.argv[3])
torch.set_num_threads(1)
is_cifar = what.endswith("cifar")
normalize = [transforms.ToTensor(), transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))]


class Cifar(torch.utils.data.Dataset):
    """As torchvision's CIFAR10: images in memory, each made a PIL image and sent through the transforms."""

    def __init__(self, transform):
        records = np.concatenate([np.fromfile(path, np.uint8).reshape(-1, 3073) for path in sorted(pathlib.Path(folder).glob("*.bin"))])
        self.images = np.ascontiguousarray(records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))
        self.labels = records[:, 0].astype(np.int64)
        self.transform = transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.transform(Image.fromarray(self.images[index])), int(self.labels[index])


def decode(path):
    Image.open(path).convert("RGB")


if what == "decode":
    paths = sorted(pathlib.Path(folder).glob("*/*/*.jpg"))
    with multiprocessing.Pool(workers) as pool:
        pool.map(decode, paths, chunksize=8)
        started = time.perf_counter()
        for _ in range(3):
            pool.map(decode, paths, chunksize=8)
        print(3 * len(paths) / (time.perf_counter() - started))
    sys.exit()

if is_cifar:
    data = Cifar(transforms.Compose([transforms.RandomCrop(32, padding=4), transforms.RandomHorizontalFlip(), *normalize]))
else:
    transform = transforms.Compose([transforms.Resize((224, 224)), transforms.RandomHorizontalFlip(), transforms.ColorJitter(0.4, 0.4, 0.4, 0.1), *normalize])
    data = torch.utils.data.ConcatDataset([torchvision.datasets.ImageFolder(f"{folder}/{part}", transform) for part in ("train", "val")])
if what == "memory":
    data = torch.utils.data.Subset(data, range(64))

started = time.perf_counter()
loader = torch.utils.data.DataLoader(data, batch_size=128 if is_cifar else 64, shuffle=True, num_workers=workers, persistent_workers=workers > 0)
if what.startswith("first"):
    next(iter(loader))
    print(1000 * (time.perf_counter() - started))
elif what == "memory":
    for epoch in range(1, 101):
        for _ in loader:
            pass
        if epoch in (10, 100):
            print(epoch, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)
else:
    for _ in loader:
        pass
    epochs = 1
    started = time.perf_counter()
    for _ in range(epochs):
        for _ in loader:
            pass
    print(epochs * len(data) / (time.perf_counter() - started))
