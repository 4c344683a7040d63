namespace Lockstep.Files;

/// <summary>Where things lie that save work and may be deleted at any time: <c>lockstep/</c> below <c>$XDG_CACHE_HOME</c>, or else <c>~/.cache</c>.</summary>
public static class UserCache
{
    /// <returns>Null where the user has no such folder, or it lies in a sealed one, and work is not saved.</returns>
    public static string? FolderOf(string name)
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } set && Path.IsPathRooted(set) ? set
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { } home && Path.IsPathRooted(home) ? Path.Combine(home, ".cache")
            : null;
        return cache is null || SealedFolder.Around(cache) is not null ? null : Path.Combine(cache, "lockstep", name);
    }
}
