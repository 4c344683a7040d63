using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Sharing.Dvc;

/// <summary>DVC's listing of a folder, the <c>.dir</c> object in its cache: the MD5 and path of every file.</summary>
/// <remarks>Byte for byte what DVC 3 writes (dvc-data, <c>hashfile/tree.py</c>), so that its MD5 is the folder's id in DVC.</remarks>
public sealed class DvcDirectory
{
    private DvcDirectory(IEnumerable<(string RelPath, string Md5)> files)
    {
        Files = [.. files.OrderBy(file => file.RelPath, ChecksumListing.ByUtf8Bytes)];
        Id = IdOf(ToBytes());
    }

    /// <summary>In the order of the paths' bytes, which is Python's order of text.</summary>
    public IReadOnlyList<(string RelPath, string Md5)> Files { get; }

    /// <summary>32 hexadecimal digits and <c>.dir</c>.</summary>
    public string Id { get; }

    /// <summary>The listing of a sealed snapshot, its manifest among the files, as <c>dvc add</c> of the folder would give.</summary>
    /// <returns>The listing and the bytes of all files.</returns>
    public static (DvcDirectory Listing, long Bytes) Describe(Snapshot snapshot, Manifest manifest, CancellationToken cancellation = default)
    {
        var paths = manifest.Files.Select(file => file.RelPath).Where(relPath => !IsLeftOut(relPath)).Append(Manifest.FileName).ToArray();
        var found = new (string Md5, long Bytes)[paths.Length];
        Parallel.For(0, paths.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, index =>
        {
            var (digests, bytes) = FileDigests.Of(snapshot.PathOf(paths[index]), [DigestAlgorithm.Md5], cancellation);
            found[index] = (digests[0], bytes);
        });
        return (new DvcDirectory(paths.Zip(found, (path, file) => (path, file.Md5))), found.Sum(file => file.Bytes));
    }

    /// <exception cref="DvcException">Not such a listing, a path outside, or one that is listed twice.</exception>
    public static DvcDirectory Parse(ReadOnlySpan<byte> json, string where)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var root = JsonNode.Parse(ref reader);
            return reader.Read() ? throw new DvcException(where, "something follows the JSON list") : FromJson(root, where);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new DvcException(where, $"it is not JSON: {JsonProblem.Of(exception, json)}");
        }
    }

    internal byte[] ToBytes()
    {
        var text = new StringBuilder("[");
        foreach (var (relPath, md5) in Files)
        {
            text.Append(text.Length > 1 ? ", " : "").Append("{\"md5\": \"").Append(md5).Append("\", \"relpath\": ");
            PythonJson.AppendText(text, relPath);
            text.Append('}');
        }

        return Encoding.ASCII.GetBytes(text.Append(']').ToString());
    }

    /// <summary>Reads every listed file of <paramref name="folder"/>, and lists all that differ and all that is not listed.</summary>
    /// <remarks>A Lockstep manifest in the root need not be listed: it may have been written after the folder was added to DVC.</remarks>
    public IReadOnlyList<SnapshotFinding> Verify(string folder, CancellationToken cancellation = default)
    {
        ExpectedFile[] expected = [.. Files.Select(file => new ExpectedFile(file.RelPath, [(DigestAlgorithm.Md5, file.Md5)]))];
        var lying = FolderFiles.Of(folder, expected, cancellation);
        var extra = lying.Sizes.Keys.Except(Files.Select(file => file.RelPath)).Where(relPath => !IsLeftOut(relPath))
            .Select(relPath => new SnapshotFinding(SnapshotFindingKind.Extra, relPath, "is there, but DVC's listing does not have it"));
        return FolderFiles.InOrder(
            [.. lying.Check(expected, whenMissing: null, cancellation), .. lying.Problems.Where(problem => !IsLeftOut(problem.RelPath)), .. extra]);
    }

    /// <summary>What DVC never adds (its <c>ignore.py</c>: <c>.git</c>, <c>.hg</c> and <c>.dvc</c>).</summary>
    private static bool IsLeftOut(string relPath) => relPath.Split('/').Any(part => part is ".git" or ".hg" or ".dvc");

    /// <summary>The id that DVC gives to a listing with these bytes.</summary>
    internal static string IdOf(ReadOnlySpan<byte> listing)
    {
#pragma warning disable CA5351 // DVC's ids are MD5; nothing here rests on its strength.
        return Convert.ToHexStringLower(MD5.HashData(listing)) + ".dir";
#pragma warning restore CA5351
    }

    private static DvcDirectory FromJson(JsonNode? root, string where)
    {
        if (root is not JsonArray list)
        {
            throw new DvcException(where, "expected a list of {\"md5\", \"relpath\"}");
        }

        var files = new List<(string RelPath, string Md5)>(list.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list)
        {
            if (item is not JsonObject entry
                || TextOf(entry["relpath"]) is not { } relPath || TextOf(entry["md5"]) is not { } md5 || !DigestAlgorithm.Md5.IsDigest(md5))
            {
                throw new DvcException(where, $"entry {files.Count} must have a text 'relpath' and 32 hexadecimal digits 'md5'; "
                    + $"found {ListedPath.Shown(item?.ToJsonString() ?? "null")}");
            }

            if (ListedPath.Problem(relPath) is { } problem)
            {
                throw new DvcException(where, $"entry {files.Count}: {problem}");
            }

            if (!seen.Add(relPath))
            {
                throw new DvcException(where, $"'{ListedPath.Shown(relPath)}' is listed twice");
            }

            files.Add((relPath, md5.ToLowerInvariant()));
        }

        return new DvcDirectory(files);
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
