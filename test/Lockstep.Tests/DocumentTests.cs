using System.Text.RegularExpressions;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests;

/// <summary>Links between the repository's pages, and from the program's texts to them.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Folders = ["docs", "examples", "bench", "src", "test/fixtures"];

    [Fact]
    public void Every_link_of_a_page_leads_to_a_file_and_to_a_heading_of_it()
    {
        var broken = Pages().SelectMany(page => Link().Matches(WithoutCode(File.ReadAllText(page)))
            .Select(link => link.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !LeadsSomewhere(page, target))
            .Select(target => $"{Path.GetRelativePath(Repository.Root, page)}: {target}"));

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_page_that_the_code_names_is_there()
    {
        var missing = Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => NamedPage().Matches(File.ReadAllText(file)).Select(page => page.Value))
            .Where(page => !File.Exists(Repository.PathOf(page)));

        Assert.Empty(missing);
    }

    [Fact]
    public void The_page_of_formats_leads_to_each_page_about_one()
    {
        var start = File.ReadAllText(Repository.PathOf("docs/formats.md"));
        Assert.All(
            Directory.EnumerateFiles(Repository.PathOf("docs/formats"), "*.md"),
            page => Assert.Contains($"(formats/{Path.GetFileName(page)}", start, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Pages() =>
        Folders.SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"));

    private static bool LeadsSomewhere(string page, string target)
    {
        var parts = target.Split('#', 2);
        var file = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]); // a file has a folder
        return Path.Exists(file) && (parts.Length == 1 || Headings(file).Contains(parts[1], StringComparer.Ordinal));
    }

    /// <summary>As GitHub makes the anchors: lower case, blanks to hyphens, other signs left out.</summary>
    private static IEnumerable<string> Headings(string page) =>
        Heading().Matches(WithoutFences(File.ReadAllText(page)))
            .Select(heading => NoAnchor().Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    private static string WithoutCode(string text) => CodeSpan().Replace(WithoutFences(text), "");

    private static string WithoutFences(string text) => Fence().Replace(text, "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NoAnchor();

    [GeneratedRegex("^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\bdocs/[\w/-]+\.md")]
    private static partial Regex NamedPage();
}
