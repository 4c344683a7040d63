using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Exec.Python;
using Lockstep.Files;

namespace Lockstep.Exec;

/// <summary>A Python as it says itself: what it is, and which packages it would import.</summary>
/// <param name="Packages">In ordinal order of their names; of two of one name the one that is found first.</param>
internal sealed record PythonEnvironment(string Version, string Executable, string Prefix, string Build, IReadOnlyList<InstalledPackage> Packages)
{
    private const int ShortestQuoted = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<string, PythonEnvironment> Known = new(StringComparer.Ordinal);
    private static readonly Lazy<string> Program = new(() => InjectedModule.TextOf("_lockstep/installed.py"));

    /// <summary>As the Environment lock of a command holds it.</summary>
    public JsonObject ToJson()
    {
        var digests = new JsonObject();
        foreach (var package in Packages)
        {
            if (PackageFiles.DigestOf(package.Info) is { } digest)
            {
                digests[package.Name] = digest;
            }
        }

        return new JsonObject
        {
            ["version"] = Version,
            ["packages"] = JsonMembers.Of(Packages, package => package.Name, package => package.Version),
            ["digests"] = digests,
        };
    }

    /// <summary>Where it lies, and how it was built.</summary>
    public JsonObject Interpreter => new() { ["executable"] = Executable, ["prefix"] = Prefix, ["build"] = Build };

    /// <param name="call">How the command calls it; asked once a process.</param>
    /// <param name="folder">Where the command runs.</param>
    /// <exception cref="LockstepException">It can't be run, or doesn't answer as a Python does.</exception>
    public static PythonEnvironment Read(CalledPython call, string folder, CancellationToken cancellation)
    {
        var key = string.Join('\0', [call.Program, folder, call.FirstPlace, .. call.Flags]);
        return Known.TryGetValue(key, out var known) ? known : Known[key] = Ask(call, folder, cancellation);
    }

    private static PythonEnvironment Ask(CalledPython call, string folder, CancellationToken cancellation)
    {
        var shown = ShellWord.Of(call.Program);
        try
        {
            using var process = new Process { StartInfo = StartOf(call, folder) };
            process.Start();
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timeout.CancelAfter(Patience);
            using var stop = timeout.Token.Register(() => process.Kill(entireProcessTree: true));
            process.StandardInput.Close();
            var errors = "";
            var reader = new Thread(() => errors = process.StandardError.ReadToEnd());
            reader.Start();
            var said = process.StandardOutput.ReadToEnd();
            reader.Join();
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            return process.ExitCode == 0 && Parse(said) is { } environment ? environment : throw new LockstepException(
                $"Environment: {shown} did not say which packages it has{(timeout.IsCancellationRequested ? " within a minute" : "")}: "
                + (PlainText.OnOneLine(errors.Trim().Split('\n')[^1]) is { Length: > 0 } last && !QuotesProgram(last) ? last : "no Python 3 answered so") + ". "
                + $"See what '{shown} -c \"import sys; print(sys.version)\"' prints.");
        }
        catch (Win32Exception exception)
        {
            throw new LockstepException($"Environment: {shown} can't be run: {exception.Message}. Name a Python with --python.", exception);
        }
    }

    /// <summary>Whether it is what another program says that doesn't know what to do with ours, and names it.</summary>
    private static bool QuotesProgram(string line) => Program.Value.Split('\n')
        .Any(ours => ours.Trim() is { Length: > ShortestQuoted } trimmed && line.Contains(trimmed, StringComparison.Ordinal));

    /// <summary>Others may print before it, as start-up files do; the last line is the answer.</summary>
    internal static PythonEnvironment? Parse(string said)
    {
        var line = said.TrimEnd().Split('\n')[^1];
        if (LooseJson.Parse(Encoding.UTF8.GetBytes(line), out _) is not { } json || LooseJson.Text(json, "version") is not { } version)
        {
            return null;
        }

        var packages = new SortedDictionary<string, InstalledPackage>(StringComparer.Ordinal);
        foreach (var package in LooseJson.Objects(json, "packages"))
        {
            if (LooseJson.Text(package, "name") is { Length: > 0 } name)
            {
                packages.TryAdd(name, new InstalledPackage(name, LooseJson.Text(package, "version") ?? "", LooseJson.Text(package, "info")));
            }
        }

        return new PythonEnvironment(
            version, LooseJson.Text(json, "executable") ?? "", LooseJson.Text(json, "prefix") ?? "", LooseJson.Text(json, "build") ?? "",
            [.. packages.Values]);
    }

    private static ProcessStartInfo StartOf(CalledPython call, string folder)
    {
        var start = new ProcessStartInfo(call.Program, [.. call.Flags, "-c", Program.Value, call.FirstPlace])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        return start;
    }
}

/// <summary>A package that is installed.</summary>
/// <param name="Version">Empty where its installer wrote none down.</param>
/// <param name="Info">The folder with what its installer wrote down of it.</param>
internal sealed record InstalledPackage(string Name, string Version, string? Info);
