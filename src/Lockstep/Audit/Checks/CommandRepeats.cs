using Lockstep.Exec;
using Lockstep.Runs;
using Lockstep.Smoke;

namespace Lockstep.Audit.Checks;

/// <summary>A command whose first steps are not the same twice.</summary>
internal static class CommandRepeats
{
    private const int Steps = 10;

    public static AuditCheck Check { get; } = new("command-repeats", AuditedBox.Randomness, AuditLevel.Quick)
    {
        Title = "The command gives other steps the second time",
        Measures = $"Runs the command that stands behind --, or in the recipe, twice as 'lockstep exec' does, each time ended after {Steps} steps of its "
            + "optimizers, and compares losses and weights. Lockstep seeds what the command leaves unseeded; whether the script seeds itself, the checks of "
            + "its text say. Of a run it takes the verdict of its reruns.",
        Why = "What is not the same after ten steps is not the same at the end.",
        Example = "order = list(set(names))     # another order in each process",
        Repair = "lockstep exec --twice -- COMMAND says at which step, and lockstep explain which difference makes it.",
        Of = SubjectKinds.WithCode,
        IsDecisive = true,
        Make = MakeAsync,
    };

    private static async Task<CheckResult> MakeAsync(AuditSubject subject, CancellationToken cancellation)
    {
        if (subject.Run is { } run && subject.Command.Count == 0)
        {
            return OfReruns(subject, run);
        }

        if (subject.Command.Count == 0 && subject.Kind != SubjectKinds.CommandRecipe)
        {
            return CheckResult.CouldNot("no command was given; name it behind --, as in 'lockstep audit . -- python train.py'");
        }

        var (recipe, source) = subject.Command.Count > 0
            ? new GivenCommand(subject.Command) { Data = subject.DataFolders }.Resolve()
            : CommandRecipeFile.Read(subject.RecipePath ?? "", []);
        var report = await new CommandSmoke(recipe, source, SmokeWish.Of(Steps, epochs: null, images: null), mayRest: [])
            .RunAsync(
                subject.Command.Count > 0 ? Environment.CurrentDirectory : subject.Folder, new CommandStreams(Stream.Null, Stream.Null, false, false),
                _ => { }, requiresClean: false, cancellation)
            .ConfigureAwait(false);
        return report.First.Problem is { } problem ? CheckResult.CouldNot(problem.Text)
            : report.Identical ? CheckResult.Of([], $"{Counted.Of(report.First.Losses.Count, "step")}, twice, the same to the bit")
            : CheckResult.Of([Finding(
                report.Checks.FirstOrDefault(check => check.Name == SmokeChecks.Repeating)?.Text ?? "the two times differ",
                string.Join(' ', recipe.Recipe.Command.Select(ShellWord.Of)))]);
    }

    private static CheckResult OfReruns(AuditSubject subject, RunFolder run)
    {
        var record = run.ReadRecord();
        RunRecord[] reruns =
        [
            .. new RunIndex(subject.RunsPath).List().Select(other => other.Record)
                .Where(other => other.Verdict is { } given && (given.Against == record.Name || other.Name == record.Name)),
        ];
        if (reruns.FirstOrDefault(other => other.Verdict is { Kind: VerdictKind.Diverged }) is { Verdict: { } verdict } diverged)
        {
            var reason = verdict.Reasons is [var first, ..] ? $": {first.TrimEnd('.')}" : "";
            return CheckResult.Of([Finding($"{diverged.Name} diverged from {verdict.Against}{reason}", "COMMAND")]);
        }

        return reruns.FirstOrDefault(other => other.Verdict is { IsIdentical: true }) is { } same
            ? CheckResult.Of([], $"{same.Name} repeated {same.Verdict?.Against} to the bit")
            : CheckResult.CouldNot($"nobody repeated {record.Name}: lockstep rerun {run.Reference}");
    }

    private static AuditFinding Finding(string evidence, string command) => new(
        null, 0, evidence, $"lockstep exec --twice -- {command} says at which step, and lockstep explain why");
}
