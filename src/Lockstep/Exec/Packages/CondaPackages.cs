using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Exec.Packages;

/// <summary>The packages of a conda environment, from conda's own records in <c>conda-meta</c>.</summary>
internal static class CondaPackages
{
    private const string Head = """
        # Packages of the conda environment that the run used, for: conda create --prefix DIR --file conda.txt
        # The digest behind each address is the archive's, which conda checks.
        @EXPLICIT

        """;

    /// <summary>The explicit list, in ordinal order of the addresses.</summary>
    /// <returns>Null where the prefix is no conda environment.</returns>
    public static string? ListOf(string? prefix)
    {
        var folder = Path.Combine(prefix ?? "", "conda-meta");
        try
        {
            if (prefix is null || !Presence.IsFolder(folder))
            {
                return null;
            }

            var lines = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var file in Directory.GetFiles(folder, "*.json"))
            {
                if (LineOf(file) is { } line)
                {
                    lines.Add(line);
                }
            }

            var text = new StringBuilder(Head);
            foreach (var line in lines)
            {
                text.Append(line).Append('\n');
            }

            return lines.Count == 0 ? null : text.ToString();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LockstepException)
        {
            return null;
        }
    }

    private static string? LineOf(string file)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllBytes(file)) is not JsonObject record || Text(record, "url") is not { } url
                || !Uri.TryCreate(url, UriKind.Absolute, out var address))
            {
                return null;
            }

            // An address may hold a token, as a user or as the folder /t/TOKEN/.
            var plain = address.IsFile ? address.AbsoluteUri : new UriBuilder(address) { UserName = "", Password = "", Query = "" }.Uri.AbsoluteUri;
            var token = plain.IndexOf("/t/", StringComparison.Ordinal);
            var after = token < 0 ? -1 : plain.IndexOf('/', token + "/t/".Length);
            plain = after < 0 ? plain : plain[..token] + plain[after..];
            return Text(record, "sha256") is { } sha256 && RequirementHash.IsSha256(sha256) ? $"{plain}#sha256:{sha256}"
                : Text(record, "md5") is { Length: 32 } md5 && md5.All(char.IsAsciiHexDigitLower) ? $"{plain}#{md5}"
                : plain;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject json, string key) => json[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
