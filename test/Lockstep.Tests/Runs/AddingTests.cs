using CliWrap;
using Lockstep.Runs;
using Lockstep.Sharing.Bundles;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Runs;

/// <summary>Files that are added to a finished run, and a process that is killed after each of its writes.</summary>
public sealed class AddingTests : IDisposable
{
    private static readonly Dictionary<string, string> Files = new() { ["artifacts/test.json"] = "new", ["artifacts/report.html"] = "with it" };

    private readonly TemporaryFolder place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task What_is_added_is_listed_and_nothing_else_is_left()
    {
        var run = Run("one");
        run.Add(Files);
        run.Add(Files);

        await IsWhole(run);
        Assert.Equal(["artifacts/report.html", "artifacts/test.json", "run.json"], run.Files().Order(StringComparer.Ordinal));
        Assert.Equal("with it", run.TryReadArtifact("report.html"));
        Assert.Empty(Told(run));
    }

    [Fact]
    public void A_run_without_a_list_gets_none()
    {
        var run = Run("one");
        run.Unseal();
        run.Add(Files);

        Assert.False(run.IsSealed);
        Assert.Equal("new", run.TryReadArtifact("test.json"));
        Assert.Equal(["artifacts", "run.json"], Directory.EnumerateFileSystemEntries(run.FullPath).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Killed_while_it_writes_them_the_run_is_as_it_was(int writes)
    {
        var run = Run("one");
        Directory.CreateDirectory(Path.Combine(run.FullPath, ".adding.tmp"));
        foreach (var path in ((string[])["artifacts/.test.json.7.tmp", "artifacts/test.json", "SHA256SUMS"]).Take(writes))
        {
            place.Write($"one/.adding.tmp/{path}", "ne");
        }

        Assert.Contains("before it added files to it", Assert.Single(Told(run)), StringComparison.Ordinal);
        await IsWhole(run);
        Assert.Equal((false, "as it was"), (run.HasArtifact("test.json"), run.TryReadArtifact("report.html")));
        Assert.Empty(Told(run));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Killed_while_they_move_to_their_places_the_next_command_moves_the_rest(int moves)
    {
        var whole = Run("whole");
        whole.Add(Files);
        var run = Run("one");
        Directory.CreateDirectory(Path.Combine(run.FullPath, ".adding/artifacts"));
        foreach (var (index, path) in ((string[])[.. Files.Keys, RunFolder.SumsFile]).Index())
        {
            File.Copy(Path.Combine(whole.FullPath, path), Path.Combine(run.FullPath, index < moves ? path : $".adding/{path}"), overwrite: true);
        }

        Assert.Contains("they are in their places now", Assert.Single(Told(run)), StringComparison.Ordinal);
        await IsWhole(run);
        Assert.Equal(("new", "with it"), (run.TryReadArtifact("test.json"), run.TryReadArtifact("report.html")));
        Assert.Empty(Told(run));
    }

    [Fact]
    public void What_another_process_is_adding_is_left_alone_and_so_is_what_cant_be_written()
    {
        var run = Run("one");
        place.Write("one/.adding.tmp/artifacts/test.json", "new");
        using (run.AcquireLock())
        {
            Assert.Empty(Told(run));
        }

        place.Write("one/.adding/artifacts/test.json", "new");
        Directory.CreateDirectory(Path.Combine(run.FullPath, "artifacts/test.json"));
        Assert.Contains("can't be completed here", Assert.Single(Told(run)), StringComparison.Ordinal);
    }

    private RunFolder Run(string name)
    {
        place.Write($"{name}/run.json", "{}");
        place.Write($"{name}/artifacts/report.html", "as it was");
        var run = RunFolder.Open(place.PathOf(name));
        run.Seal(Records.Of("one"));
        return run;
    }

    private static List<string> Told(RunFolder run)
    {
        var told = new List<string>();
        run.Mended(told.Add);
        return told;
    }

    private async Task IsWhole(RunFolder run)
    {
        await Cli.Wrap("sha256sum").WithArguments(["-c", "--strict", "--quiet", RunFolder.SumsFile])
            .WithWorkingDirectory(run.FullPath).ExecuteAsync(TestContext.Current.CancellationToken);
        Assert.Equal(run.Files().Count() + 1, RunBundle.Write(run, place.PathOf($"{run.Name}.zip"), TestContext.Current.CancellationToken));
        File.Delete(place.PathOf($"{run.Name}.zip"));
    }
}
