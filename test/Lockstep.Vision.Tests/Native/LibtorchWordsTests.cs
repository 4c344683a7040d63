using Lockstep.Vision.Native;

namespace Lockstep.Vision.Tests.Native;

public sealed class LibtorchWordsTests
{
    [Theory]
    [InlineData(
        "The size of tensor a (2) must match\nException raised from infer_size at x.cpp:1 (most recent call first):\nframe #0: c10::Error",
        "The size of tensor a (2) must match.")]
    [InlineData("The following operation failed in the TorchScript interpreter.\nTraceback of TorchScript, "
        + "serialized code (most recent call last):\n  File \"code/__torch__.py\", line 8, in forward\n    raise\n    ~~~~~ <--- HERE\nRuntimeError: boom\n",
        "boom.")]
    [InlineData("The following operation failed in the TorchScript interpreter.\nTraceback of TorchScript (most recent call last):\n    ~~~~~ <--- "
        + "HERE\nRuntimeError: mat1 and mat2 shapes cannot be multiplied (2x8 and 3x4)\n", "mat1 and mat2 shapes cannot be multiplied (2x8 and 3x4).")]
    [InlineData("The following operation failed in the TorchScript interpreter.\nTraceback of TorchScript (most recent call last):\n    ~~~~~ <--- "
        + "HERE\nbuiltins.ValueError: three channels, please: not 4\n", "three channels, please: not 4.")]
    [InlineData(
        "isTensor() INTERNAL ASSERT FAILED at \"../ivalue_inl.h\":134, please report a bug to PyTorch. Expected Tensor but got Tuple",
        "Expected Tensor but got Tuple.")]
    [InlineData(
        "x does not have a deterministic implementation, but you set 'torch.use_deterministic_algorithms(True)'. You can turn off",
        "x does not have a deterministic implementation.")]
    [InlineData("", "no reason was given.")]
    public void The_cause_is_what_is_shown(string message, string said) => Assert.Equal(said, LibtorchException.Said(new InvalidOperationException(message)));
}
