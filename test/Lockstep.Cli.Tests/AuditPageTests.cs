using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Tests.Shared;
using Lockstep.Text;

namespace Lockstep.Cli.Tests;

/// <summary>docs/audit.md has each check as it is registered, and names no other.</summary>
public sealed partial class AuditPageTests
{
    private const string Begin = "<!-- checks: begin -->\n";
    private const string End = "<!-- checks: end -->\n";

    [Fact]
    public void The_page_of_checks_is_made_of_what_they_say()
    {
        var page = GoldenFile.Read("docs/audit.md");
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        GoldenFile.Matches("docs/audit.md", page[..begin] + Markdown() + page[page.IndexOf(End, StringComparison.Ordinal)..]);
    }

    [Fact]
    public void The_tables_of_the_specification_name_checks_that_there_are()
    {
        var page = GoldenFile.Read("docs/audit.md");
        var tables = page[page.IndexOf("## The specification's lists", StringComparison.Ordinal)..page.IndexOf("## Checks", StringComparison.Ordinal)];
        var named = Row().Matches(tables).SelectMany(row => Name().Matches(row.Groups["checks"].Value)).Select(match => match.Groups[1].Value).ToArray();

        Assert.True(named.Length > 20);
        Assert.Empty(named.Except(AuditFixtures.Checks.Select(check => check.Name)).Order(StringComparer.Ordinal));
    }

    private static string Markdown()
    {
        var text = new StringBuilder();
        foreach (var box in AuditFixtures.Checks.GroupBy(check => check.Box))
        {
            text.Append(FormattableString.Invariant($"\n### {box.Key}\n"));
            foreach (var check in box)
            {
                var level = check.Level == Audit.AuditLevel.Static ? "" : $" From `--level {EnumWord.Of(check.Level)}`.";
                var advice = check.IsAdvice ? " Advice, which never opens the box." : "";
                text.Append(FormattableString.Invariant($"\n#### {check.Name}\n\n{check.Title}.{advice}{level}\n\n"));
                text.Append(FormattableString.Invariant($"{check.Measures}\n\n{check.Why}\n\n```\n{check.Example}\n```\n\nTo mend it: {check.Repair}\n"));
            }
        }

        return text.Append('\n').ToString();
    }

    [GeneratedRegex(@"^\|[^|\n]*\|(?<checks>[^|\n]*)\|$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z0-9]+(-[a-z0-9]+)*)`", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
