using Lockstep.Files;

namespace Lockstep.Exec;

/// <summary>The files that other tools pin a project's packages with.</summary>
internal static class PackageLocks
{
    private static readonly string[] Names =
    [
        "uv.lock", "pylock.toml", "poetry.lock", "pdm.lock", "Pipfile.lock", "conda-lock.yml", "environment.yml", "environment.yaml", "pixi.lock",
        "requirements.txt",
    ];

    /// <summary>Digests of those in the working folder and in the folders above it, up to the project's root.</summary>
    /// <param name="folder">Absolute, and so is <paramref name="root"/>.</param>
    /// <returns>By their path from the root.</returns>
    public static IReadOnlyDictionary<string, string> Around(string folder, string root, KnownDigests digests, CancellationToken cancellation)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = folder; at is not null && CommandFiles.IsWithin(at, root); at = Path.GetDirectoryName(at))
        {
            foreach (var name in Names)
            {
                var path = Path.Combine(at, name);
                if (Presence.IsFile(path) && digests.Of(path, cancellation) is { } digest)
                {
                    found[Path.GetRelativePath(root, path)] = digest;
                }
            }
        }

        return found;
    }
}
