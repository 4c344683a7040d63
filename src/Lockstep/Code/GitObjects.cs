using System.Globalization;
using System.Text;

namespace Lockstep.Code;

/// <summary>What a repository holds under the names of objects.</summary>
internal static class GitObjects
{
    /// <summary>The size of each, in their order; null for one that is not there.</summary>
    public static IReadOnlyList<long?> Sizes(string root, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var sizes = new List<long?>();
        if (names.Count > 0)
        {
            foreach (var line in Encoding.ASCII.GetString(Ask(root, "--batch-check", names, cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                sizes.Add(SizeIn(line));
            }
        }

        return sizes;
    }

    /// <summary>The content of each, in their order; null for one that is not there.</summary>
    /// <param name="names">Of small ones.</param>
    public static IReadOnlyList<byte[]?> Contents(string root, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var contents = new List<byte[]?>();
        ReadOnlyMemory<byte> rest = names.Count > 0 ? Ask(root, "--batch", names, cancellation) : default;
        while (rest.Span.IndexOf((byte)'\n') is >= 0 and var end)
        {
            var size = SizeIn(Encoding.ASCII.GetString(rest.Span[..end]));
            rest = rest[(end + 1)..];
            contents.Add(size is { } bytes ? rest[..(int)bytes].ToArray() : null);
            rest = size is { } length ? rest[((int)length + 1)..] : rest;
        }

        return contents;
    }

    private static byte[] Ask(string root, string how, IReadOnlyList<string> names, CancellationToken cancellation) =>
        GitRepository.Bytes(root, ["cat-file", how], cancellation, Encoding.ASCII.GetBytes(string.Join('\n', names) + "\n"));

    /// <summary><c>0123abcd blob 12</c>, or <c>0123abcd missing</c></summary>
    private static long? SizeIn(string line) =>
        line.Split(' ') is [_, _, var size] && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
}
