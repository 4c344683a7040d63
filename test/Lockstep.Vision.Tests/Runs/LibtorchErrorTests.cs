using Lockstep.Runs;
using Lockstep.Vision.Native;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Tests.Native;
using TorchSharp;

namespace Lockstep.Vision.Tests.Runs;

[Collection(LibtorchState.Name)]
public sealed class LibtorchErrorTests
{
    [Fact]
    public async Task Memory_that_runs_out_ends_a_run_with_its_step_and_what_to_do()
    {
        using var runs = new TrainedRuns();
        var prepared = await runs.PrepareAsync("");
        var folder = RunFolder.CreateNext(runs.PathOf("runs"), "run");
        var record = new TrainingRun(prepared, folder, TimeProvider.System, progress: null)
        {
            Built = trainer => trainer.BeforeUpdate = at =>
            {
                if (at.Step == 4)
                {
                    torch.zeros(1L << 50, device: TestDevice.Here).Dispose();
                }
            },
        }.Execute(parent: null, judge: null, TestContext.Current.CancellationToken);
        Assert.Equal(RunStatus.Failed, record.Status);
        Assert.StartsWith("Training stopped at step 5 (epoch 1): libtorch: ", record.Reason, StringComparison.Ordinal);
        Assert.EndsWith(" Lower train.batch_size; train.accumulate makes up for it.", record.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', record.Reason!);
        Assert.Equal(record.Reason, folder.ReadRecord().Reason);
    }

    [Fact]
    public void An_operation_without_a_deterministic_form_is_named_with_what_allows_it()
    {
        var said = new InvalidOperationException("""
            cumsum_cuda_kernel does not have a deterministic implementation, but you set 'torch.use_deterministic_algorithms(True)'. You can turn off
            """ + """
             determinism just for this operation, or file an issue.
            Exception raised from alertNotDeterministic at Context.cpp:100
            """);
        Assert.Equal(
            "Training stopped at step 1 (epoch 1): libtorch: cumsum_cuda_kernel does not have a deterministic implementation. 'determinism: fast' allows it, "
            + "to results that may differ from run to run.",
            new LibtorchException("Training stopped at step 1 (epoch 1)", said).Message);
    }
}
