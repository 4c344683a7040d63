namespace Lockstep.Vision.Loading;

/// <summary>Lockstep's part of the user's cache folder: <c>lockstep/</c> below <c>XDG_CACHE_HOME</c>, or else <c>~/.cache</c>.</summary>
internal static class CacheFolder
{
    /// <returns>Null where the user has none.</returns>
    public static string? Of(string name)
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } set && Path.IsPathRooted(set) ? set
            : Environment.GetEnvironmentVariable("HOME") is { } home && Path.IsPathRooted(home) ? Path.Combine(home, ".cache")
            : null;
        return cache is null ? null : Path.Combine(cache, "lockstep", name);
    }
}
