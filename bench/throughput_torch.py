"""The peer: PyTorch's plain loop, on CIFAR-10 images that are float tensors already.

Prints one line of JSON. The first step, which sets up threads and kernels, is not timed on either side's behalf.
"""
import argparse
import json
import statistics
import time

import numpy as np
import torch
import torchvision
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True, help="folder of CIFAR-10's binary batches")
parser.add_argument("--model", choices=["linear", "small-cnn", "resnet18"], default="small-cnn")
parser.add_argument("--size", type=int, default=32, help="the side of the images; ResNet-18 has CIFAR's stem at 32 and ImageNet's else")
parser.add_argument("--batch-size", type=int, default=128)
parser.add_argument("--images", type=int, default=2000)
parser.add_argument("--epochs", type=int, default=2)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu", help="cuda needs CUBLAS_WORKSPACE_CONFIG=:4096:8 in the environment")
parser.add_argument("--tf32", choices=["on", "off"], default="on", help="on a GPU: convolutions with 10 bits of mantissa, which is PyTorch's default")
parser.add_argument("--format", choices=["nchw", "channels_last"], default="nchw")
args = parser.parse_args()

torch.set_num_threads(args.threads)
torch.manual_seed(0)
torch.use_deterministic_algorithms(True)
torch.backends.cudnn.benchmark = False
torch.backends.cudnn.allow_tf32 = args.tf32 == "on"
layout = torch.channels_last if args.format == "channels_last" else torch.contiguous_format

records = np.fromfile(f"{args.data}/data_batch_1.bin", np.uint8).reshape(-1, 3073)[:args.images]
images = torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32).astype(np.float32) / 255)
if args.size != 32:
    images = nn.functional.interpolate(images, size=(args.size, args.size), mode="bilinear", align_corners=False)
images = images.contiguous(memory_format=layout).to(args.device)
labels = torch.from_numpy(records[:, 0].astype(np.int64)).to(args.device)


def block(before, after):
    return [nn.Conv2d(before, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True),
            nn.Conv2d(after, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True), nn.MaxPool2d(2)]


def resnet18():
    model = torchvision.models.resnet18(num_classes=10)
    if args.size == 32:
        model.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
        model.maxpool = nn.Identity()
    return model


MODELS = {
    "linear": lambda: nn.Sequential(nn.Flatten(), nn.Linear(3 * args.size * args.size, 10)),
    "small-cnn": lambda: nn.Sequential(*block(3, 32), *block(32, 64), *block(64, 128), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10)),
    "resnet18": resnet18,
}
PARAMETERS = {("linear", 32): 30_730, ("small-cnn", 32): 288_746, ("resnet18", 32): 11_173_962, ("resnet18", 224): 11_181_642}

model = MODELS[args.model]().to(args.device, memory_format=layout)
assert sum(parameter.numel() for parameter in model.parameters()) == PARAMETERS[args.model, args.size]
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4)
criterion = nn.CrossEntropyLoss()

seen = 0
started = None
ends = []
for epoch in range(args.epochs):
    order = torch.randperm(len(images))
    for start in range(0, len(images), args.batch_size):
        batch = order[start:start + args.batch_size]
        optimizer.zero_grad()
        loss = criterion(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        value = loss.item()
        if started is None:
            started = time.perf_counter()
        else:
            seen += len(batch)
        ends.append(time.perf_counter())
seconds = time.perf_counter() - started
step = statistics.median(after - before for before, after in zip(ends, ends[1:]))
print(json.dumps({"imagesPerSecond": seen / seconds, "millisecondsPerStep": 1e3 * step, "seconds": seconds, "loss": value}))
