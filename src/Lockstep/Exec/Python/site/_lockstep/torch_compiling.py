"""Keeps us out of what torch.compile compiles: a call of ours within it would cut it in two, and that changes what is computed."""
from .guard import guarded, notice, stands_for

# These functions are the only ones of ours that compiled code calls. While it is traced they do nothing but what was there before,
# and torch folds the question away; so this file must stay one that torch may trace.


def step_of(is_compiling, original, watched):
    """A step that is watched, but not within compiled code."""
    if is_compiling is None:

        def step(self, *args, **kwargs):
            return watched(self, original, (self,) + args, kwargs, args)

    else:

        def step(self, *args, **kwargs):
            if is_compiling():
                return original(self, *args, **kwargs)
            return watched(self, original, (self,) + args, kwargs, args)

    return step


def bound_step_of(is_compiling, reference, original, watched):
    """The same for a step that is put into the place of the class's own for one optimizer."""

    def step(*args, **kwargs):
        if is_compiling is not None and is_compiling():
            return original(*args, **kwargs)
        return watched(reference(), original, args, kwargs, args)

    return step


def forward_hook(is_compiling, note):
    """A hook that is called after each module, but not within compiled code."""

    def after_forward(module, inputs, output):
        if is_compiling is not None and is_compiling():
            return None
        note(module, output)
        return None

    return after_forward


def question(torch):
    """torch's own question whether code is being traced; None where there is no compiler."""
    return getattr(getattr(torch, "compiler", None), "is_compiling", None)


@guarded
def on_trace_rules(rules):
    """Says to the compiler that all the other files of ours are to be run as they are."""
    import os

    here = os.path.dirname(os.path.abspath(__file__))
    for name in sorted(os.listdir(here)):
        if name.endswith(".py") and name not in ("torch_compiling.py", "__init__.py", "wrapper.py", "notebook.py"):
            rules.add("_lockstep." + name[:-3])


@guarded
def watch(torch):
    """Says once that a script compiles: torch itself imports its compiler for much less."""
    original = getattr(torch, "compile", None)
    if original is None:
        return

    def compile(*args, **kwargs):
        notice("torch.compile is in use: what runs inside compiled code, an optimizer's step or a module's output, is not in the ledger")
        return original(*args, **kwargs)

    torch.compile = stands_for(compile, original)
