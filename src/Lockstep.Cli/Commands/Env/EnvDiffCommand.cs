using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Locks;
using Lockstep.Sharing.Bundles;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands.Env;

/// <summary>Compares two Environment locks.</summary>
internal static class EnvDiffCommand
{
    public static Command Create()
    {
        var a = EnvOptions.Lock("A");
        var b = EnvOptions.Lock("B");
        var runs = RunOptions.Runs();
        return new Command("diff", "Compare the environments of two runs, or of locks in files, field by field.") { a, b, runs }
            .WithHelp("""
                Examples:
                  lockstep env diff 3f2a91 latest
                  lockstep env diff lockstep.env.json latest

                Exit codes: 0 the same, in all that changes results; 1 they differ; 2 no such run or file, or locks of two kinds; 3 one can't be read.
                """).Runs((parsed, terminal, cancellation) =>
            {
                using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
                var left = NamedEnvironment.Find(parsed.GetRequiredValue(a), named);
                var right = NamedEnvironment.Find(parsed.GetRequiredValue(b), named);
                if (left.Kind != right.Kind)
                {
                    throw new UsageException($"{left.Name} is of the kind {left.Kind}, and {right.Name} of the kind {right.Kind}: their locks hold "
                        + "other fields. Compare two of one kind.");
                }

                var differences = EnvironmentDifferences.Between(left.Lock, right.Lock);
                EnvironmentDisplay.Print(terminal, differences, "in A", "in B");
                terminal.Json(EnvironmentAnswer.Of(left.Name, right.Name, left.Kind, differences));
                return Task.FromResult(differences.ChangeResults.Count == 0 ? ExitCode.Success : ExitCode.No);
            });
    }
}
