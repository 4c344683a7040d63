using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>
/// docs/json.md, which names the members of every command's answer.
/// <see cref="Workplace.JsonAsync(int, IEnumerable{string})"/> holds every answer that a test gets against it.
/// </summary>
internal static partial class JsonContract
{
    private static readonly Lazy<Dictionary<string, string>> Sections = new(() =>
        Heading().Split(GoldenFile.Read("docs/json.md")).Skip(1).Chunk(2).ToDictionary(part => part[0].Trim(), part => part[1], StringComparer.Ordinal));

    public static IReadOnlyCollection<string> Titles => Sections.Value.Keys;

    /// <summary>Demands that every member of an answer is named in the section of its command.</summary>
    public static void Check(IReadOnlyList<string> arguments, JsonObject answer)
    {
        var title = Title(arguments.Take(2)) ?? Title(arguments.Take(1));
        Assert.True(title is not null, $"docs/json.md has no section for {string.Join(' ', arguments)}");
        Assert.Equal([], Unnamed(title, answer));
    }

    private static string? Title(IEnumerable<string> command) =>
        $"lockstep {string.Join(' ', command)}" is var title && Sections.Value.ContainsKey(title) ? title : null;

    /// <summary>The members of an answer that the section doesn't name.</summary>
    public static IReadOnlyList<string> Unnamed(string title, JsonObject answer)
    {
        string[] named = [.. Named(title)];
        Regex[] patterns = [.. named.Select(path => new Regex(Pattern(path), RegexOptions.None, TimeSpan.FromSeconds(10)))];
        return [.. Paths("", answer).Distinct().Where(path => !patterns.Any(pattern => pattern.IsMatch(path)) && !named.Any(IsWithin(path)))];
    }

    /// <summary>Whether a named path is of a member of that one, which may be null.</summary>
    private static Func<string, bool> IsWithin(string path) =>
        named => named.StartsWith(path + ".", StringComparison.Ordinal) || named.StartsWith(path + "[]", StringComparison.Ordinal);

    /// <summary>The paths in the first column of a section's tables, and of the sections that it refers to.</summary>
    /// <remarks><c>.x</c> replaces the last part of the path before it in the row.</remarks>
    private static IEnumerable<string> Named(string title)
    {
        foreach (Match row in Row().Matches(Sections.Value[title]))
        {
            var before = "";
            foreach (Match name in Name().Matches(row.Groups[1].Value))
            {
                var path = name.Groups[1].Value;
                path = path.StartsWith('.') ? before[..before.LastIndexOf('.')] + path : path;
                before = path;
                yield return path;
            }
        }

        foreach (Match other in Reference().Matches(Sections.Value[title]))
        {
            foreach (var path in Named(other.Groups[1].Value))
            {
                yield return path;
            }
        }
    }

    private static string Pattern(string path) =>
        $"^{Regex.Escape(path).Replace("\\*\\*", ".+", StringComparison.Ordinal).Replace("\\*", "[^.]+", StringComparison.Ordinal)}$";

    /// <summary>The paths of what holds no further members: values, and null.</summary>
    private static IEnumerable<string> Paths(string path, JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } members => members.SelectMany(member => Paths(path.Length == 0 ? member.Key : $"{path}.{member.Key}", member.Value)),
        JsonArray { Count: > 0 } entries => entries.SelectMany(entry => Paths(path + "[]", entry)),
        JsonValue or null => [path],
        _ => [],
    };

    [GeneratedRegex("^##+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| ((?:`[^`]+`,? ?)+)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\bas \[([^\]]+)\]\(#", RegexOptions.IgnoreCase)]
    private static partial Regex Reference();
}
