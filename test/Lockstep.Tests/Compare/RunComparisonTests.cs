using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Tests.Recipes;
using Lockstep.Tests.Runs;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Compare;

public sealed class RunComparisonTests
{
    [Fact]
    public void Two_runs_of_the_same_weights_are_identical()
    {
        using var runs = new TemporaryFolder();

        Assert.Equal(VerdictKind.Identical, Judge(Run(runs, "a"), Run(runs, "b")).Kind);
    }

    [Fact]
    public void A_run_whose_weights_were_changed_since_is_undecided_whatever_its_result_ID_says()
    {
        using var runs = new TemporaryFolder();
        var parent = Run(runs, "a");
        File.WriteAllText(parent.LastCheckpointPath, "other weights");

        var verdict = Judge(parent, Run(runs, "b"));

        Assert.Equal(VerdictKind.Undecided, verdict.Kind);
        Assert.Contains("A's result ID is not that of its last checkpoint", Assert.Single(verdict.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_whose_weights_are_gone_is_judged_by_its_result_ID()
    {
        using var runs = new TemporaryFolder();
        var parent = Run(runs, "a");
        File.Delete(parent.LastCheckpointPath);

        Assert.Equal(VerdictKind.Identical, Judge(parent, Run(runs, "b")).Kind);
    }

    [Fact]
    public void Two_runs_whose_weights_are_gone_are_undecided()
    {
        using var runs = new TemporaryFolder();
        var (parent, rerun) = (Run(runs, "a"), Run(runs, "b"));
        File.Delete(parent.LastCheckpointPath);
        File.Delete(rerun.LastCheckpointPath);

        Assert.Equal(VerdictKind.Undecided, Judge(parent, rerun).Kind);
    }

    private static Verdict Judge(RunFolder parent, RunFolder rerun) =>
        RunComparison.Judge(parent, rerun, SmallProgram.Additions, rerun.ReadRecord(), allowed: []);

    private static RunFolder Run(TemporaryFolder runs, string name)
    {
        var run = RunFolder.Create(runs.FullPath, name);
        foreach (var box in Enum.GetValues<Box>())
        {
            runs.Write($"{name}/locks/{box.ToString().ToLowerInvariant()}.json", new BoxLock(box, [], []).ToJson());
        }

        runs.Write($"{name}/checkpoints/last.safetensors", "weights");
        runs.Write($"{name}/metrics.jsonl", "");
        run.Write(Records.Of(
            name,
            resultId: ResultId.Of(Sha256.OfFile(run.LastCheckpointPath).Digest, new Dictionary<string, double>())) with
        { LockId = run.ReadLocks().LockId });
        return run;
    }
}
