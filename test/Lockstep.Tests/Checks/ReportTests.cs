using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Lockstep.Checks;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Checks;

/// <summary>The reports of checks, against the published schemas of their formats where these are at hand.</summary>
public sealed class ReportTests
{
    private static readonly CheckSuite Suite = new(
        "smoke",
        "recipe <a> & b",
        [
            Check.Passed("finite loss"),
            Check.Passed("loss falls", "the loss dropped by 60 %"),
            Check.Failed("golden values", "endLoss: expected 1, found 2 | 100%\nWhere it is meant: lockstep smoke, ::set-env name=X::y"),
            Check.Skipped("invariant val accuracy", "not checked\u0001"),
        ])
    {
        File = "sub dir/recipe.yaml",
        Notes = ["Images: `a`_b_.png"],
    };

    [Fact]
    public void JUnit_is_what_Jenkins_reads()
    {
        var document = XDocument.Parse(JUnitXml.Of(Suite));
        var schemas = new XmlSchemaSet();
        schemas.Add(null, SchemaFile("ci/junit-10.xsd"));
        var problems = new List<string>();
        document.Validate(schemas, (_, problem) => problems.Add(problem.Message));

        Assert.Empty(problems);
        var suite = document.Root?.Element("testsuite");
        Assert.Equal(("4", "1", "1"), ((string?)suite?.Attribute("tests"), (string?)suite?.Attribute("failures"), (string?)suite?.Attribute("skipped")));
        Assert.StartsWith("endLoss: expected 1, found 2", (string?)document.Descendants("failure").Single().Attribute("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SARIF_is_valid_and_names_the_file()
    {
        var text = SarifLog.Of(Suite);
        await PublishedSchema.HoldsAsync("sarif/sarif-2.1.0.json", text);
        var result = Assert.Single(JsonNode.Parse(text)!["runs"]![0]!["results"]!.AsArray());

        Assert.Equal("smoke/golden-values", (string?)result?["ruleId"]);
        Assert.Equal("sub%20dir/recipe.yaml", (string?)result?["locations"]?[0]?["physicalLocation"]?["artifactLocation"]?["uri"]);
    }

    [Fact]
    public async Task SARIF_without_a_failure_or_a_file_is_valid_too() =>
        await PublishedSchema.HoldsAsync(
            "sarif/sarif-2.1.0.json", SarifLog.Of(Suite with { File = null, Checks = [Check.Passed("a"), Check.Failed("b", "c")] }));

    [Fact]
    public void An_annotation_is_one_line_that_no_text_can_break_out_of()
    {
        var line = Assert.Single(GitHubLines.Of(Suite));
        Assert.Equal(
            "::error file=sub dir/recipe.yaml,line=1,title=lockstep smoke%3A golden values::endLoss: expected 1, found 2 | 100%25%0AWhere it is meant: "
            + "lockstep smoke, ::set-env name=X::y",
            line);
    }

    [Fact]
    public void Markdown_shows_what_a_text_says_and_no_markup_of_it()
    {
        var text = MarkdownChecks.Of(Suite);
        Assert.StartsWith("## lockstep smoke recipe &lt;a&gt; &amp; b: **failed**\n", text, StringComparison.Ordinal);
        Assert.Contains("| golden values | **failed** | endLoss: expected 1, found 2 \\| 100%<br>Where it is meant", text, StringComparison.Ordinal);
        Assert.Contains("Images: \\`a\\`\\_b\\_.png", text, StringComparison.Ordinal);
    }

    private static XmlReader SchemaFile(string name) => XmlReader.Create(PublishedSchema.PathOf(name));
}
