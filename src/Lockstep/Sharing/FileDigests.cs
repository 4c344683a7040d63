using System.Buffers;
using System.Security.Cryptography;
using Lockstep.Files;

namespace Lockstep.Sharing;

/// <summary>Several digests of a file in one reading.</summary>
internal static class FileDigests
{
    private const int BufferSize = 1 << 18;

    /// <summary>The digests as lower-case hexadecimal, in the order of <paramref name="algorithms"/>, and how many bytes were read.</summary>
    public static (IReadOnlyList<string> Digests, long Bytes) Of(string path, IReadOnlyList<DigestAlgorithm> algorithms, CancellationToken cancellation)
    {
        RegularFile.Check(path);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        var hashes = algorithms.Select(algorithm => IncrementalHash.CreateHash(algorithm.Hash)).ToArray();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long offset = 0;
            for (int read; (read = RandomAccess.Read(file, buffer.AsSpan(0, BufferSize), offset)) > 0; offset += read)
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var hash in hashes)
                {
                    hash.AppendData(buffer, 0, read);
                }
            }

            return ([.. hashes.Select(hash => Convert.ToHexStringLower(hash.GetHashAndReset()))], offset);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            Array.ForEach(hashes, hash => hash.Dispose());
        }
    }
}
