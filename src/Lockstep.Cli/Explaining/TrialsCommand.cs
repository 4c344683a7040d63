using System.CommandLine;
using Lockstep.Cli.Frame;
using Lockstep.Vision.Explaining;
using Lockstep.Vision.Extending;

namespace Lockstep.Cli.Explaining;

/// <summary>What <c>explain</c> starts: makes the trials that stdin names, a line each, and answers with a line each. It ends with its input.</summary>
internal static class TrialsCommand
{
    public const string Name = "explain-trials";

    public static Command Create(Extensions extensions) =>
        new Command(Name, "Make the trials that 'explain' asks for.") { Hidden = true }.Runs(async (_, _, cancellation) =>
    {
        while (await Console.In.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            var reply = await Task.Run(() => TrialRunner.RunAsync(TrialRequest.Parse(line), extensions, cancellation), cancellation).ConfigureAwait(false);
            await Stdout.Out.WriteLineAsync(reply.ToJson()).ConfigureAwait(false);
        }

        return ExitCode.Success;
    });
}
