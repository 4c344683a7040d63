using System.Security.Cryptography;
using Lockstep.Archives;

namespace Lockstep.Snapshots.Downloads;

/// <summary>Takes what comes out of archives into the local store, hashed while it is written. No name of an archive's becomes a path there.</summary>
internal sealed class StoreIntake(LocalStore store)
{
    private readonly byte[] buffer = new byte[1 << 17];

    /// <returns>The file as a manifest lists it.</returns>
    /// <exception cref="ArchiveException">The content is damaged; none of it is in the store.</exception>
    /// <exception cref="LockstepException">The disk refuses.</exception>
    public ManifestEntry Take(string relPath, Stream content)
    {
        try
        {
            using var incoming = store.Receive();
            var (sha256, bytes) = Copy(content, incoming.Path);
            if (!store.Has(sha256, bytes))
            {
                incoming.Commit(sha256);
            }

            return new ManifestEntry(relPath, bytes, sha256);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{store.Folder}: can't take '{EntryName.Shown(relPath)}' in: {exception.Message}", exception);
        }
    }

    private (string Sha256, long Bytes) Copy(Stream content, string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long bytes = 0;
        while (content.Read(buffer, 0, buffer.Length) is > 0 and var read)
        {
            file.Write(buffer, 0, read);
            hash.AppendData(buffer, 0, read);
            bytes += read;
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
    }
}
