using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Frame;
using Lockstep.Code.Restoring;
using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Sharing.Bundles;

namespace Lockstep.Cli.Commands;

/// <summary>Puts a run into one file, to be sent to somebody.</summary>
internal static class BundleCommand
{
    public static Command Create()
    {
        var run =
            new Argument<string>("RUN") { Description = "A run's folder, its name, 'latest', or the first digits (4 or more) of its lock ID or result ID." };
        var output = new Option<string?>("--output", "-o") { HelpName = "FILE", Description = $"Where to; without it, NAME{RunBundle.Ending} here." };
        var runs = RunOptions.Runs();
        return new Command("bundle", "Put a run into one file, which every command that takes a RUN reads in its place.") { run, output, runs }.WithHelp("""
            The bundle is a zip of the run's folder: locks, recipe, ledger, weights, pictures, and the SHA-256 of each file. The data set is not in
            it; its manifest is. Nor is the code, but for what no commit has: a commit that no remote has is warned of.

            Examples:
              lockstep bundle 2026-01-05_small-cnn_plain_v1
              lockstep diff runs/mine theirs.lockstep.zip
              lockstep rerun theirs.lockstep.zip --data data/cats-v1

            Exit codes: 0 written; 2 wrong usage; 3 the run is being trained, is damaged, or can't be written.
            """).Writes(parsed => [parsed.GetValue(output) ?? "."]).Runs(async (parsed, terminal, cancellation) =>
        {
            var folder = new RunIndex(parsed.GetRequiredValue(runs)).Find(parsed.GetRequiredValue(run)).OfKnownFormat()
                .Mended(terminal.Message);
            var path = parsed.GetValue(output) ?? folder.Name + RunBundle.Ending;
            var (files, digest, bytes) = await Task.Run(
                () =>
                {
                    var count = RunBundle.Write(folder, path, cancellation);
                    var (sha256, length) = Sha256.OfFile(path, cancellation);
                    return (count, sha256, length);
                },
                cancellation).ConfigureAwait(false);
            terminal.Result($"bundle     {ShownPath.Of(Path.GetFullPath(path))}");
            terminal.Result($"files      {files}, {bytes} bytes");
            terminal.Result($"sha256     {digest}");
            var code = folder.TryReadCode();
            if (code is { } told)
            {
                terminal.Result($"code       {told.Told}");
            }

            string[] warnings = [.. SharedCode.Warnings(folder, cancellation)];
            foreach (var warning in warnings)
            {
                terminal.Warning(warning);
            }

            terminal.Json(BundleAnswer.Of(folder, Path.GetFullPath(path), files, bytes, digest, code, warnings));
            return ExitCode.Success;
        });
    }
}
