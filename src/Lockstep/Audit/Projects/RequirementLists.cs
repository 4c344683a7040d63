using System.Text.RegularExpressions;
using Lockstep.Exec.Parameters;
using Lockstep.Syntax;

namespace Lockstep.Audit.Projects;

/// <summary>A file that lists packages.</summary>
/// <param name="Path">From the project's folder.</param>
/// <param name="Requirements">In the order of the file.</param>
/// <param name="Indexes">Addresses of indexes other than the usual one, with their lines.</param>
internal sealed record RequirementList(string Path, IReadOnlyList<Requirement> Requirements, IReadOnlyList<(int Line, string Address)> Indexes);

/// <summary>Reads the files that list packages: pip's requirements, conda's environments, and pyproject.toml.</summary>
internal static partial class RequirementLists
{
    /// <summary>Files that pin every package, what packages need in turn included, by digest or by exact build.</summary>
    private static readonly string[] LockNames =
        ["uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "conda-lock.yml", "conda-lock.yaml", "pixi.lock", "pylock.toml", "conda-linux-64.lock"];

    /// <summary>All of a project's; what can't be read as such a list has no entry.</summary>
    public static IEnumerable<RequirementList> Of(ProjectFiles files) =>
        files.Named(IsOfPip).Select(path => OfPip(path, files.Lines(path) ?? []))
            .Concat(files.Named(IsOfConda).Select(path => OfConda(path, files.Lines(path) ?? [])))
            .Concat(files.Named(name => name == "pyproject.toml").Select(path => OfProject(path, files.Lines(path) ?? [])).OfType<RequirementList>());

    /// <summary>Lock files of package managers, from the project's folder.</summary>
    public static IEnumerable<string> Locks(ProjectFiles files) =>
        files.Named(name => LockNames.Contains(name) || (name.StartsWith("pylock.", StringComparison.Ordinal) && name.EndsWith(".toml",
            StringComparison.Ordinal)));

    /// <summary>A requirement as pip writes it; null for what is none.</summary>
    internal static Requirement? Read(string text, int line)
    {
        if (Asked().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var rest = match.Groups["rest"].Value.Split(';')[0].Trim();
        var hasHash = text.Contains("--hash=", StringComparison.Ordinal) || text.Contains("#sha256=", StringComparison.Ordinal);
        var version = Exact().Match(rest) is { Success: true } exact ? exact.Groups["version"].Value : null;
        var isPinned = version is not null || hasHash || AtCommit().IsMatch(rest);
        return new Requirement(
            match.Groups["name"].Value.ToLowerInvariant().Replace('_', '-').Replace('.', '-'), line, isPinned, NumbersOf(version), hasHash);
    }

    private static bool IsOfPip(string name) => PipName().IsMatch(name);

    private static bool IsOfConda(string name) => CondaName().IsMatch(name);

    private static RequirementList OfPip(string path, string[] lines)
    {
        List<Requirement> requirements = [];
        List<(int, string)> indexes = [];
        for (var at = 0; at < lines.Length; at++)
        {
            var (first, text) = (at + 1, lines[at]);
            while (text.EndsWith('\\') && at + 1 < lines.Length)
            {
                text = text[..^1] + " " + lines[++at].Trim();
            }

            text = Comment().Replace(text, "").Trim();
            if (Index().Match(text) is { Success: true } index)
            {
                indexes.Add((first, index.Groups["address"].Value));
            }
            else if (!text.StartsWith('-') && Read(text, first) is { } requirement)
            {
                requirements.Add(requirement);
            }
        }

        return new RequirementList(path, requirements, indexes);
    }

    /// <remarks>By its lines: the list of dependencies is all that is wanted, and files of conda hold templates that are no YAML.</remarks>
    private static RequirementList OfConda(string path, string[] lines)
    {
        List<Requirement> requirements = [];
        var isListed = false;
        foreach (var (index, line) in lines.Index())
        {
            if (line.Length > 0 && !char.IsWhiteSpace(line[0]) && line[0] is not ('-' or '#'))
            {
                isListed = line.StartsWith("dependencies:", StringComparison.Ordinal);
            }
            else if (isListed && Item().Match(Comment().Replace(line, "")) is { Success: true } item && item.Groups["text"].Value.Trim('"', '\'') is var text
                && !text.StartsWith('-') && !text.EndsWith(':'))
            {
                var package = text[(text.LastIndexOf("::", StringComparison.Ordinal) is var channel && channel >= 0 ? channel + 2 : 0)..];
                if (CondaExact().Match(package) is { Success: true } exact)
                {
                    requirements.Add(new Requirement(
                        exact.Groups["name"].Value.ToLowerInvariant(), index + 1, IsPinned: true, NumbersOf(exact.Groups["version"].Value), HasHash: false));
                }
                else if (Read(package, index + 1) is { } requirement)
                {
                    requirements.Add(requirement);
                }
            }
        }

        return new RequirementList(path, requirements, []);
    }

    private static RequirementList? OfProject(string path, string[] lines)
    {
        try
        {
            if (TomlReader.Read(path, string.Join('\n', lines)) is not MappingNode root)
            {
                return null;
            }

            var texts = (Under(root, "project", "dependencies") as ListNode)?.Items.OfType<ScalarNode>().Select(item => item.Text) ?? [];
            var ofPoetry = (Under(root, "tool", "poetry", "dependencies") as MappingNode)?.Entries.Where(entry => entry.Key != "python")
                .Select(entry => entry.Key + (entry.Value is ScalarNode { Text: var version } && char.IsAsciiDigit(version.FirstOrDefault()) ? "==" : "")
                    + ((entry.Value as ScalarNode)?.Text ?? "")) ?? [];
            return new RequirementList(path, [.. texts.Concat(ofPoetry).Select(text => Read(text, LineOf(text, lines))).OfType<Requirement>()], []);
        }
        catch (SyntaxException)
        {
            return null; // a tool that installs from it says what is wrong
        }
    }

    private static Node? Under(Node? node, params string[] keys) =>
        keys.Aggregate(node, (inner, key) => (inner as MappingNode)?.Find(key)?.Value);

    private static int LineOf(string text, string[] lines)
    {
        var name = Asked().Match(text).Groups["name"].Value;
        var found = Array.FindIndex(lines, line => line.Contains(text, StringComparison.Ordinal));
        return 1 + Math.Max(0, found >= 0 ? found : Array.FindIndex(lines, line => line.TrimStart().StartsWith(name, StringComparison.Ordinal)));
    }

    private static Version? NumbersOf(string? version) =>
        version is not null && Numbers().Match(version) is { Success: true } numbers && Version.TryParse(numbers.Value, out var parsed) ? parsed : null;

    [GeneratedRegex(@"\A(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*(?<rest>([=<>!~@;(].*|--hash.*)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Asked();

    [GeneratedRegex(@"(\A|,|\()\s*={2,3}\s*(?<version>[0-9][^\s,*)]*)\)?(\s|,|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Exact();

    [GeneratedRegex(@"@\s*\S+(@[0-9a-f]{7,40}|@v?[0-9][\w.+-]*|\.whl|\.tar\.gz|\.zip)(#\S*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex AtCommit();

    [GeneratedRegex(@"\A(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*={1,2}\s*(?<version>[0-9][^\s,*<>|]*)(=\S+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex CondaExact();

    [GeneratedRegex(@"\A\s*-\s+(?<text>.*?)\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Item();

    [GeneratedRegex(@"(\A|\s)#.*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\A(-i|--index-url|--extra-index-url|-f|--find-links)[\s=]+(?<address>\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Index();

    [GeneratedRegex(@"\A\d+\.\d+(\.\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\A(requirements?([-_.][\w.-]+)?|[\w-]+[-_.]requirements)\.(txt|in)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex PipName();

    [GeneratedRegex(@"\A(conda[-_])?(environment|env)([-_.][\w.-]+)?\.ya?ml\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex CondaName();
}
