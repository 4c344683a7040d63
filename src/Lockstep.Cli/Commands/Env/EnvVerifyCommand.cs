using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Sharing.Bundles;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Commands.Env;

/// <summary>Checks this machine against an Environment lock.</summary>
internal static class EnvVerifyCommand
{
    public static Command Create(Func<Extensions> extensions)
    {
        var reference = EnvOptions.Lock("RUN|FILE");
        reference.Arity = ArgumentArity.ZeroOrOne;
        reference.Description = $"{reference.Description} Without it, {EnvironmentFile.UsualName} here.";
        var python = EnvOptions.Python();
        var runs = RunOptions.Runs();
        return new Command("verify", "Check this machine against an Environment lock: would a rerun be refused, and by what?") { reference, python, runs }
            .WithHelp("""
                Each difference is named with what it can change. Of a command it is told what can be known before it runs: packages that the run used, and
                native libraries where they lay then.

                Examples:
                  lockstep env verify latest
                  lockstep env verify theirs.lockstep.zip
                  lockstep env verify                        lockstep.env.json, as 'env lock' wrote it
                  lockstep env verify train.env.json --python .venv/bin/python

                Exit codes: 0 the same; 1 something that can change a result differs; 2 wrong usage; 3 it can't be checked.
                """).Runs((parsed, terminal, cancellation) =>
            {
                using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
                var given = parsed.GetValue(reference) ?? (Presence.IsFile(EnvironmentFile.UsualName) ? EnvironmentFile.UsualName
                    : throw new UsageException($"No {EnvironmentFile.UsualName} is here. Name a run or a file, or write it with 'lockstep env lock'."));
                var recorded = NamedEnvironment.Find(given, named);
                var differences = EnvironmentDifferences.Between(recorded.Lock, recorded.Here(parsed.GetValue(python), extensions(), cancellation));
                EnvironmentDisplay.Print(terminal, differences, "recorded", "here");
                terminal.Json(EnvironmentAnswer.Of(recorded.Name, "this machine", recorded.Kind, differences));
                return Task.FromResult(differences.ChangeResults.Count == 0 ? ExitCode.Success : ExitCode.No);
            });
    }
}
