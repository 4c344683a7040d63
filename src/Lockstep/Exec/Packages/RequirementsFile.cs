using System.Text.RegularExpressions;

namespace Lockstep.Exec.Packages;

/// <summary>
/// A list of requirements, read as pip reads one, which breaks lines at more characters than an editor shows. What is no exact version is kept apart:
/// it could fetch from elsewhere, read other files or run code.
/// </summary>
/// <param name="Packages">By name, in their order.</param>
/// <param name="WithVenv">Those that <c>python -m venv</c> brings along, by the list's own comments.</param>
/// <param name="FromSystem">Those that the distribution's packages held, likewise.</param>
/// <param name="Unlisted">What was used and is in no list, in words.</param>
public sealed partial record RequirementsFile(
    IReadOnlyList<PinnedPackage> Packages,
    IReadOnlyList<PinnedPackage> WithVenv,
    IReadOnlyList<PinnedPackage> FromSystem,
    IReadOnlyList<string> Unlisted,
    IReadOnlyList<OtherRequirement> Others)
{
    private const int LongestShown = 200;

    /// <summary>Where Python's <c>splitlines</c> breaks.</summary>
    private static readonly char[] Breaks = ['\n', '\r', '\v', '\f', '\x1c', '\x1d', '\x1e', '\x85', '\u2028', '\u2029'];

    /// <summary>Whether an archive's hash is known of each package, so that pip can be told to take no other.</summary>
    public bool IsHashed => Packages.Count > 0 && Packages.All(package => package.Hashes.Count > 0);

    /// <summary>Reads one; every line is known for what it is, whatever it says.</summary>
    public static RequirementsFile Parse(string text)
    {
        var (packages, withVenv, fromSystem) = (new List<PinnedPackage>(), new List<PinnedPackage>(), new List<PinnedPackage>());
        var (unlisted, others) = (new List<string>(), new List<OtherRequirement>());
        string[] lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split(Breaks);
        for (var index = 0; index < lines.Length; index++)
        {
            var number = index + 1;
            var line = lines[index];
            if (line.StartsWith('#'))
            {
                Note(line);
                continue;
            }

            while (line.EndsWith('\\') && index + 1 < lines.Length && !lines[index + 1].TrimStart().StartsWith('#'))
            {
                line = line[..^1] + lines[++index];
            }

            line = Comment().Replace(line, "").Trim();
            if (line.Length > 0)
            {
                Take(number, line);
            }
        }

        return new RequirementsFile(packages, withVenv, fromSystem, unlisted, others);

        void Note(string line)
        {
            if (line.StartsWith("# " + RequirementHash.Option, StringComparison.Ordinal) && packages.Count > 0
                && line[("# " + RequirementHash.Option).Length..].Trim() is var digest && RequirementHash.IsSha256(digest))
            {
                packages[^1] = packages[^1] with { Hashes = [.. packages[^1].Hashes, digest] };
            }
            else if (line.StartsWith(RequirementsText.WithVenv, StringComparison.Ordinal)
                && Pinned(line[RequirementsText.WithVenv.Length..].Trim()) is { } tool)
            {
                withVenv.Add(tool);
            }
            else if (line.StartsWith(RequirementsText.FromSystem, StringComparison.Ordinal)
                && Pinned(line[RequirementsText.FromSystem.Length..].Split(',')[0].Trim()) is { } owned)
            {
                fromSystem.Add(owned);
            }
            else if (line.StartsWith(RequirementsText.NotListed, StringComparison.Ordinal))
            {
                unlisted.Add(line[RequirementsText.NotListed.Length..].Trim());
            }
        }

        void Take(int number, string line)
        {
            if (Pinned(line) is { } package)
            {
                packages.Add(package);
            }
            else
            {
                others.Add(new OtherRequirement(number, PlainText.Quoted(line, LongestShown), ReasonOf(line)));
            }
        }
    }

    private static PinnedPackage? Pinned(string line)
    {
        if (Exact().Match(line) is not { Success: true } match)
        {
            return null;
        }

        string[] hashes = [.. match.Groups["hash"].Captures.Select(capture => capture.Value)];
        return new PinnedPackage(PythonName.Normal(match.Groups["name"].Value), match.Groups["version"].Value, hashes);
    }

    private static string ReasonOf(string line) => line switch
    {
        _ when line.Contains("${", StringComparison.Ordinal) => "it holds a variable of the environment, which may be a secret of yours",
        ['-', 'e', ..] or ['-', '-', 'e', 'd', ..] => "it installs a folder or a repository so that code there runs",
        ['-', 'r', ..] or ['-', '-', 'r', 'e', 'q', 'u', 'i', 'r', 'e', 'm', ..] or ['-', 'c', ..] or ['-', '-', 'c', 'o', 'n', ..] =>
            "it reads another file of this machine",
        ['-', 'i', ..] or ['-', '-', 'i', 'n', 'd', ..] or ['-', '-', 'e', 'x', 't', 'r', 'a', ..] or ['-', 'f', ..] or ['-', '-', 'f', 'i', 'n', 'd', ..]
            or ['-', '-', 't', 'r', 'u', 's', ..] or ['-', '-', 'p', 'r', 'e', ..] => "it takes packages from elsewhere than your index",
        ['-', ..] => "an option of pip",
        _ when line.Contains("://", StringComparison.Ordinal) || line.Contains(" @ ", StringComparison.Ordinal) || line.Contains("@ ", StringComparison.Ordinal)
            || line.Contains('/', StringComparison.Ordinal) => "it installs from an address or a file instead of your index",
        _ when line.Contains(';', StringComparison.Ordinal) => "it has a condition",
        _ => "no exact version",
    };

    [GeneratedRegex(@"(^|\s+)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"\A(?<name>[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)\s*==\s*(?<version>[A-Za-z0-9][A-Za-z0-9.!+_-]*)(\s+--hash=sha256:(?<hash>[0-9a-f]{64}))*\z")]
    private static partial Regex Exact();
}
