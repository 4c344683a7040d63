"""The peer: the small CNN alone in PyTorch, one image a class to train on and one to validate, no files. Prints what it validated.

classes_torch.py CLASSES BATCH
"""
import sys

import torch
from torch import nn

classes, batch = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(2)
torch.manual_seed(1)


def block(fro, to):
    return [nn.Conv2d(fro, to, 3, padding=1, bias=False), nn.BatchNorm2d(to), nn.ReLU(), nn.Conv2d(to, to, 3, padding=1, bias=False), nn.BatchNorm2d(to), nn.ReLU(), nn.MaxPool2d(2)]


model = nn.Sequential(*block(3, 32), *block(32, 64), *block(64, 128), nn.Flatten(), nn.Linear(128, classes))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for labels in torch.randperm(classes).split(batch):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(torch.rand(len(labels), 3, 8, 8)), labels).backward()
    optimizer.step()

model.eval()
right = 0
with torch.no_grad():
    for labels in torch.arange(classes).split(batch):
        logits = model(torch.rand(len(labels), 3, 8, 8))
        nn.functional.cross_entropy(logits, labels)
        right += int((logits.softmax(1).argmax(1) == labels).sum())
print(right)
