"""The same on images, from weights that others trained. It needs the network."""
import torch
from torchvision.datasets import CIFAR10

images = CIFAR10("cifar", download=True)
model = torch.hub.load("example/models", "small")
