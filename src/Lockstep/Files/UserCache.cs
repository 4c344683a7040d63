namespace Lockstep.Files;

/// <summary>Where things lie that save work and may be deleted at any time.</summary>
public static class UserCache
{
    /// <summary><c>$XDG_CACHE_HOME/lockstep</c>, or <c>~/.cache/lockstep</c>.</summary>
    public static string Folder { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "lockstep");
}
