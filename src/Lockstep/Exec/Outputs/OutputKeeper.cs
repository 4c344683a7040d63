using Lockstep.Files;

namespace Lockstep.Exec.Outputs;

/// <summary>Puts a copy of an output into the run folder: a reflink where the file system can, else a copy.</summary>
internal static class OutputKeeper
{
    /// <param name="name">Below <paramref name="into"/>; no part of it leads out.</param>
    /// <param name="digest">SHA-256 of the copy where its bytes were read.</param>
    /// <returns>Null where it is kept, else why not, in words; nothing is left then.</returns>
    public static string? Keep(string path, string into, string name, out string? digest, CancellationToken cancellation)
    {
        digest = null;
        var target = Path.Combine(into, name);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? into);
            File.Delete(target);
            if (!FileClone.TryReflink(path, target))
            {
                digest = Sha256.Copy(path, target, cancellation);
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            digest = null;
            File.Delete(target);
            return exception.Message.TrimEnd('.');
        }
    }
}
