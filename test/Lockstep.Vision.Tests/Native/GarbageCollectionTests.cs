using Lockstep.Vision.Native;

namespace Lockstep.Vision.Tests.Native;

[Collection(LibtorchState.Name)]
public sealed class GarbageCollectionTests
{
    [Fact]
    public void What_steps_leave_behind_is_freed_between_them_within_an_epoch_and_from_epoch_to_epoch()
    {
        var most = GC.GetTotalMemory(forceFullCollection: true) + (256L << 20);
        for (var epoch = 0; epoch < 100; epoch++)
        {
            using var undisturbed = GarbageCollection.Suspend();
            for (var step = 0; step < (epoch == 0 ? 1000 : 10); step++)
            {
                for (var count = 0; count < 1024; count++)
                {
                    GC.KeepAlive(new byte[1024]);
                }

                GarbageCollection.CollectIfDue();
                Assert.True(
                    GC.GetTotalMemory(forceFullCollection: false) < most,
                    $"epoch {epoch}, step {step}: {GC.GetTotalMemory(forceFullCollection: false) >> 20} MiB");
            }
        }
    }
}
