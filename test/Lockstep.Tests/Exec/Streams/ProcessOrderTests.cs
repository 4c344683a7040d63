using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Streams;

public sealed class ProcessOrderTests
{
    [Fact]
    public void A_child_is_named_after_its_parent_and_by_how_it_began()
    {
        Assert.Equal(
            ["main.py", "main.py > fork", "main.py > fork > eval.py", "main.py > spawn", "main.py > spawn (2)"],
            Labels(
                new(10, 100, "main.py"),
                new(11, 150, "main.py", Parent: 10, Start: "fork", ForkedFrom: "10-100.stream"),
                new(12, 160, "eval.py", Parent: 11),
                new(13, 200, "main.py", Parent: 10, Start: "spawn"),
                new(14, 200, "main.py", Parent: 10, Start: "spawn")));
    }

    [Fact]
    public void Ranks_stand_together_in_their_order_whichever_started_first() =>
        Assert.Equal(["ddp.py rank 0", "ddp.py rank 1", "ddp.py rank 10", "after.py"], Labels(
            new(33, 100, "ddp.py", Rank: 10), new(31, 101, "ddp.py", Rank: 1), new(32, 101, "ddp.py", Rank: 0), new(40, 900, "after.py")));

    [Fact]
    public void A_second_start_of_the_same_ranks_is_numbered() =>
        Assert.Equal(["ddp.py rank 0", "ddp.py rank 0 (2)", "ddp.py rank 1", "ddp.py rank 1 (2)"], Labels(
            new(11, 100, "ddp.py", Rank: 0), new(12, 100, "ddp.py", Rank: 1), new(13, 500, "ddp.py", Rank: 0), new(14, 500, "ddp.py", Rank: 1)));

    [Fact]
    public void Scripts_side_by_side_are_numbered_by_their_command_lines_and_not_by_who_was_faster()
    {
        var (small, large) = (new[] { "train.py", "--width", "8" }, new[] { "train.py", "--width", "64" });
        string Of(string[] arguments, IEnumerable<(string Label, string[] Arguments)> named) =>
            named.Single(process => process.Arguments.SequenceEqual(arguments)).Label;
        var once = Named(new Made(10, 100, "train.py", Arguments: small), new Made(11, 101, "train.py", Arguments: large));
        var again = Named(new Made(20, 101, "train.py", Arguments: small), new Made(19, 100, "train.py", Arguments: large));
        Assert.Equal((Of(small, once), Of(large, once)), (Of(small, again), Of(large, again)));
    }

    [Fact]
    public void What_started_first_comes_first_whatever_its_command_line() =>
        Assert.Equal(
            [
                ["train.py", "pretrain"],
                ["train.py", "finetune"],
            ],
            Named(new Made(10, 100, "train.py", Arguments: ["train.py", "pretrain"]), new Made(11, 500, "train.py", Arguments: ["train.py", "finetune"]))
                .Select(process => process.Arguments));

    [Fact]
    public void The_path_of_the_run_counts_for_nothing_in_a_command_line()
    {
        using var folder = new TemporaryFolder();
        foreach (var (run, second) in new[] { ("2026_v1", "b"), ("2026_v9", "b") })
        {
            var streams = folder.PathOf($"{run}/.exec/streams");
            SyntheticStream.Of(streams, 1, 100, arguments: ["train.py", folder.PathOf($"{run}/out/{second}")]).Dispose();
            SyntheticStream.Of(streams, 2, 100, arguments: ["train.py", folder.PathOf("2026_v5/out")]).Dispose();
        }

        // Were it compared, v1 would come before v5 and v9 behind.
        Assert.Equal(Labels(folder.PathOf("2026_v1/.exec/streams")), Labels(folder.PathOf("2026_v9/.exec/streams")));
    }

    [Fact]
    public void A_number_of_a_process_that_is_used_again_is_of_the_later_one() =>
        Assert.Equal(["a.py", "b.py", "b.py > fork"], Labels(new(7, 100, "a.py"), new(7, 500, "b.py"), new(9, 600, "b.py", Parent: 7, Start: "fork")));

    [Fact]
    public void A_process_that_claims_to_be_its_own_parent_is_one_without() =>
        Assert.Equal(["a.py"], Labels(new Made(7, 100, "a.py", Parent: 7, ForkedFrom: "7-100.stream")));

    [Fact]
    public void A_long_chain_of_forks_is_named()
    {
        var labels = Labels([.. Enumerable.Range(0, 300).Select(number => new Made(
            1000 + number, 100 + number, "a.py", Parent: 999 + number, Start: number == 0 ? "script" : "fork"))]);
        Assert.Equal((300, 300), (labels.Count, labels.Distinct().Count()));
    }

    private sealed record Made(
        int Pid, long Started, string Script, int Parent = 1, int? Rank = null, string Start = "script", string? ForkedFrom = null, string[]? Arguments = null);

    private static IReadOnlyList<string> Labels(params Made[] processes) => [.. Named(processes).Select(process => process.Label)];

    private static IReadOnlyList<string> Labels(string streams) =>
        [.. new Lockstep.Exec.Streams.StreamReading(streams).Processes.OrderBy(process => process.Pid).Select(process => process.Label)];

    private static List<(string Label, string[] Arguments)> Named(params Made[] processes)
    {
        using var folder = new TemporaryFolder();
        foreach (var made in processes)
        {
            SyntheticStream
                .Of(folder.PathOf("streams"), made.Pid, made.Started, made.Script, made.Rank, made.Parent, made.Start, made.ForkedFrom, made.Arguments)
                .Dispose();
        }

        return [.. new Lockstep.Exec.Streams.StreamReading(folder.PathOf("streams")).Processes.Select(process => (process.Label, process.Arguments.ToArray()))];
    }
}
