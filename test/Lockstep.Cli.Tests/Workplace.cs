using System.Text;
using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using Lockstep.Files;
using Lockstep.Vision.Demo;

namespace Lockstep.Cli.Tests;

/// <summary>A temporary folder with real digits and a recipe, in which real processes of the command line run.</summary>
public sealed class Workplace : IDisposable
{
    private static readonly string SharedCache = Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? "/tmp", "lockstep");
    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Lockstep.Cli.dll");
    private static readonly Lazy<string> Digits = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("lockstep-digits-").FullName;
        HandwrittenDigits.WriteSnapshot(folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    });

    public Workplace()
    {
        Folder = Directory.CreateTempSubdirectory("lockstep-test-").FullName;
        ShareMemory();
        File.WriteAllText(PathOf("recipe.yaml"), """
            seed: 7
            dataset: digits
            model: linear
            train: {batch_size: 16, epochs: 2, lr: 0.01}
            threads: 1

            """);
    }

    public string Folder { get; }

    /// <summary>
    /// A cache of its own for each place, but for what all places remember together: the digests of libraries, since to read libtorch takes a third
    /// of a second, as long as a small training, and which package a file belongs to.
    /// </summary>
    private void ShareMemory()
    {
        Directory.CreateDirectory(PathOf("cache/lockstep"));
        File.WriteAllText(PathOf("cache/.gitignore"), "*\n"); // in a place that is a repository, it is none of it
        foreach (var name in (string[])["digests", "packages"])
        {
            File.CreateSymbolicLink(PathOf($"cache/lockstep/{name}"), Directory.CreateDirectory(Path.Combine(SharedCache, name)).FullName);
        }
    }

    public int DigitsPerClass { get; private set; }

    public string PathOf(string relPath) => Path.Combine(Folder, relPath);

    /// <summary>Copies the first digits of each of the ten classes to <c>digits/</c>.</summary>
    public Workplace WithDigits(int perClass = 8)
    {
        DigitsPerClass = perClass;
        foreach (var label in Directory.EnumerateDirectories(Digits.Value))
        {
            var target = Directory.CreateDirectory(PathOf(Path.Combine("digits", Path.GetFileName(label)))).FullName;
            foreach (var file in Directory.EnumerateFiles(label).Order(StringComparer.Ordinal).Take(perClass))
            {
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
            }
        }

        return this;
    }

    public Command Lockstep(params IEnumerable<string> arguments) => Command(Program, arguments);

    private Command Command(string program, IEnumerable<string> arguments) => CliWrap.Cli.Wrap("dotnet")
        .WithArguments([program, .. arguments])
        .WithWorkingDirectory(Folder)
        .WithEnvironmentVariables(variables => variables.Set("XDG_CACHE_HOME", PathOf("cache")))
        .WithValidation(CommandResultValidation.None);

    public async Task<BufferedCommandResult> RunAsync(params IEnumerable<string> arguments) =>
        await Lockstep(arguments).ExecuteBufferedAsync(Encoding.UTF8, TestContext.Current.CancellationToken);

    /// <summary>
    /// Runs with <c>--json</c>, demands the exit code, and returns the object on the last line of stdout, which must be its only line and
    /// have no member that docs/json.md doesn't name.
    /// </summary>
    public Task<JsonObject> JsonAsync(int exitCode, params IEnumerable<string> arguments) => JsonAsync(Program, exitCode, arguments);

    /// <summary>The same of another program than <see cref="Program"/>.</summary>
    public async Task<JsonObject> JsonAsync(string program, int exitCode, IEnumerable<string> arguments)
    {
        var result = await Command(program, [.. arguments, "--json"]).ExecuteBufferedAsync(Encoding.UTF8, TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}, expected {exitCode}\n{result.StandardOutput}\n{result.StandardError}");
        var line = Assert.Single(result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var answer = Assert.IsType<JsonObject>(JsonNode.Parse(line));
        JsonContract.Check([.. arguments], answer);
        return answer;
    }

    /// <summary>
    /// The run, and the answer, of <c>train recipe.yaml</c> with the digits that are here and these arguments: a copy of one that is trained once
    /// for all tests (<see cref="CommonRuns"/>).
    /// </summary>
    public Task<JsonObject> TrainedAsync(params string[] arguments) => CommonRuns.CopyAsync(Program, this, arguments);

    public async Task<string> ShellAsync(string script)
    {
        var result = await CliWrap.Cli.Wrap("bash").WithArguments(["-euo", "pipefail", "-c", script]).WithWorkingDirectory(Folder)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, $"{script}\n{result.StandardOutput}\n{result.StandardError}");
        return result.StandardOutput;
    }

    /// <summary>
    /// Runs a script beside <c>disk</c>, a file system of its own that is gone afterwards. It needs no root, but user
    /// namespaces; without them the test is skipped.
    /// </summary>
    public async Task<string> ShellWithDiskAsync(int megabytes, string script)
    {
        Directory.CreateDirectory(PathOf("disk"));
        var canMount = (await ShellAsync("unshare -rm mount -t tmpfs none disk && echo yes || true")).Contains("yes", StringComparison.Ordinal);
        Assert.SkipUnless(canMount, "needs the right to mount: user namespaces are off");
        File.WriteAllText(PathOf("with-disk.sh"), $"set -euo pipefail\nmount -t tmpfs -o size={megabytes}m none disk\n{script}\n");
        return await ShellAsync("unshare -rm bash with-disk.sh");
    }

    public int RunCount => Directory.Exists(PathOf("runs")) ? Directory.GetDirectories(PathOf("runs")).Length : 0;

    public void Dispose() => FrozenFiles.Delete(Folder);
}
