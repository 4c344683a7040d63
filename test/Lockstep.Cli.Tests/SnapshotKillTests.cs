using System.Globalization;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Cli.Tests;

/// <summary>Kills 'data snapshot' and 'data pull' at many moments; LOCKSTEP_KILLS says how many each, for a longer proof.</summary>
public sealed class SnapshotKillTests
{
    private const int Files = 600;

    [Theory]
    [InlineData("snapshot")]
    [InlineData("pull")]
    public async Task Killed_at_any_moment_the_source_is_untouched_the_destination_absent_or_whole_and_the_next_try_succeeds(string verb)
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_KILLS") ?? "16", CultureInfo.InvariantCulture);
        using var place = new Workplace();
        await place.ShellAsync(
            $"mkdir -p src/a src/b && for i in $(seq {Files}); do head -c 9000 /dev/urandom > src/$([ $((i % 2)) = 0 ] && echo a || echo b)/$i.bin; done");
        string[] command = ["data", "snapshot", "src", "data/v1", "--full"];
        var from = "src";
        if (verb == "pull")
        {
            var id = (await place.JsonAsync(0, "data", "seal", "src")).Text("id");
            await place.JsonAsync(0, "data", "push", "store", "src");
            command = ["data", "pull", "store", id, "data/v1"];
            from = "store";
        }

        var listing = $"cd {from} && find . -type f -printf '%P %i %C@\n' | sort && find . -type f | sort | xargs cat | sha256sum";
        var source = await place.ShellAsync(listing);
        var (storing, growing, whole) = (0, 0, 0);
        for (var kill = 0; kill < kills; kill++)
        {
            // Some of the kills follow the start, some the objects that were stored, some the first sign of the folder.
            var running = place.Lockstep(command).ExecuteAsync(TestContext.Current.CancellationToken);
            switch (kill % 4)
            {
                case 0:
                    await Task.Delay(120 + (kill * 20), TestContext.Current.CancellationToken);
                    break;
                case 3:
                    await UntilAsync(() => IsGrowing(place) || running.Task.IsCompleted);
                    break;
                default:
                    await UntilAsync(() => Stored(place) > kill * Files / kills || IsGrowing(place) || running.Task.IsCompleted);
                    break;
            }

            await place.ShellAsync($"kill -KILL {running.ProcessId} 2>&1 || true");
            await running;
            storing += Stored(place) is > 0 and < Files ? 1 : 0;
            growing += IsGrowing(place) ? 1 : 0;
            if (Directory.Exists(place.PathOf("data/v1")))
            {
                whole++;
                Assert.Equal(0, (await place.RunAsync("data", "verify", "data/v1")).ExitCode);
                FrozenFiles.Delete(place.PathOf("data/v1"));
            }

            if (kill % 4 == 3)
            {
                await place.ShellAsync("rm -rf .lockstep");
            }
        }

        Assert.Equal(source, await place.ShellAsync(listing));
        Assert.True(
            storing > 0 && growing + whole > 0,
            $"{storing} kills while contents were stored, {growing} while the folder grew, {whole} after: the kills missed what they are for");
        await place.JsonAsync(0, command);
        Assert.Equal(0, (await place.RunAsync("data", "verify", "data/v1")).ExitCode);
        Assert.Equal(["v1"], Directory.EnumerateFileSystemEntries(place.PathOf("data")).Select(Path.GetFileName));
        TestContext.Current.SendDiagnosticMessage(
            $"{verb}: {kills} kills survived: {storing} while contents were stored, {growing} while the folder grew, {whole} after it was whole");
    }

    private static bool IsGrowing(Workplace place) =>
        Directory.Exists(place.PathOf("data")) && Directory.EnumerateDirectories(place.PathOf("data"), ".v1.*.partial").Any();

    private static int Stored(Workplace place) => LocalStore.Find(place.Folder).All().Count();

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }
}
