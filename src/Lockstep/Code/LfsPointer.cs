using System.Globalization;
using System.Text;

namespace Lockstep.Code;

/// <summary>The small text that git holds in the place of a large file, which git-lfs keeps elsewhere.</summary>
/// <param name="Sha256">Of the large file.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record LfsPointer(string Sha256, long Bytes)
{
    /// <summary>No pointer is longer.</summary>
    public const int Longest = 1024;

    private static readonly byte[] Start = "version https://git-lfs.github.com/spec/"u8.ToArray();

    public static bool IsOne(ReadOnlySpan<byte> content) => content.Length <= Longest && content.StartsWith(Start);

    /// <summary>Null where it is none.</summary>
    public static LfsPointer? Parse(ReadOnlySpan<byte> content)
    {
        if (!IsOne(content))
        {
            return null;
        }

        var (digest, bytes) = ("", -1L);
        foreach (var line in Encoding.UTF8.GetString(content).Split('\n'))
        {
            if (line.StartsWith("oid sha256:", StringComparison.Ordinal))
            {
                digest = line["oid sha256:".Length..];
            }
            else if (line.StartsWith("size ", StringComparison.Ordinal) && long.TryParse(line[5..], NumberStyles.None, CultureInfo.InvariantCulture,
                out var size))
            {
                bytes = size;
            }
        }

        return Files.Sha256.IsDigest(digest) && bytes >= 0 ? new LfsPointer(digest, bytes) : null;
    }
}
