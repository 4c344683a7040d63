"""A plain training loop on random images, which prints what its steps took: the script that bench/exec.sh runs bare and under `lockstep exec`.

Usage: exec_train.py MODEL STEPS [BATCH]. Under exec the functions that Lockstep's start-up module runs within the loop are timed, too, by the thread's own
processor time. Prints one line of JSON: seconds of the processor, steps, and which part of them was Lockstep's.
"""
import json
import sys
import time

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

WARM = 2


def convolutions(channels):
    return [nn.Conv2d(channels[0], channels[1], 3, padding=1, bias=False), nn.BatchNorm2d(channels[1]), nn.ReLU()]


def resnet18(has_small_stem):
    from torchvision.models import resnet18 as make

    model = make(num_classes=10)
    if has_small_stem:
        model.conv1, model.maxpool = nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.Identity()
    return model


MODELS = {
    "resnet18": lambda: resnet18(True),
    "resnet18-large-stem": lambda: resnet18(False),
    "small-cnn": lambda: nn.Sequential(
        *convolutions((3, 32)), *convolutions((32, 32)), nn.MaxPool2d(2), *convolutions((32, 64)), *convolutions((64, 64)), nn.MaxPool2d(2),
        *convolutions((64, 128)), *convolutions((128, 128)), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10)),
    "mlp": lambda: nn.Sequential(nn.Flatten(), nn.Linear(3072, 256), nn.ReLU(), nn.Linear(256, 10)),
}


class Timed:
    """How long the start-up module's functions took within the loop."""

    FUNCTIONS = {"torch_steps": ["_before", "_after", "_note_losses"], "torch_loaders": ["_note_batch", "_note_pass"]}

    def __init__(self):
        self.seconds = 0.0
        self.is_within = False
        for module, names in self.FUNCTIONS.items():
            found = sys.modules.get("_lockstep." + module)
            for name in names if found is not None else []:
                setattr(found, name, self.timed(getattr(found, name)))

    def timed(self, function):
        def call(*args, **kwargs):
            if self.is_within:
                return function(*args, **kwargs)
            self.is_within = True
            begin = time.thread_time()
            try:
                return function(*args, **kwargs)
            finally:
                self.seconds += time.thread_time() - begin
                self.is_within = False

        return call


def main(name, steps, batch=128):
    torch.manual_seed(1)
    images = TensorDataset(torch.randn(8 * batch, 3, 32, 32), torch.randint(0, 10, (8 * batch,)))
    model = MODELS[name]()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    timed = Timed()
    step, begin = -WARM, 0.0
    while step < steps:
        for pixels, labels in DataLoader(images, batch, shuffle=True):
            if step == 0:
                begin, timed.seconds = time.process_time(), 0.0
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(pixels), labels).backward()
            optimizer.step()
            step += 1
            if step == steps:
                break
    print(json.dumps({"seconds": time.process_time() - begin, "steps": steps, "lockstep": timed.seconds}))


main(sys.argv[1], *map(int, sys.argv[2:]))
