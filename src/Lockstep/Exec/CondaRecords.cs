using Lockstep.Files;

namespace Lockstep.Exec;

/// <summary>What conda wrote down of an environment: a file for each package in <c>conda-meta</c>, those that are not Python's too.</summary>
internal static class CondaRecords
{
    private const string Ending = ".json";

    private static readonly Dictionary<string, string> None = [];

    /// <param name="prefix">The environment's folder; null for none.</param>
    /// <returns>Version and build by name, in ordinal order; empty where it is no environment of conda's.</returns>
    public static IReadOnlyDictionary<string, string> Of(string? prefix)
    {
        var folder = Path.Combine(prefix ?? "", "conda-meta");
        if (prefix is null or "" || !Presence.IsFolder(folder))
        {
            return None;
        }

        var packages = new SortedDictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*" + Ending))
            {
                // The name is all that is needed, and the files are long: NAME-VERSION-BUILD.json, with dashes in the name alone.
                var parts = Path.GetFileName(file)[..^Ending.Length].Split('-');
                if (parts.Length >= 3)
                {
                    packages[string.Join('-', parts[..^2])] = $"{parts[^2]} {parts[^1]}";
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LockstepException)
        {
            packages.Clear(); // half of them would be taken for all
        }

        return packages;
    }
}
