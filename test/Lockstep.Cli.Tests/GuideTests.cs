using System.Text.RegularExpressions;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>Runs every command of docs/guide.md and compares what it prints; LOCKSTEP_UPDATE_GOLDEN=1 writes the output into the guide anew.</summary>
public sealed partial class GuideTests
{
    [Fact]
    public async Task The_guide_prints_what_it_says()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/torch"), "needs PyTorch: install python3-torch");
        var guide = await File.ReadAllTextAsync(GuidePath, TestContext.Current.CancellationToken);
        var rewritten = await WithinOneDayAsync(TimeProvider.System, () => RewrittenAsync(guide));
        if (Environment.GetEnvironmentVariable("LOCKSTEP_UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(GuidePath, rewritten, TestContext.Current.CancellationToken);
        }

        Assert.Equal(Transcript.Masked(guide), Transcript.Masked(rewritten));
    }

    [Fact]
    public void The_guide_shows_the_example_as_it_is()
    {
        var shown = Assert.Single(CSharpBlock().Matches(File.ReadAllText(GuidePath))).Groups[1].Value;
        Assert.Contains(shown, File.ReadAllText(Repository.PathOf("examples/own-augmentation/Program.cs")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transcript_that_midnight_fell_into_is_made_again()
    {
        var clock = new SetClock { Now = new DateTimeOffset(2026, 2, 28, 23, 59, 0, TimeSpan.Zero) };
        var made = 0;
        Task<string> MakeAsync()
        {
            clock.Now += TimeSpan.FromMinutes(2);
            return Task.FromResult($"made {++made}");
        }

        Assert.Equal("made 2", await WithinOneDayAsync(clock, MakeAsync));
        Assert.Equal("made 3", await WithinOneDayAsync(clock, MakeAsync));
    }

    /// <summary>
    /// Makes it anew where another day has begun meanwhile: runs are named by day (UTC) and numbered within it,
    /// so that later commands would find others.
    /// </summary>
    private static async Task<string> WithinOneDayAsync(TimeProvider clock, Func<Task<string>> makeAsync)
    {
        while (true)
        {
            var day = clock.GetUtcNow().Date;
            var made = await makeAsync();
            if (clock.GetUtcNow().Date == day)
            {
                return made;
            }
        }
    }

    private static async Task<string> RewrittenAsync(string guide)
    {
        using var place = new Workplace();
        File.Delete(place.PathOf("recipe.yaml"));
        Transcript.Install(place, "own-augmentation", OwnAugmentationTests.Program);
        File.CreateSymbolicLink(place.PathOf(".bin/python3"), "/usr/bin/python3"); // Debian's, whatever else is on PATH
        File.Copy(Repository.PathOf("examples/pytorch/train.py"), place.PathOf("train.py"));
        return await Transcript.RewrittenAsync(guide, place);
    }

    private static string GuidePath
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Lockstep.slnx")))
            {
                folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside a clone.");
            }

            return Path.Combine(folder, "docs", "guide.md");
        }
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    [GeneratedRegex("```csharp\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
