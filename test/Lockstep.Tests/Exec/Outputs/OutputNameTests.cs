using Lockstep.Exec.Outputs;

namespace Lockstep.Tests.Exec.Outputs;

public sealed class OutputNameTests
{
    [Theory]
    [InlineData("events.out.tfevents.1796058980.node7.4711.0", "events.out.tfevents.{time}.{host}.{pid}.0")]
    [InlineData("logs/events.out.tfevents.1796058980.other.host.12.1", "logs/events.out.tfevents.{time}.other.host.{pid}.1")]
    [InlineData("events.out.tfevents.1796058980.lockstep", "events.out.tfevents.{time}.lockstep")]
    [InlineData("20261130_184500123456.pt", "{time}.pt")]
    [InlineData("2026-11-30_18-45-00-123456/a.pt", "{time}/a.pt")]
    [InlineData("2026-11-30_18-45-00-3.pt", "{time}-3.pt")]
    [InlineData("1796058980123456789.npy", "{time}.npy")]
    [InlineData("1796058980123456.npy", "{time}.npy")]
    [InlineData("step_1796.pt", "step_1796.pt")]
    public void What_is_another_in_each_run_is_left_out_of_a_name(string name, string rest) => Assert.Equal(rest, OutputName.ForPairing(name, "node7"));

    [Fact]
    public void The_number_of_a_process_is_left_out_and_that_of_a_step_is_not()
    {
        string[] names =
        [
            "ck_4711.pt", "worker4711-4712.log", "step_4711.pt", "step_9000.pt", "rank4711", "rank4712", "x/04711", "epoch_12.pt", "4711/4711.bin",
        ];

        Assert.Equal(
            [
                "ck_{pid}.pt", "worker{pid}-{pid}.log", "step_4711.pt", "step_9000.pt", "rank{pid}", "rank{pid}", "x/04711", "epoch_12.pt",
                "{pid}/{pid}.bin",
            ],
            OutputName.WithoutProcesses(names, new HashSet<int> { 12, 4711, 4712 }));
    }
}
