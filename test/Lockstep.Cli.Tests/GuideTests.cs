using System.Text.RegularExpressions;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>Runs every command of docs/guide.md and compares what it prints; LOCKSTEP_UPDATE_GOLDEN=1 writes the output into the guide anew.</summary>
public sealed partial class GuideTests
{
    private const string Guide = "docs/guide.md";

    [Fact]
    public Task The_guide_prints_what_it_says() => Transcript.MatchesAsync(Guide, place =>
    {
        File.Delete(place.PathOf("recipe.yaml"));
        Transcript.Install(place, "own-augmentation", OwnAugmentationTests.Program);
        File.Copy(Repository.PathOf("examples/pytorch/train.py"), place.PathOf("train.py"));
    });

    [Fact]
    public void The_guide_shows_the_example_as_it_is()
    {
        var shown = Assert.Single(CSharpBlock().Matches(File.ReadAllText(Repository.PathOf(Guide)))).Groups[1].Value;
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

        Assert.Equal("made 2", await Transcript.WithinOneDayAsync(clock, MakeAsync));
        Assert.Equal("made 3", await Transcript.WithinOneDayAsync(clock, MakeAsync));
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    [GeneratedRegex("```csharp\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
