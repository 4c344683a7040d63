using System.Text.Json.Nodes;
using Lockstep.Exec.Processes;
using Lockstep.Exec.Processes.Opened;
using Lockstep.Exec.Streams;
using Lockstep.Files;

namespace Lockstep.Exec;

/// <summary>What a command turned out to use: its files of code, its inputs, its libraries, and what a person should know of them.</summary>
/// <param name="Findings">For the locks.</param>
/// <param name="Opened">As the kernel told; where it could not, as Python did.</param>
/// <param name="Notes">In sentences.</param>
/// <param name="Settings">Files that it read below its root and that aren't code, absolute.</param>
/// <param name="Outside">Files that lie outside the root: where, by the name in the locks.</param>
internal sealed record CommandUse(
    CommandFindings Findings,
    OpenedFiles Opened,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> Settings,
    IReadOnlyDictionary<string, string> Outside)
{
    /// <summary>Files that were there before and that it changed, having read them or without emptying them.</summary>
    public IReadOnlyList<OpenedFile> Changed { get; init; } = [];

    /// <param name="scratch">Of the run: what R said is there.</param>
    /// <param name="own">Folders of Lockstep's own, absolute: the runs, the run itself.</param>
    public static CommandUse Of(
        PreparedCommand prepared,
        CommandEnd end,
        StreamSummary streams,
        string scratch,
        IReadOnlyCollection<string> own,
        CancellationToken cancellation)
    {
        var digests = new KnownDigests();
        var files = new ReadFiles(prepared, own, streams, digests);
        foreach (var path in streams.Modules.Sources)
        {
            files.AddCode(path, cancellation);
        }

        var opened = end.Opened ?? OpenedByPython.Of(prepared, streams);
        var made = opened.Files.Where(file => file.Written && !file.IsInput).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var program in opened.Programs.Where(program => !made.Contains(program.Path)))
        {
            files.AddProgram(program.Path, cancellation);
        }

        foreach (var file in opened.Files)
        {
            files.Add(file, cancellation);
        }

        var libraries = new Dictionary<string, string>(StringComparer.Ordinal);
        var libraryFiles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in LibrariesOf(streams, scratch))
        {
            if (digests.Of(path, cancellation) is { } digest)
            {
                libraries[Path.GetFileName(path)] = digest;
                libraryFiles[Path.GetFileName(path)] = path;
            }
        }

        if (prepared.Tree is { } tree)
        {
            digests.Forget(tree.Top);
        }

        var lockFiles = PackageLocks.Around(prepared.Folder, CommandFiles.RootOf(prepared), digests, cancellation);
        digests.Save();
        var r = RStart.Read(scratch);
        var findings = new CommandFindings(files.Code, files.Inputs, libraries, PythonOf(streams), r, SwitchesOf(streams), end.AddressesFixed)
        {
            LibraryFiles = libraryFiles,
            Kernels = KernelsOf(streams),
            Interpreter = InterpreterOf(streams),
            LockFiles = lockFiles,
            Conda = CondaRecords.Of(streams.Processes.FirstOrDefault(process => process.Python is not null)?.Prefix),
        };
        return new CommandUse(
            findings, opened, [.. files.Notes(), .. Unreached(prepared, opened, streams), .. Told(opened.Addresses)], files.Settings, files.Outside)
        {
            Changed = files.Changed,
        };
    }

    /// <summary>The native libraries that Python and R said they had in memory, absolute, each once, in ordinal order.</summary>
    public static IReadOnlyCollection<string> LibrariesOf(StreamSummary streams, string scratch) =>
        new SortedSet<string>([.. streams.Modules.Extensions, .. RStart.Libraries(scratch)], StringComparer.Ordinal);

    private static JsonObject? PythonOf(StreamSummary streams) =>
        streams.Processes.FirstOrDefault(process => process.Python is not null) is not { } first ? null : new JsonObject
        {
            ["version"] = first.Python,
            ["packages"] = JsonMembers.Of(streams.Modules.Packages.DistinctBy(package => package.Name), package => package.Name, package => package.Version),
            ["digests"] = DigestsOf(streams.Modules.Packages.DistinctBy(package => package.Name)),
        };

    private static JsonObject DigestsOf(IEnumerable<StreamPackage> packages)
    {
        var digests = new JsonObject();
        foreach (var package in packages)
        {
            if (PackageFiles.DigestOf(package.Info) is { } digest)
            {
                digests.Add(package.Name, digest);
            }
        }

        return digests;
    }

    private static JsonObject? InterpreterOf(StreamSummary streams) =>
        streams.Processes.FirstOrDefault(process => process.Python is not null) is not { } first ? null : new JsonObject
        {
            ["executable"] = first.Executable,
            ["prefix"] = first.Prefix,
        };

    /// <summary>What the processes said of their libraries, each member as the first said it.</summary>
    private static JsonObject? KernelsOf(StreamSummary streams)
    {
        var kernels = new JsonObject();
        foreach (var told in streams.Of("kernels"))
        {
            foreach (var (name, text) in LooseJson.Members(told.Body))
            {
                kernels.TryAdd(name, JsonValue.Create(text));
            }
        }

        return kernels.Count == 0 ? null : kernels;
    }

    /// <summary>As they were at the last step of the first process that said so.</summary>
    private static JsonObject? SwitchesOf(StreamSummary streams) => streams.Of("switches")
        .OrderBy(told => (string?)told.Body["when"] is "last" ? 0 : (string?)told.Body["when"] is "exit" ? 1 : 2)
        .Select(told => told.Body["values"] as JsonObject).FirstOrDefault(values => values is not null);

    private static IEnumerable<string> Unreached(PreparedCommand prepared, OpenedFiles opened, StreamSummary streams)
    {
        var hasPython = opened.Programs.Any(program => Path.GetFileName(program.Path).StartsWith("python", StringComparison.Ordinal));
        if (prepared.Recipe.Recipe.Inject && hasPython && streams.Processes.Count == 0)
        {
            yield return "Randomness: Python ran without the start-up module, as where a command clears its environment: nothing is seeded, "
                + "and there is no ledger.";
        }
    }

    private static IEnumerable<string> Told(IEnumerable<ContactedAddress> addresses)
    {
        foreach (var address in addresses.Where(address => !address.Local))
        {
            var who = address.First.Arguments.Count > 0 ? $" ({ShellWord.Of(Path.GetFileName(address.First.Arguments[0]))})" : "";
            yield return address.Refused
                ? $"Data: a connection to {address.Address}{who} was refused."
                : $"Data: it connected to {address.Address}{who}: what came from there is {ToldOfRun.InNoLock}. "
                    + "With --no-network such a connection is refused.";
        }
    }
}
