"""Moves points a little."""
import numpy as np

generator = np.random.default_rng()


def moved(points):
    return points + generator.normal(0, 0.05, points.shape).astype(np.float32) + np.float32(np.random.normal(0, 0.05))
