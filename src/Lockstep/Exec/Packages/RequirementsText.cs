using System.Text;

namespace Lockstep.Exec.Packages;

/// <summary>
/// The list of a command's packages as pip takes it. pip wants hashes of all or of none: where one is not known, those that are known stand in comments,
/// which <see cref="RequirementsFile"/> reads again.
/// </summary>
internal sealed class RequirementsText(string python, Dictionary<string, SortedSet<string>> locked, Dictionary<string, string> owners)
{
    /// <summary>Begins a comment with a package that <c>python -m venv</c> brings along.</summary>
    public const string WithVenv = "# with venv: ";

    /// <summary>Begins a comment with a package of the distribution, where a Python that sees the system's packages finds it.</summary>
    public const string FromSystem = "# from the system: ";

    /// <summary>Begins a comment with what could not be listed.</summary>
    public const string NotListed = "# not listed: ";

    /// <summary>What <c>python -m venv</c> installs.</summary>
    private static readonly string[] Tools = ["pip", "setuptools", "wheel"];

    private readonly List<string> comments = [];
    private readonly List<string> addresses = [];
    private readonly List<Line> lines = [];

    public static string Write(
        string python, IEnumerable<UsedPackage> packages, Dictionary<string, SortedSet<string>> locked, Dictionary<string, string> owners)
    {
        var text = new RequirementsText(python, locked, owners);
        foreach (var package in packages)
        {
            text.Add(package);
        }

        return text.ToString();
    }

    private void Add(UsedPackage package)
    {
        var shown = $"{PlainText.OnOneLine(package.Name)}=={PlainText.OnOneLine(package.Version)}";
        if (OwnerOf(package) is { } owner)
        {
            comments.Add($"{FromSystem}{shown}, package {owner}");
            return;
        }

        if (!package.IsNamed)
        {
            comments.Add($"{NotListed}{PlainText.OnOneLine(package.Name)}: no package with a version was found for this module");
            return;
        }

        var normal = $"{PythonName.Normal(package.Name)}=={package.Version}";
        if (Tools.Contains(PythonName.Normal(package.Name)))
        {
            comments.Add(WithVenv + normal);
            return;
        }

        var origin = PackageOrigin.Of(package.Info);
        if (origin is { IsFolder: true })
        {
            comments.Add($"{NotListed}{shown} was installed from a folder of that machine, {origin.Address}");
        }
        else if (origin?.Requirement is { } requirement)
        {
            addresses.Add($"{PythonName.Normal(package.Name)} @ {requirement}");
        }
        else
        {
            if (origin is not null)
            {
                comments.Add($"# {shown} was installed from {origin.Address}");
            }

            lines.Add(new Line(normal, origin?.Sha256 is { } digest ? [digest] : locked.GetValueOrDefault(normal) ?? []));
        }
    }

    private string? OwnerOf(UsedPackage package) =>
        package.Info is { } info && owners.TryGetValue(info, out var owner) ? owner
        : package.Path is { } path && owners.TryGetValue(path, out owner) ? owner
        : null;

    public override string ToString()
    {
        var text = new StringBuilder($"# Packages of Python {PlainText.OnOneLine(python)} that the run used, for: pip install --no-deps -r requirements.txt\n");
        var without = new List<string>();
        foreach (var line in lines)
        {
            if (line.Hashes.Count == 0)
            {
                without.Add(line.Requirement);
            }
        }

        without.AddRange(addresses);
        var isAll = without.Count == 0;
        if (!isAll)
        {
            text.Append("# No archive's hash is known of ").Append(Counted.Of(without.Count, "package")).Append(", such as ").Append(without[0])
                .Append(": pip takes hashes of all or of none.\n");
        }

        foreach (var line in lines)
        {
            text.Append(line.Requirement);
            foreach (var hash in line.Hashes)
            {
                text.Append(isAll ? " \\\n    " : "\n# ").Append(RequirementHash.Option).Append(hash);
            }

            text.Append('\n');
        }

        foreach (var line in addresses.Concat(comments))
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    private sealed record Line(string Requirement, SortedSet<string> Hashes);
}
