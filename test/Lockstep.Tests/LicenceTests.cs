using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests;

/// <summary>Every package that a build contains is named with its licence, as the package itself says it.</summary>
public sealed class LicenceTests
{
    private const string Begin = "<!-- packages: begin -->\n";
    private const string End = "<!-- packages: end -->\n";

    [Fact]
    public void Every_package_of_a_build_is_in_the_notices_with_its_licence()
    {
        var page = GoldenFile.Read("THIRD-PARTY-NOTICES.md");
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        GoldenFile.Matches("THIRD-PARTY-NOTICES.md", page[..begin] + Table() + page[page.IndexOf(End, StringComparison.Ordinal)..]);
    }

    [Theory]
    [InlineData("src/Lockstep.Vision/Demo/digits.csv.gz", "src/Lockstep.Vision/Demo/digits.LICENSE.txt")]
    [InlineData("src/Lockstep.Vision/Drawing/unifont.hex.gz", "src/Lockstep.Vision/Drawing/unifont.LICENSE.txt")]
    [InlineData("src/Lockstep/Text/canonical-decompositions.txt", "src/Lockstep/Text/unicode.LICENSE.txt")]
    public void What_others_made_has_its_licence_beside_it_and_is_named_in_the_notice(string file, string licence)
    {
        Assert.True(File.Exists(Repository.PathOf(file)) && File.Exists(Repository.PathOf(licence)));
        Assert.Contains(licence, GoldenFile.Read("NOTICE"), StringComparison.Ordinal);
    }

    private static string Table()
    {
        var text = new StringBuilder("\n| package | licence | copyright |\n|---|---|---|\n");
        foreach (var (name, version) in Packages())
        {
            var nuspec = Path.Combine(Root, name.ToLowerInvariant(), version, $"{name.ToLowerInvariant()}.nuspec");
            var metadata = XDocument.Load(nuspec).Root!.Elements().First(); // a nuspec has both
            string? Said(string element) => metadata.Elements().FirstOrDefault(child => child.Name.LocalName == element)?.Value.Trim();
            var kind = metadata.Elements().FirstOrDefault(child => child.Name.LocalName == "license")?.Attribute("type")?.Value;
            var licence = kind == "expression" ? Said("license") : kind == "file" ? $"in its file {Said("license")}" : Said("licenseUrl");
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {licence} | {Said("copyright") ?? Said("authors")} |\n");
        }

        return text.ToString();
    }

    private static string Root =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Names and versions of those of the lock files of what is shipped, but for analyzers, which leave nothing in a build.</summary>
    private static SortedDictionary<string, string> Packages()
    {
        var found = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var lockFile in Directory.EnumerateFiles(Repository.PathOf("src"), "packages.lock.json", SearchOption.AllDirectories))
        {
            foreach (var (name, package) in JsonNode.Parse(File.ReadAllText(lockFile))!["dependencies"]!["net10.0"]!.AsObject())
            {
                if (package!["type"]!.GetValue<string>() != "Project" && !name.Contains("Analyzers", StringComparison.Ordinal))
                {
                    found[name] = package["resolved"]!.GetValue<string>();
                }
            }
        }

        return found;
    }
}
