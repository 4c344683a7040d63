using Lockstep.Files;

namespace Lockstep.Exec.Python;

/// <summary>
/// What Python compiled of the start-up module, for later runs: to compile it takes Python twice as long as to start. Links lead from where Python looks
/// for it to the user's cache, one folder for each content of the module. The folder may be deleted at any time.
/// </summary>
internal static class CompiledModule
{
    private const string Compiled = "__pycache__";

    /// <summary>Of every file of the module, since Python knows by it what it compiled.</summary>
    public static DateTime Time { get; } = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <param name="folder">Where the module was written to.</param>
    /// <param name="below">Its folders from there.</param>
    public static void LinkIn(string folder, IEnumerable<string> below)
    {
        if (UserCache.FolderOf("start-up") is not { } cache)
        {
            return;
        }

        try
        {
            foreach (var part in below)
            {
                var kept = Path.Combine(cache, InjectedModule.Digest[..16], part, Compiled);
                Directory.CreateDirectory(kept);
                Directory.CreateSymbolicLink(Path.Combine(folder, part, Compiled), kept);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Python compiles it, then, for this run alone.
        }
    }
}
