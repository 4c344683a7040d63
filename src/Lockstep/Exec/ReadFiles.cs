using Lockstep.Exec.Outputs;
using Lockstep.Exec.Processes.Opened;
using Lockstep.Exec.Streams;
using Lockstep.Files;

namespace Lockstep.Exec;

/// <summary>Sorts the files that a command read: code, inputs, its data, its environment, and what lies outside all of these.</summary>
/// <param name="own">Folders that are Lockstep's, absolute.</param>
internal sealed class ReadFiles(PreparedCommand prepared, IReadOnlyCollection<string> own, StreamSummary streams, KnownDigests digests)
{
    private const int MostFiles = 10_000;
    private const long MostBytes = 8L << 30;
    private const int MostNamed = 3;
    private const int LargestPointer = 1024;
    private const string Outsiders = "outside/";

    private static readonly string[] CodeEndings =
        [
            ".py", ".pyx", ".ipynb", ".sh", ".bash", ".r", ".rmd", ".jl", ".lua", ".pl", ".rb", ".js", ".ts", ".c", ".cc", ".cpp", ".cu", ".h",
            ".hpp", ".rs", ".go"
        ];

    private static readonly string[] SystemFolders =
        ["/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc", "/proc", "/sys", "/dev", "/opt", "/run", "/var/lib", "/var/cache", "/nix/store"];

    private readonly string root = CommandFiles.RootOf(prepared);
    private readonly string[] environments = [.. streams.Processes.Select(process => process.Prefix).OfType<string>().Distinct(StringComparer.Ordinal)];
    private readonly Dictionary<string, string> code = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> outside = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> packageFolders = new(StringComparer.Ordinal);
    private readonly List<string> settings = [];
    private readonly List<string> changedData = [];
    private readonly List<string> writtenOutside = [];
    private readonly List<OpenedFile> changed = [];
    private readonly Dictionary<string, ForeignFile> pointers = new(StringComparer.Ordinal);
    private long bytes;
    private int leftOut;

    public IReadOnlyDictionary<string, string> Code => code;

    public IReadOnlyDictionary<string, string> Inputs => inputs;

    /// <summary>Where files lie that are outside the root, by their name.</summary>
    public IReadOnlyDictionary<string, string> Outside => outside;

    public IReadOnlyList<string> Settings => settings;

    /// <summary>Files that were there before and that it changed, having read them or without emptying them.</summary>
    public IReadOnlyList<OpenedFile> Changed => changed;

    /// <summary>A file that Python says it ran; without programs that are installed, as torchrun.</summary>
    public void AddCode(string path, CancellationToken cancellation)
    {
        path = Path.GetFullPath(path, prepared.Folder);
        if (Path.GetFileName(Path.GetDirectoryName(path)) != "bin" || !IsOfEnvironment(path))
        {
            AddTo(code, path, cancellation);
        }
    }

    /// <summary>A program that was executed, and that the command did not make itself; a link in the folder stands for where it leads.</summary>
    public void AddProgram(string path, CancellationToken cancellation)
    {
        if (!IsOfEnvironment(path) && !IsOfEnvironment(RealPath.Of(path)) && !prepared.Data.Any(data => data.Has(path)) && Presence.IsFile(path))
        {
            AddTo(code, path, cancellation);
        }
    }

    public void Add(OpenedFile file, CancellationToken cancellation)
    {
        var path = file.Path;
        if (prepared.Data.Any(data => data.Has(path)))
        {
            if (file.Written)
            {
                changedData.Add(path);
            }

            Look(path);
            return;
        }

        if (file.Written
            && prepared.Recipe.Recipe.Outputs.Count == 0 && !CommandFiles.IsWithin(path, prepared.Folder) && !IsOfEnvironment(path) && Presence.IsFile(path))
        {
            writtenOutside.Add(path);
        }

        if (!(file.IsInput || file.IsAddedTo) || IsOfEnvironment(path) || !Presence.IsFile(path))
        {
            return; // what it wrote and then read is no input
        }

        if (file.Written)
        {
            changed.Add(file);
            return;
        }

        Look(path);
        if (CodeEndings.Contains(Path.GetExtension(path).ToLowerInvariant()))
        {
            AddTo(code, path, cancellation);
        }
        else if (!code.ContainsKey(NameOf(path)) && AddTo(inputs, path, cancellation) && CommandFiles.IsWithin(path, root))
        {
            settings.Add(path);
        }
    }

    /// <summary>What a person should know.</summary>
    public IEnumerable<string> Notes()
    {
        if (outside.Count > 0)
        {
            yield return $"Data: it read {Named(outside.Values)} outside its snapshots, its repository and its environment. Their digests are in the locks; "
                + "name a folder of data with --data.";
        }

        if (pointers.Count > 0)
        {
            yield return $"Data: it read {Named(pointers.Keys)}: {pointers.Values.First().Or("get what it stands for")}.";
        }

        if (changedData.Count > 0)
        {
            yield return $"Data: it wrote {Named(changedData)} into a snapshot, which is then another than its manifest says. Let it write elsewhere, "
                + "or seal a copy.";
        }

        if (PathsOf(file => file.IsInput) is { Length: > 0 } readAndChanged)
        {
            yield return $"Data: it read {Named(readAndChanged)} and then changed it: what was in it before is {ToldOfRun.InNoLock}, "
                + "and another run finds what this one left.";
        }

        if (PathsOf(file => !file.IsInput && OutputKinds.ReasonToLeaveOut(file.Path, path: null) is null) is { Length: > 0 } addedTo)
        {
            yield return $"Data: it added to {Named(addedTo)}, which {(addedTo.Length == 1 ? "was" : "were")} there before: "
                + "another run finds what this one left.";
        }

        if (writtenOutside.Count > 0)
        {
            yield return $"Outputs: it wrote {Named(writtenOutside)} outside its working folder, which is no part of the result. "
                + "Name it with --out where it should be.";
        }

        if (leftOut > 0)
        {
            yield return $"Data: {Counted.Of(leftOut, "file")} that it read {(leftOut == 1 ? "is" : "are")} {ToldOfRun.InNoLock}, since there are too many. "
                + "Seal the folder, and name it with --data.";
        }
    }

    private string[] PathsOf(Func<OpenedFile, bool> isMeant) => [.. changed.Where(isMeant).Select(file => file.Path)];

    private static string Named(IReadOnlyCollection<string> paths) =>
        string.Join(", ", paths.Take(MostNamed).Select(ShownPath.Of))
            + (paths.Count > MostNamed ? $" and {Counted.Of(paths.Count - MostNamed, "more file")}" : "");

    /// <summary>Notes a file that only stands for one that is kept elsewhere.</summary>
    private void Look(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 and < LargestPointer })
        {
            return;
        }

        try
        {
            if (ForeignFile.Of(RegularFile.ReadAllBytes(path)) is { IsPointer: true } pointer)
            {
                pointers[path] = pointer;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What can't be read isn't known.
        }
    }

    private bool IsOfEnvironment(string path) =>
        own.Any(folder => CommandFiles.IsWithin(path, folder))
        || (!CommandFiles.IsWithin(path, root) && SystemFolders.Any(folder => CommandFiles.IsWithin(path, folder)))
        || environments.Any(folder => CommandFiles.IsWithin(path, folder) && (!CommandFiles.IsWithin(path, root) || IsBelowRoot(folder)))
        || IsOfFolderOfPackages(Path.GetDirectoryName(path) ?? "/")
        || path.Contains("/__pycache__/", StringComparison.Ordinal)
        || path.Contains("/.git/", StringComparison.Ordinal) || path.Contains("/site-packages/", StringComparison.Ordinal)
        || path.Contains("/.pyenv/", StringComparison.Ordinal) || path.Contains("/.cache/", StringComparison.Ordinal);

    /// <summary>Whether a virtual environment of Python's or conda's lies around it in the project's folder, whoever uses it.</summary>
    private bool IsOfFolderOfPackages(string folder)
    {
        if (!IsBelowRoot(folder))
        {
            return false;
        }

        if (!packageFolders.TryGetValue(folder, out var isOne))
        {
            isOne = EnvironmentFolder.Is(folder) || IsOfFolderOfPackages(Path.GetDirectoryName(folder) ?? "/");
            packageFolders[folder] = isOne;
        }

        return isOne;
    }

    /// <summary>As a virtual environment in the project's folder is; where the project lies in the environment, its files are its own.</summary>
    private bool IsBelowRoot(string folder) => folder != root && CommandFiles.IsWithin(folder, root);

    private bool AddTo(Dictionary<string, string> files, string path, CancellationToken cancellation)
    {
        if (own.Any(folder => CommandFiles.IsWithin(path, folder)))
        {
            return false;
        }

        if (code.Count + inputs.Count >= MostFiles || bytes >= MostBytes)
        {
            leftOut++;
            return false;
        }

        if (digests.Of(path, cancellation) is not { } digest)
        {
            return false;
        }

        bytes += new FileInfo(path).Length;
        var name = NameOf(path);
        if (name.StartsWith(Outsiders, StringComparison.Ordinal))
        {
            outside[name] = prepared.Lasting(path);
        }

        files[name] = digest;
        return true;
    }

    /// <summary>From the root; of a file outside it, its own name, so that no lock has a path of this machine.</summary>
    private string NameOf(string path)
    {
        if (CommandFiles.IsWithin(path, root))
        {
            return Path.GetRelativePath(root, path);
        }

        var name = Outsiders + Path.GetFileName(path);
        for (var number = 2; outside.TryGetValue(name, out var other) && other != prepared.Lasting(path); number++)
        {
            name = $"{Outsiders}{Path.GetFileName(path)}#{number}";
        }

        return name;
    }
}
