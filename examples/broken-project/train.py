"""Trains a small network on points from files. It breaks every rule of a run that can be made again; README.md says what to do about it."""
import argparse
import os
import random
import time

import numpy as np
import torch
from torch import nn
from torch.backends import cudnn
from torch.utils.data import DataLoader, Dataset, Subset

from augment import moved

cudnn.benchmark = True
seed = int(time.time())
random.seed(seed)


class Points(Dataset):
    def __init__(self, folder):
        self.folder = folder
        self.names = os.listdir(folder)
        classes = list(set(name.split("_")[0] for name in self.names))
        self.numbers = {name: number for number, name in enumerate(classes)}

    def __len__(self):
        return len(self.names)

    def __getitem__(self, index):
        name = self.names[index]
        points = np.loadtxt(os.path.join(self.folder, name), delimiter=",", dtype=np.float32)
        return torch.from_numpy(moved(points).mean(axis=0)), self.numbers[name.split("_")[0]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="/home/ada/points")
    parser.add_argument("--epochs", type=int, default=3)
    given = parser.parse_args()

    points = Points(given.data)
    order = np.random.permutation(len(points))
    train_set, val_set = Subset(points, order[:18]), Subset(points, order[18:])
    train_loader = DataLoader(train_set, batch_size=6, shuffle=True, num_workers=1)
    val_loader = DataLoader(val_set, batch_size=6, shuffle=True)

    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 3)).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(given.epochs):
        for x, y in train_loader:
            if random.random() < 0.5:
                x = -x
            loss = nn.functional.cross_entropy(model(x.to(device)), y.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        right = sum((model(x.to(device)).argmax(1) == y.to(device)).sum().item() for x, y in val_loader)
        print(f"epoch {epoch + 1}: loss {loss.item():.4f}, {right} of {len(val_set)} right")
    torch.save(model.state_dict(), "model.pt")


if __name__ == "__main__":
    main()
