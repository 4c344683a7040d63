"""Records steps as Lockstep's start-up module records those of an optimizer, without training anything: for bench/exec.sh.

Usage: exec_stream.py STEPS BATCH PARAMETERS, under `lockstep exec`.
"""
import struct
import sys

from _lockstep import stream

steps, batch, parameters = map(int, sys.argv[1:])
named = [{"name": "layer%d.weight" % number, "shape": [1], "dtype": "float32", "numel": 1} for number in range(parameters)]
stream.event("optimizer", number=0, **{"class": "torch.optim.sgd.SGD"}, parameters=named, buffers=[])
digests = struct.pack("<H%dI" % parameters, parameters, *range(parameters))
rest = b"".join((
    struct.pack("<dHdH", 0.0, 1, 0.1, 1), struct.pack("<dI", 2.5, 7), struct.pack("<HHII%dq" % batch, 1, 0, 8, batch, *range(batch)),
    digests, digests, struct.pack("<H", 0), struct.pack("<IIII", 1, 2, 3, 4)))
for step in range(steps + 1):
    stream.record(stream.STEP, struct.pack("<IQQ", 0, step, step) + rest)
