using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Sharing.Dvc;

/// <summary>The small file that stands for a folder in git, <c>NAME.dvc</c>.</summary>
/// <param name="Id">Of the folder's listing: 32 hexadecimal digits and <c>.dir</c>.</param>
/// <param name="Path">Of the folder, from where the file lies.</param>
/// <param name="IsLegacy">Written by DVC before 3.0, which hashed text files with CRLF as LF.</param>
internal sealed record DvcFile(string Id, string Path, bool IsLegacy)
{
    /// <summary>The text that DVC 3 writes for a folder without further settings.</summary>
    public static string Write(DvcDirectory listing, long bytes, string path) => string.Create(CultureInfo.InvariantCulture, $"""
        outs:
        - md5: {listing.Id}
          size: {bytes}
          nfiles: {listing.Files.Count}
          hash: md5
          path: {YamlText.Flow(JsonValue.Create(path))}

        """);

    /// <exception cref="DvcException">Not a <c>.dvc</c> file of one folder.</exception>
    public static DvcFile Parse(ReadOnlyMemory<byte> yaml, string where)
    {
        if (RootOf(yaml, where)?.Find("outs")?.Value is not ListNode { Items: [MappingNode output] })
        {
            throw new DvcException(where, "expected a mapping with one entry below 'outs'");
        }

        var hash = TextOf(output, "hash");
        if (hash is not (null or "md5"))
        {
            throw new DvcException(where, $"its hash is '{ListedPath.Shown(hash)}'; only md5 is read here");
        }

        if (TextOf(output, "md5") is not { } id)
        {
            throw new DvcException(where, "its output has no 'md5', so no listing of the folder is recorded");
        }

        var isListing = id.EndsWith(".dir", StringComparison.Ordinal) && DigestAlgorithm.Md5.IsDigest(id[..^4]);
        return isListing
            ? new DvcFile(id.ToLowerInvariant(), TextOf(output, "path") ?? "", hash is null)
            : throw new DvcException(where, $"its md5 is '{ListedPath.Shown(id)}'; expected 32 hexadecimal digits and '.dir', as a folder has");
    }

    private static MappingNode? RootOf(ReadOnlyMemory<byte> yaml, string where)
    {
        try
        {
            return YamlTreeReader.Read(SourceText.Of(where, yaml), new ProblemList()) as MappingNode;
        }
        catch (SyntaxException exception)
        {
            throw new DvcException(exception.Place.ToString(), $"it is not YAML: {exception.Message.TrimEnd('.')}");
        }
    }

    private static string? TextOf(MappingNode mapping, string key) => mapping.Find(key)?.Value is ScalarNode { IsNull: false } scalar ? scalar.Text : null;
}
