using Lockstep.Snapshots;

namespace Lockstep.Samples.Formats;

/// <summary>The listed files that a file of labels names, each at most once.</summary>
internal sealed class ImagePaths(Manifest manifest)
{
    private readonly Dictionary<string, string> taken = new(StringComparer.Ordinal);

    /// <summary>How many images of the snapshot, by their endings, nothing has named.</summary>
    public int Untaken => manifest.Files.Count(file => ImageFolders.IsImage(file.RelPath) && !taken.ContainsKey(file.RelPath));

    /// <summary>Takes a path, or says what is wrong with it, to follow it in a message.</summary>
    /// <param name="by">Where it is named.</param>
    public string? Problem(string path, string by)
    {
        if (IsOutside(path) is { } reason)
        {
            return reason;
        }

        if (manifest.Find(path) is null)
        {
            return $"is not in the manifest{(path.Contains('\\', StringComparison.Ordinal) ? "; write folders with /" : "")}";
        }

        return taken.TryAdd(path, by) ? null : $"was named before, in {taken[path]}; an image has one label";
    }

    /// <summary>As a manifest would write it: <c>./cat/1.png</c> is <c>cat/1.png</c>.</summary>
    public static string Plain(string path) => path.StartsWith("./", StringComparison.Ordinal) || path.Contains("/./", StringComparison.Ordinal)
        ? string.Join('/', path.Split('/').Where(part => part != "."))
        : path;

    /// <summary>Why a path can't lead to a file of the snapshot, or null where it can.</summary>
    public static string? IsOutside(string path) =>
        path.Length == 0 ? "is empty"
        : path.StartsWith('/') ? "is not relative; expected one from the folder of the data set"
        : path.Split('/').Contains("..", StringComparer.Ordinal) ? "leads out of a folder with '..'; expected one from the folder of the data set"
        : null;
}
