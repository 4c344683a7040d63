"""Two epochs of a small network, and the sum of its first five losses. With a number behind it, that is the seed; without one, nothing is seeded."""
import random
import sys

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

if len(sys.argv) > 1:
    seed = int(sys.argv[1])
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)

points = torch.randn(256, 8)
labels = (points.sum(dim=1) > 0).long()
model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
losses = []
for epoch in range(2):
    for x, y in DataLoader(TensorDataset(points, labels), batch_size=32, shuffle=True):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
print("sum of the first five losses:", round(sum(losses[:5]), 6))
torch.save(model.state_dict(), "model.pt")
