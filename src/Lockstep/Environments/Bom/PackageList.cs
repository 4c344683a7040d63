using Lockstep.Runs;

namespace Lockstep.Environments.Bom;

/// <summary>A run's lists of packages, by line.</summary>
internal static class PackageList
{
    /// <summary>Without comments and blank lines.</summary>
    public static IEnumerable<string> Lines(string? text) =>
        (text ?? "").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#'));

    /// <summary>Those of the distribution that it used a file of; lines that are no name and version are left out.</summary>
    public static IEnumerable<(string Name, string Version)> System(RunFolder run)
    {
        foreach (var line in Lines(run.ReadPackages(run.SystemPackagesPath)))
        {
            if (line.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } version] && name.All(IsOfName) && version.All(IsOfVersion)
                && char.IsAsciiLetterOrDigit(name[0]))
            {
                yield return (name, version);
            }
        }
    }

    private static bool IsOfName(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '+' or '-' or '.';

    private static bool IsOfVersion(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '.' or ':' or '~';
}
