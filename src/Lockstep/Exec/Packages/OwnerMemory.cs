using System.Globalization;
using Lockstep.Files;

namespace Lockstep.Exec.Packages;

/// <summary>
/// Which package a file belongs to, remembered for as long as dpkg installs nothing: its lists are a thousand files, which each command would read anew.
/// The memory may be deleted at any time.
/// </summary>
internal sealed class OwnerMemory
{
    private const string FileName = "dpkg.tsv";

    private readonly string? path = UserCache.FolderOf("packages") is { } folder ? Path.Combine(folder, FileName) : null;
    private readonly Dictionary<string, string> owners = new(StringComparer.Ordinal);
    private readonly string state;

    /// <param name="status">The file that dpkg writes anew whenever it installs or removes something.</param>
    public OwnerMemory(string status)
    {
        state = FileStatus.Of(status) is { } now
            ? string.Create(CultureInfo.InvariantCulture, $"{now.Device}:{now.Inode}:{now.Size}:{now.ModifiedNs}:{now.ChangedNs}")
            : "";
        if (path is null || state.Length == 0 || !Presence.IsFile(path))
        {
            return;
        }

        var lines = File.ReadAllLines(path);
        for (var at = 1; at < lines.Length && lines[0] == state; at++)
        {
            if (lines[at].Split('\t') is [var file, var owner])
            {
                owners[file] = owner;
            }
        }
    }

    /// <returns>Null for a file that nothing is remembered of; empty for one that no package has.</returns>
    public string? Of(string file) => owners.GetValueOrDefault(file);

    /// <summary>Remembers these too.</summary>
    /// <param name="found">The owner of each file, empty for none.</param>
    public void Add(IReadOnlyDictionary<string, string> found)
    {
        foreach (var (file, owner) in found)
        {
            if (file.AsSpan().IndexOfAny('\t', '\n', '\r') < 0)
            {
                owners[file] = owner;
            }
        }

        if (path is null || state.Length == 0)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
            AtomicFile.WriteAllText(
                path, $"{state}\n" + string.Concat(owners.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}\t{one.Value}\n")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A cache: the next run reads the lists again.
        }
    }
}
