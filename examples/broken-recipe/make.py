"""Makes the images that lie in data: drawn, with each mistake that README.md names. It needs Pillow and NumPy."""
import pathlib
import shutil

import numpy as np
from PIL import Image

here = pathlib.Path(__file__).parent / "data"
shutil.rmtree(here, ignore_errors=True)
generator = np.random.default_rng(5)
y, x = np.mgrid[0:64, 0:64] / 64.0


def drawn(kind):
    """Waves across the picture, or rings around a point; a few spots make each picture unlike the others."""
    phase, count = generator.uniform(0, 6), generator.uniform(2, 5)
    if kind == "stripes":
        angle = generator.uniform(0, np.pi)
        picture = np.sin(2 * np.pi * count * (x * np.cos(angle) + y * np.sin(angle)) + phase)
    else:
        left, top = generator.uniform(0.1, 0.9, 2)
        picture = np.sin(2 * np.pi * count * np.hypot(x - left, y - top) * 1.5 + phase)
    for _ in range(5):
        left, top, size = *generator.uniform(0.1, 0.9, 2), generator.uniform(0.005, 0.03)
        picture += generator.choice([-2, 2]) * np.exp(-((x - left) ** 2 + (y - top) ** 2) / size)
    level = 120 + generator.uniform(-25, 25)
    return Image.fromarray(np.uint8(np.clip(level + 45 * picture, 0, 255) // 16 * 16))


def save(picture, path, **options):
    target = here / path
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.save(target, **options)


for kind in ("stripes", "rings"):
    for patient in range(12):
        save(drawn(kind), f"train/{kind}/patient_{patient:02}.png")
# 'ring' in place of 'rings': a class without images to train on, and one without any to validate.
for kind, folder in (("stripes", "stripes"), ("rings", "ring")):
    for patient in range(12, 17):
        save(drawn(kind), f"val/{folder}/patient_{patient}.png")
# A slice of a patient on whom it is trained.
save(drawn("stripes"), "val/stripes/patient_03_second.png")
# The same file; the same pixels in another format; nearly the same.
shutil.copy(here / "train/stripes/patient_00.png", here / "val/stripes/patient_20.png")
save(Image.open(here / "train/stripes/patient_01.png"), "val/stripes/patient_21.bmp")
save(Image.open(here / "train/stripes/patient_02.png").point(lambda grey: min(255, grey + 6)), "val/stripes/patient_22.jpg", quality=90)
# One that ends early.
whole = (here / "train/rings/patient_11.png").read_bytes()
(here / "train/rings/patient_11.png").write_bytes(whole[:len(whole) // 2])
