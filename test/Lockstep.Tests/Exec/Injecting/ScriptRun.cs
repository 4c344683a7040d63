using CliWrap;
using CliWrap.Buffered;
using Lockstep.Exec.Python;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Injecting;

/// <summary>What a command did and said: run as it is, or with the module in it.</summary>
/// <param name="Streams">The records of each process, the first started first.</param>
internal sealed record ScriptRun(int ExitCode, string Output, string Errors, IReadOnlyList<IReadOnlyList<StreamRecord>> Streams)
{
    public IEnumerable<StreamRecord> Records => Streams.SelectMany(stream => stream);

    public IReadOnlyList<StepRecord> Steps => [.. Records.Where(record => record.Kind == 2).Select(StepRecord.Of)];

    public StreamRecord[] Events(string type) => [.. Records.Where(record => record.Type == type)];

    /// <summary>A member of each event of a type, as text.</summary>
    public string?[] Said(string type, string member) => [.. Events(type).Select(record => record.Event?[member]?.ToString())];
}

/// <summary>A folder with the scripts in it, where commands are run.</summary>
internal sealed class ScriptFolder : IDisposable
{
    public const string Python = "/usr/bin/python3";

    private readonly TemporaryFolder place = new();
    private int runs;

    public ScriptFolder()
    {
        foreach (var file in Directory.GetFiles(Repository.PathOf("test/fixtures/exec/scripts")))
        {
            File.Copy(file, place.PathOf(Path.GetFileName(file)));
        }
    }

    public string FullPath => place.FullPath;

    public void Dispose() => place.Dispose();

    public string Write(string name, string text) => place.Write(name, text);

    /// <summary>Skips a test that needs PyTorch where there is none.</summary>
    public static void DemandTorch() =>
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/torch"), "needs PyTorch: apt-get install python3-torch python3-torchvision");

    public Task<ScriptRun> BareAsync(params string[] command) => RunAsync(command, new Dictionary<string, string?>(), null, "");

    public Task<ScriptRun> InjectedAsync(params string[] command) => InjectedAsync(command, settings => settings);

    public async Task<ScriptRun> InjectedAsync(
        string[] command,
        Func<InjectionSettings, InjectionSettings> change,
        Dictionary<string, string>? environment = null,
        string input = ""
    )
    {
        Assert.SkipUnless(File.Exists(Python), $"needs {Python} (apt-get install python3)");
        var folder = Directory.CreateDirectory(place.PathOf($"runs/{++runs}")).FullName;
        var settings = change(new InjectionSettings { Seed = 7, Folder = place.FullPath });
        var given = new Dictionary<string, string>(environment ?? [], StringComparer.Ordinal) { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "" };
        var injected = Injection.Prepare(command, given, folder, Path.Combine(folder, ".exec"), settings);
        var changes = new Dictionary<string, string?>(environment?.ToDictionary(pair => pair.Key, string? (pair) => pair.Value) ?? [], StringComparer.Ordinal);
        foreach (var (name, value) in injected.Environment)
        {
            changes[name] = value;
        }

        return await RunAsync(injected.Arguments, changes, Path.Combine(folder, ".exec", "streams"), input);
    }

    private async Task<ScriptRun> RunAsync(IReadOnlyList<string> command, Dictionary<string, string?> environment, string? streams, string input)
    {
        Assert.SkipUnless(File.Exists(Python), $"needs {Python} (apt-get install python3)");
        var result = await CliWrap
            .Cli.Wrap(command[0].StartsWith("./", StringComparison.Ordinal) ? place.PathOf(command[0]) : command[0])
            .WithArguments(command.Skip(1))
            .WithWorkingDirectory(place.FullPath)
            .WithEnvironmentVariables(environment)
            .WithStandardInputPipe(PipeSource.FromString(input))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        IEnumerable<string> files = streams is null
            ? []
            : Directory
                .GetFiles(streams)
                .OrderBy(file => long.Parse(Path.GetFileNameWithoutExtension(file).Split('-')[1], System.Globalization.CultureInfo.InvariantCulture));
        return new ScriptRun(result.ExitCode, result.StandardOutput, result.StandardError, [.. files.Select(StreamRecord.ReadAll)]);
    }
}
