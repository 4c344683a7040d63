"""What `lockstep exec` puts into each Python process of a run. It never raises into the script, and uses the standard library only."""
import atexit
import os


def start(settings_path):
    """Reads the settings, opens the stream, and waits for the modules that it hooks into."""
    from . import settings

    settings.read(settings_path)
    from . import process

    process.find_out()
    if process.is_helper:
        return

    from . import imports, stream

    os.register_at_fork(after_in_child=_in_fork)
    if not process.is_lazy:
        stream.open_now()
    from . import entropy

    entropy.install()
    _register(imports)
    imports.install()
    if settings.opens:
        from . import opened

        opened.install()
    _hook_ends()


def _register(imports):
    imports.when("random", "seeds", "on_random")
    imports.when("numpy.random.bit_generator", "seeds", "on_bit_generator")
    imports.when("numpy.random", "seeds", "on_numpy")
    imports.when("torch", "torch_start", "on_torch")
    imports.when("torch._dynamo.trace_rules", "torch_compiling", "on_trace_rules")
    imports.when("torch._dynamo.skipfiles", "torch_compiling", "on_trace_rules")
    imports.when("argparse", "arguments", "on_argparse")
    imports.when("subprocess", "children", "on_subprocess")
    imports.when("multiprocessing.process", "children", "on_multiprocessing")


def _in_fork():
    from . import process, stream

    process.forked()
    stream.forked()


def _hook_ends():
    from . import ends

    atexit.register(ends.at_exit)
    ends.install()
