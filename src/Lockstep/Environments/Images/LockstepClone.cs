using Lockstep.Files;

namespace Lockstep.Environments.Images;

/// <summary>The clone of Lockstep's repository that the running program was built in.</summary>
internal static class LockstepClone
{
    /// <summary>As a command names it.</summary>
    public static string Shown => Folder is { } folder ? ShellWord.Of(folder) : "LOCKSTEP";

    /// <summary>Null where the program was moved elsewhere.</summary>
    public static string? Folder
    {
        get
        {
            for (var at = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)); at is not null; at = Path.GetDirectoryName(at))
            {
                if (Presence.IsFile(Path.Combine(at, "lockstep")) && Presence.IsFile(Path.Combine(at, "global.json"))
                    && Presence.IsFolder(Path.Combine(at, ".git")))
                {
                    return at;
                }
            }

            return null;
        }
    }
}
