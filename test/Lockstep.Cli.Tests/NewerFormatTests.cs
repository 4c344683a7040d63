using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

/// <summary>A run that a later version wrote in a format of its own, as a folder and as a bundle.</summary>
public sealed class NewerFormatTests
{
    private const string Refusal = "run.json: a run's record of format 2; this Lockstep reads format 1. Lockstep 0.9.0 wrote it: use that or a newer one.";

    [Fact]
    public async Task A_newer_run_is_refused_by_every_command_with_the_version_that_wrote_it_and_is_left_as_it_is()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        var run = (await place.TrainedAsync("--set", "train.epochs=1")).Text("folder");
        var record = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "run.json")))!.AsObject();
        record["format"] = 2;
        record["lockstepVersion"] = "0.9.0";
        File.WriteAllText(Path.Combine(run, "run.json"), record.ToJsonString());
        await place.ShellAsync($"cd '{run}' && sed -i '/ run.json$/d' SHA256SUMS && sha256sum run.json >> SHA256SUMS");
        await place.ShellAsync($"cd runs && tar cf ../newer.tar '{Path.GetFileName(run)}'");
        var before = await place.ShellAsync($"cd '{run}' && find . -type f | sort | xargs sha256sum");
        foreach (var command in (string[])
            [
                "runs show latest", "rerun latest", "train --resume latest", "diff latest latest", "evaluate latest", "ledger show latest",
                "bundle latest", "bisect latest", "rerun newer.tar", "diff newer.tar latest",
            ])
        {
            var result = await place.RunAsync(command.Replace("latest", Path.GetFileName(run), StringComparison.Ordinal).Split(' '));
            Assert.Equal((3, ""), (result.ExitCode, result.StandardOutput));
            Assert.Contains(Refusal, result.StandardError, StringComparison.Ordinal);
        }

        Assert.Equal(before, await place.ShellAsync($"cd '{run}' && find . -type f | sort | xargs sha256sum"));
        Assert.Contains("of format 2", (await place.RunAsync("runs")).StandardOutput, StringComparison.Ordinal);
    }
}
