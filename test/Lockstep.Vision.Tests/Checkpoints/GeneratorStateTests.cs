using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Training.Resuming;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Checkpoints;

[Collection(LibtorchState.Name)]
public sealed class GeneratorStateTests
{
    public GeneratorStateTests() => NativeLibraries.Load();

    [Fact]
    public void Whatever_was_drawn_the_state_is_sound()
    {
        manual_seed(7);
        for (var draws = 0; draws < 1300; draws++)
        {
            Assert.True(GeneratorState.IsSound(Current()), $"after {draws} draws");
            using var drawn = draws % 3 == 0 ? randn(1) : rand(1);
        }

        foreach (var size in (int[])[15, 16, 17, 623, 624, 625, 5000])
        {
            using var normal = randn(size);
            Assert.True(GeneratorState.IsSound(Current()), $"after {size} at once");
            using var order = randperm(size);
            Assert.True(GeneratorState.IsSound(Current()), $"after an order of {size}");
        }
    }

    [Theory]
    [InlineData(8, 0)] // words left
    [InlineData(8, 1)]
    [InlineData(8, 255)]
    [InlineData(11, 128)]
    [InlineData(12, 0)] // seeded
    [InlineData(12, 2)]
    [InlineData(16, 0)] // the next word
    [InlineData(17, 255)]
    [InlineData(23, 1)]
    public void What_libtorch_could_not_go_on_from_is_not(int place, byte value)
    {
        manual_seed(7);
        using var drawn = rand(100);
        var state = Current();
        state[place] = value;
        Assert.False(GeneratorState.IsSound(state));
    }

    private static byte[] Current()
    {
        using var state = get_rng_state();
        return state.bytes.ToArray();
    }
}
