using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
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
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    public void Every_number_of_it_may_be_none_and_comes_back(double value, string json)
    {
        var record = Records.Of("one") with
        {
            Metrics = new Dictionary<string, double> { ["valLoss"] = value },
            Timings = new Dictionary<string, double> { ["imagesPerSecond"] = value },
            Selection = new Selection("val_loss", 1, value),
            Tolerance = value,
            Rerun = new RerunRequest("ab", value),
            Verdict = new Verdict(VerdictKind.Diverged, "two", [], [], value, new ResultDistance(
                [new MetricDistance("valLoss", value, value, null)], new WeightDistance(1, 2, value, value, value, null, "weight"))),
        };
        var text = record.ToJson();
        Assert.Equal(12, text.Split($": {json}").Length);
        Assert.Equal(text, RunRecord.Parse(text, "run.json").ToJson());
        Assert.Equal(64, ResultId.Of("ab", record.Metrics).Length);
    }

    [Fact]
    public void A_distance_that_is_not_known_is_left_out_and_reads_back()
    {
        var record = Records.Of("one") with
        {
            Rerun = new RerunRequest(),
            Verdict = new Verdict(VerdictKind.Diverged, "two", [], [], null, new ResultDistance([new MetricDistance("valLoss")], new WeightDistance(1, 2))),
        };
        Assert.Equal(record.ToJson(), RunRecord.Parse(record.ToJson(), "run.json").ToJson());
        record = record with { Verdict = record.Verdict with { Distance = new ResultDistance([]) } };
        Assert.Equal(record.ToJson(), RunRecord.Parse(record.ToJson(), "run.json").ToJson());
    }

    [Theory]
    [InlineData("", "it is empty; get it anew.")]
    [InlineData("{\n  \"name\": \"a\",", "line 2, column 14: it ends inside an object or a list.")]
    [InlineData(
        "{\n \"name\": \"a\", \"status\": \"paused\", \"lockId\": \"\", \"started\": \"2026-01-05T00:00:00Z\", \"lockstepVersion\": \"9.0\"}",
        "line 2, column 33: 'status' is of another kind than expected. It was written by Lockstep 9.0.")]
    public void What_is_wrong_with_it_is_said_with_its_place(string json, string problem) =>
        Assert.Equal($"run.json: not a run's record: {problem}", Assert.Throws<LockstepException>(() => RunRecord.Parse(json, "run.json")).Message);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"name\": null, \"status\": \"finished\", \"lockId\": \"\", \"started\": \"2026-01-05T00:00:00Z\"}")]
    [InlineData("{\"name\": \"a\", \"status\": 5, \"lockId\": \"\", \"started\": \"2026-01-05T00:00:00Z\"}")]
    [InlineData("{\"name\": \"a\", \"status\": 1, \"lockId\": \"\", \"started\": \"2026-01-05T00:00:00Z\"}")]
    [InlineData("{\"name\": \"a\", \"status\": \"done\", \"lockId\": \"\", \"started\": \"2026-01-05T00:00:00Z\"}")]
    [InlineData("{\"name\": \"a\", \"status\": \"finished\", \"lockId\": \"\", \"started\": \"yesterday\"}")]
    public void Refuses_what_is_no_record(string json) =>
        Assert.StartsWith("run.json: ", Assert.Throws<LockstepException>(() => RunRecord.Parse(json, "run.json")).Message, StringComparison.Ordinal);

    /// <summary>It is written by hand and read by the serializer: a member that only one of them knows would be lost.</summary>
    [Fact]
    public void Every_member_that_is_read_is_written()
    {
        var record = Records.Of("one", new string('a', 64), new string('b', 64)) with
        {
            Host = "here",
            Parent = "two",
            Rerun = new RerunRequest("ab", 0.1),
            Verdict = new Verdict(VerdictKind.Identical, "two", [], [], null, null),
            Tolerance = 0.1,
            Ended = DateTimeOffset.UnixEpoch,
            Reason = "stopped",
            LockstepVersion = "9.0",
            Selection = new Selection("val_loss", 1, 0.5),
            StepsLeftOut = 1,
            Resumptions = [],
            Invariants = [],
        };
        var read = typeof(RunRecord).GetProperties().Where(member => member.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .Select(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name));
        Assert.Equal(read.Order(), JsonNode.Parse(record.ToJson())!.AsObject().Select(member => member.Key).Order());
    }

    [Fact]
    public void What_is_not_there_is_empty_or_absent_and_what_is_there_comes_back()
    {
        var least = RunRecord.Parse("{\"name\": \"a\", \"status\": \"interrupted\", \"lockId\": \"\", \"started\": \"2026-01-05T00:00:00Z\"}", "run.json");
        Assert.Equal((RunStatus.Interrupted, "train"), (least.Status, least.Kind));
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
