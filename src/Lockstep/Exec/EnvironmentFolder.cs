using Lockstep.Files;

namespace Lockstep.Exec;

/// <summary>Folders of packages that belong to the environment though they may lie in the project's folder.</summary>
internal static class EnvironmentFolder
{
    /// <summary>Of Node.js.</summary>
    private const string NodeModules = "node_modules";

    /// <summary>Whether a virtual environment of Python's or conda's begins here.</summary>
    public static bool Is(string folder) =>
        Presence.IsFile(Path.Combine(folder, "pyvenv.cfg")) || Presence.IsFolder(Path.Combine(folder, "conda-meta"));

    /// <summary>Whether a file is a package's that a tool installed there, so that its digest is locked and the run holds no copy of it.</summary>
    /// <param name="name">From the root.</param>
    public static bool Installed(string name) => name.Split('/').SkipLast(1).Contains(NodeModules, StringComparer.Ordinal);
}
