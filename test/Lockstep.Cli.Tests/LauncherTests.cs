using System.Runtime.Versioning;
using System.Text;
using CliWrap;
using CliWrap.Buffered;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>
/// The script <c>lockstep</c> in a small clone of its own, where a script stands in for <c>dotnet</c>: it notes what
/// it was called with, and builds in no time.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class LauncherTests : IDisposable
{
    private const string App = "artifacts/bin/Lockstep.Cli/release/Lockstep.Cli.dll";

    private readonly TemporaryFolder clone = new();
    private readonly TemporaryFolder elsewhere = new();

    public LauncherTests()
    {
        File.Copy(Repository.PathOf("lockstep"), clone.PathOf("lockstep"));
        foreach (var file in (string[])[
            "src/Program.cs", "build/Task.cs", "Directory.Build.props", "Directory.Packages.props", "Directory.Build.targets", "global.json"
        ])
        {
            clone.Write(file, "");
        }

        Dotnet($"""
            if [ "$1" = build ]; then
                mkdir -p {Path.GetDirectoryName(App)} && echo built >> {App}
                exit
            fi
            shift
            printf '%s|' "$@"
            cat
            exit 7
            """);
    }

    public void Dispose()
    {
        clone.Dispose();
        elsewhere.Dispose();
    }

    [Fact]
    public async Task Is_a_script_that_every_POSIX_shell_reads()
    {
        foreach (var shell in (string[])["sh", "bash"])
        {
            await CliWrap.Cli.Wrap(shell).WithArguments(["-n", Repository.PathOf("lockstep")]).ExecuteAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(File.GetUnixFileMode(Repository.PathOf("lockstep")).HasFlag(UnixFileMode.UserExecute | UnixFileMode.OtherExecute));
    }

    [Fact]
    public async Task Builds_once_and_passes_arguments_stdin_and_the_exit_code_through()
    {
        var first = await RunAsync("two words", "*", "");
        Assert.Equal((7, "two words|*||input"), (first.ExitCode, first.StandardOutput));
        Assert.StartsWith("Building Lockstep", first.StandardError, StringComparison.Ordinal);
        var second = await RunAsync("runs");
        Assert.Equal((7, "runs|input", ""), (second.ExitCode, second.StandardOutput, second.StandardError));
        Assert.Equal(1, Builds);
    }

    [Theory]
    [InlineData("src/Program.cs")]
    [InlineData("build/Task.cs")]
    [InlineData("Directory.Packages.props")]
    [InlineData("global.json")]
    public async Task Builds_again_after_a_source_changed(string source)
    {
        await RunAsync();
        File.SetLastWriteTimeUtc(clone.PathOf(source), File.GetLastWriteTimeUtc(clone.PathOf("artifacts/lockstep.stamp")).AddSeconds(1));
        await RunAsync();
        Assert.Equal(2, Builds);
    }

    [Fact]
    public async Task Builds_again_after_a_source_was_deleted()
    {
        await RunAsync();
        File.Delete(clone.PathOf("src/Program.cs"));
        Directory.SetLastWriteTimeUtc(clone.PathOf("src"), File.GetLastWriteTimeUtc(clone.PathOf("artifacts/lockstep.stamp")).AddSeconds(1));
        await RunAsync();
        Assert.Equal(2, Builds);
    }

    [Fact]
    public async Task The_build_with_CUDA_lies_beside_the_other_and_another_word_for_it_is_refused()
    {
        Dotnet("""
            if [ "$1" = build ]; then
                case $LOCKSTEP_CUDA in /*) kind=/pytorch;; 1) kind=/cuda;; esac
                app=artifacts$kind/bin/Lockstep.Cli/release
                mkdir -p $app && printf '%s\n' "$*" >> $app/Lockstep.Cli.dll
                exit
            fi
            printf '%s' "$1"
            """);
        Assert.Equal(clone.PathOf(App), (await RunAsync()).StandardOutput);
        var cuda = clone.PathOf(App.Replace("artifacts", "artifacts/cuda", StringComparison.Ordinal));
        Assert.Equal(cuda, (await RunAsync(clone.PathOf("lockstep"), [], cuda: "1")).StandardOutput);
        Assert.Equal(cuda, (await RunAsync(clone.PathOf("lockstep"), [], cuda: "1")).StandardOutput);
        Assert.EndsWith(" -p:LockstepCuda=true", Assert.Single(File.ReadAllLines(cuda)), StringComparison.Ordinal);
        Assert.DoesNotContain("LockstepCuda", Assert.Single(File.ReadAllLines(clone.PathOf(App))), StringComparison.Ordinal);
        var other = await RunAsync(clone.PathOf("lockstep"), [], cuda: "yes");
        Assert.Equal(
            (2, "lockstep: LOCKSTEP_CUDA=yes: expected 1, for a build with CUDA, the whole path of an installed PyTorch, with lib/libtorch_cpu.so in it, "
                + "or 0.\n"),
            (other.ExitCode, other.StandardError));

        var pyTorch = clone.PathOf(App.Replace("artifacts", "artifacts/pytorch", StringComparison.Ordinal));
        foreach (var name in (string[])["torch", "other torch"])
        {
            elsewhere.Write($"{name}/lib/libtorch_cpu.so", "");
            elsewhere.Write($"{name}/version.py", "__version__ = '2.10.0'");
        }

        foreach (var (name, builds) in (ValueTuple<string, int>[])[("torch", 1), ("torch", 1), ("other torch", 2), ("torch", 3)])
        {
            Assert.Equal(pyTorch, (await RunAsync(clone.PathOf("lockstep"), [], cuda: elsewhere.PathOf(name))).StandardOutput);
            Assert.Equal(builds, File.ReadAllLines(pyTorch).Length);
        }

        // Another version of PyTorch in the same place has other libraries.
        File.SetLastWriteTimeUtc(
            elsewhere.Write("torch/version.py", "__version__ = '2.11.0'"),
            File.GetLastWriteTimeUtc(clone.PathOf("artifacts/pytorch/lockstep.stamp")).AddSeconds(1));
        await RunAsync(clone.PathOf("lockstep"), [], cuda: elsewhere.PathOf("torch"));
        Assert.Equal(4, File.ReadAllLines(pyTorch).Length);
        Assert.Single(File.ReadAllLines(clone.PathOf(App)));
    }

    [Fact]
    public async Task Works_through_a_link_from_any_folder()
    {
        File.CreateSymbolicLink(elsewhere.PathOf("ls"), clone.PathOf("lockstep"));
        Assert.Equal("runs|input", (await RunAsync(elsewhere.PathOf("ls"), ["runs"])).StandardOutput);
    }

    [Fact]
    public async Task Of_several_that_start_at_once_one_builds()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RunAsync("runs")));
        Assert.All(results, result => Assert.Equal((7, "runs|input"), (result.ExitCode, result.StandardOutput)));
        Assert.Equal(1, Builds);
    }

    [Fact]
    public async Task A_build_that_fails_shows_its_errors_once_exits_with_3_and_is_tried_again()
    {
        Dotnet("""
            echo 'a.cs(1,1): error CS1002: ; expected'
            echo 'a.cs(1,1): error CS1002: ; expected'
            echo '    2 Error(s)'
            exit 1
            """);
        foreach (var _ in (int[])[1, 2])
        {
            var result = await RunAsync("runs");
            Assert.Equal((3, ""), (result.ExitCode, result.StandardOutput));
            Assert.Single(result.StandardError.Split('\n'), line => line.Contains("error CS1002", StringComparison.Ordinal));
            Assert.Contains($"The build failed (log: {clone.PathOf("artifacts/lockstep.log")})", result.StandardError, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_real_program_answers_from_another_folder()
    {
        Directory.CreateDirectory(clone.PathOf("artifacts/bin/Lockstep.Cli"));
        Directory.CreateSymbolicLink(clone.PathOf("artifacts/bin/Lockstep.Cli/release"), AppContext.BaseDirectory);
        clone.Write("artifacts/lockstep.stamp", "");
        var result = await CliWrap.Cli.Wrap("sh").WithArguments([clone.PathOf("lockstep"), "--version"])
            .WithWorkingDirectory(elsewhere.FullPath).ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+\S*\n$", result.StandardOutput);
        Assert.Equal("", result.StandardError);
    }

    private int Builds => File.ReadAllLines(clone.PathOf(App)).Length;

    private void Dotnet(string body)
    {
        var path = clone.Write("bin/dotnet", "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<BufferedCommandResult> RunAsync(params string[] arguments) => RunAsync(clone.PathOf("lockstep"), arguments);

    private async Task<BufferedCommandResult> RunAsync(string script, string[] arguments, string? cuda = null) => await CliWrap.Cli.Wrap("sh")
        .WithArguments([script, .. arguments])
        .WithWorkingDirectory(elsewhere.FullPath)
        .WithEnvironmentVariables(
            variables => variables.Set("PATH", $"{clone.PathOf("bin")}:{Environment.GetEnvironmentVariable("PATH")}").Set("LOCKSTEP_CUDA", cuda))
        .WithStandardInputPipe(PipeSource.FromString("input"))
        .WithValidation(CommandResultValidation.None)
        .ExecuteBufferedAsync(Encoding.UTF8, TestContext.Current.CancellationToken);
}
