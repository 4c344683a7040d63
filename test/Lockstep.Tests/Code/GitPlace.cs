using CliWrap;
using CliWrap.Buffered;
using Lockstep.Code;
using Lockstep.Exec;
using Lockstep.Runs;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Code;

/// <summary>A temporary folder with <c>work</c>, in which git is called, and <c>runs</c> beside it.</summary>
internal sealed class GitPlace : IDisposable
{
    public const string Begin = """
        git init -q . && git config user.name a && git config user.email a@b
        echo one > train.py && seq 1 9 > old.py && git add . && git commit -qm one

        """;

    private readonly TemporaryFolder place = new();

    public GitPlace() => Directory.CreateDirectory(Work);

    public string Work => place.PathOf("work");

    public string PathOf(string path) => Path.Combine(Work, path);

    public async Task<GitState> ReadAsync(string folder = "") =>
        await GitRepository.ReadAsync(PathOf(folder), [], TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("no repository");

    /// <summary>As <c>lockstep exec</c> records the code before it runs a command.</summary>
    public async Task<(RunFolder Run, IReadOnlyList<string> Warnings)> RecordAsync(string name, string folder = "")
    {
        var (recipe, source) = new GivenCommand(["true"]).Resolve();
        var prepared = await CommandPreparation.PrepareAsync(
            recipe, source, PathOf(folder), place.PathOf("runs"), expected: null, dataFolders: null, TestContext.Current.CancellationToken);
        var run = RunFolder.Create(place.PathOf("runs"), name);
        run.Write(prepared.Locks, prepared.Diff);
        return (run, prepared.Warnings);
    }

    public async Task<string> ShellAsync(string script, string folder = "") => (await Cli.Wrap("bash")
        .WithArguments(["-euo", "pipefail", "-c", script]).WithWorkingDirectory(PathOf(folder))
        .ExecuteBufferedAsync(TestContext.Current.CancellationToken)).StandardOutput;

    public void Dispose()
    {
        // A name that is no UTF-8 .NET can not take away.
        using var removal = System.Diagnostics.Process.Start("rm", ["-rf", Work]);
        removal.WaitForExit();
        place.Dispose();
    }
}
