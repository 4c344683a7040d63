using System.Text;
using CsCheck;
using Lockstep.Runs;

namespace Lockstep.Tests.Runs;

public sealed class RunRecordTests
{
    private static readonly byte[] Real = Encoding.UTF8.GetBytes((Records.Of("one", new string('a', 64), new string('b', 64)) with
    {
        Selection = new Selection("val_accuracy", 3, 0.75),
        Metrics = new Dictionary<string, double> { ["valLoss"] = 1e-8 },
        Warnings = ["said \"ü\""],
    }).ToJson());

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"name\": null, \"status\": \"finished\", \"lockId\": \"\", \"started\": \"2026-01-05T00:00:00Z\"}")]
    [InlineData("{\"name\": \"a\", \"status\": \"done\", \"lockId\": \"\", \"started\": \"2026-01-05T00:00:00Z\"}")]
    [InlineData("{\"name\": \"a\", \"status\": \"finished\", \"lockId\": \"\", \"started\": \"yesterday\"}")]
    public void Refuses_what_is_no_record(string json) =>
        Assert.StartsWith("run.json: ", Assert.Throws<LockstepException>(() => RunRecord.Parse(json, "run.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_not_there_is_empty_or_absent_and_what_is_there_comes_back()
    {
        var least = RunRecord.Parse("{\"name\": \"a\", \"status\": \"interrupted\", \"lockId\": \"\", \"started\": \"2026-01-05T00:00:00Z\"}", "run.json");
        Assert.Equal(RunStatus.Interrupted, least.Status);
        Assert.Empty(least.Metrics);
        Assert.Empty(least.Timings);
        Assert.Empty(least.Warnings);
        Assert.Null(least.Verdict);
        var json = Encoding.UTF8.GetString(Real);
        Assert.Equal(json, RunRecord.Parse(json, "run.json").ToJson());
    }

    [Fact]
    public void A_damaged_record_is_a_record_or_refused() => Gen.Select(Gen.Int[0, Real.Length - 1], Gen.Byte).Array[1, 3].Sample(
        damages =>
        {
            try
            {
                Assert.NotNull(RunRecord.Parse(Damaged(damages), "run.json").Name);
            }
            catch (LockstepException)
            {
                // The other answer that is allowed.
            }
        },
        print: Damaged,
        iter: 20_000);

    private static string Damaged((int At, byte Value)[] damages)
    {
        var bytes = (byte[])Real.Clone();
        foreach (var (at, value) in damages)
        {
            bytes[at] = value;
        }

        return Encoding.UTF8.GetString(bytes);
    }
}
