using System.Text.Json;
using Lockstep.Files;

namespace Lockstep.Snapshots;

/// <summary>Reads a manifest's JSON as it streams by: a file may list millions of files, and is nobody's friend.</summary>
internal static class ManifestReader
{
    /// <param name="Count">Null where it is absent; likewise the others.</param>
    public sealed record Content(IReadOnlyList<ManifestEntry> Files, long? Count, string? Id, string? Name);

    public static Content Read(ReadOnlySpan<byte> json, string where)
    {
        var reader = new Utf8JsonReader(json.StartsWith("\xEF\xBB\xBF"u8) ? json[3..] : json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw NoManifest(where);
        }

        List<ManifestEntry>? files = null;
        long? count = null;
        string? id = null, name = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString() ?? "";
            if (!seen.Add(member))
            {
                throw new ManifestException(where, $"the member '{member}' stands twice");
            }

            reader.Read();
            switch (member)
            {
                case "files":
                    files = ReadFiles(ref reader, where);
                    break;
                case "count":
                    count = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : throw Not(
                        ref reader, "count", "a whole number", where);
                    break;
                case "id":
                    id = TextOrNull(ref reader, member, where);
                    break;
                case "name":
                    name = TextOrNull(ref reader, member, where);
                    break;
                case "format" when reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var format) && format > FormatNumber.Known:
                    throw new ManifestException(where, $"it is of format {format}");
                default:
                    reader.Skip();
                    break;
            }
        }

        if (reader.Read())
        {
            throw new ManifestException(where, "something follows the JSON object");
        }

        return new Content(files ?? throw NoManifest(where), count, id, name);
    }

    private static ManifestException NoManifest(string where) => new(where, "expected an object with a list 'files'");

    private static List<ManifestEntry> ReadFiles(ref Utf8JsonReader reader, string where)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw NoManifest(where);
        }

        var files = new List<ManifestEntry>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            files.Add(ReadFile(ref reader, files.Count, where));
        }

        return files;
    }

    private static ManifestEntry ReadFile(ref Utf8JsonReader reader, int index, string where)
    {
        string? relPath = null, digest = null;
        long? bytes = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Malformed(index, where);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("relpath"u8))
            {
                reader.Read();
                relPath = TextOrNull(ref reader, "relpath", where);
            }
            else if (reader.ValueTextEquals("sha256"u8))
            {
                reader.Read();
                digest = TextOrNull(ref reader, "sha256", where);
            }
            else if (reader.ValueTextEquals("bytes"u8))
            {
                reader.Read();
                bytes = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var size) ? size : null;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (relPath is null || digest is null || !Sha256.IsDigest(digest) || bytes is not >= 0)
        {
            throw Malformed(index, where);
        }

        for (int start = 0, end; start <= relPath.Length; start = end + 1)
        {
            end = relPath.IndexOf('/', start);
            end = end < 0 ? relPath.Length : end;
            if (ManifestEntry.ProblemOf(relPath.AsSpan(start, end - start)) is { } problem)
            {
                throw new ManifestException(
                    where, $"files[{index}].relpath '{PlainText.Quoted(relPath)}' leads out of the snapshot or can't be a path: {problem}");
            }
        }

        return new ManifestEntry(relPath, bytes.Value, digest);
    }

    private static ManifestException Malformed(int index, string where) =>
        new(where, $"files[{index}] must have a text 'relpath', a size 'bytes' of at least 0 and 64 lower-case hexadecimal digits 'sha256'");

    private static ManifestException Not(ref Utf8JsonReader reader, string member, string expected, string where)
    {
        using var found = JsonDocument.ParseValue(ref reader);
        return new ManifestException(where, $"{member} is {PlainText.Quoted(found.RootElement.GetRawText())}, expected {expected}");
    }

    private static string? TextOrNull(ref Utf8JsonReader reader, string member, string where) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Null => null,
        _ => throw Not(ref reader, member, "a text", where),
    };
}
