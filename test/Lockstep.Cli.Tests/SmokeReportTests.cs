using System.Xml.Linq;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>What continuous integration gets: reports of the smoke test, and the workflow that runs it.</summary>
public sealed class SmokeReportTests
{
    [Fact]
    public async Task A_job_of_GitHub_gets_annotations_a_summary_and_the_files_that_it_asks_for()
    {
        using var place = new Workplace().WithDigits();
        var output = await place.ShellAsync($"""
            export GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$PWD/summary.md XDG_CACHE_HOME=$PWD/cache
            echo before > summary.md
            dotnet {Workplace.Program} smoke recipe.yaml --steps 10 --set train.lr=1e-6 \
                --junit out/j.xml --markdown out/m.md --sarif out/s.json && exit 9 || [ $? = 1 ]
            """);

        Assert.Matches("::error file=recipe.yaml,line=1,title=lockstep smoke%3A loss falls::the loss (rose|dropped)", output);
        Assert.Matches("^before\n## lockstep smoke recipe.yaml --set train.lr=1e-6: \\*\\*failed\\*\\*\n", File.ReadAllText(place.PathOf("summary.md")));
        Assert.Contains("Images by seed 7: 0/", File.ReadAllText(place.PathOf("out/m.md")), StringComparison.Ordinal);
        Assert.Equal("1", (string?)XDocument.Load(place.PathOf("out/j.xml")).Root?.Element("testsuite")?.Attribute("failures"));
        Assert.Contains("\"ruleId\": \"smoke/loss-falls\"", File.ReadAllText(place.PathOf("out/s.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("github", ".github/workflows/smoke.yml", "ci/github-workflow.json")]
    [InlineData("gitlab", ".gitlab-ci.yml", "ci/gitlab-ci.json")]
    public async Task A_workflow_is_what_the_published_schema_says(string service, string file, string schema)
    {
        using var place = new Workplace();
        await place.ShellAsync("git init -q && mkdir -p 'my models' && mv recipe.yaml 'my models'");
        var answer = await place.JsonAsync(0, "init", "--ci", service, "--lockstep", "https://example.com/lockstep.git", "my models");
        var text = File.ReadAllText(place.PathOf(file));
        var again = await place.RunAsync("init", "--ci", service, "--lockstep", "https://example.com/lockstep.git", "my models");

        Assert.Equal("../" + file, (string?)Assert.Single(answer["files"]!.AsArray()));
        Assert.Contains("lockstep smoke \"my models/recipe.yaml\" --junit", text, StringComparison.Ordinal);
        Assert.Contains("LOCKSTEP_REPOSITORY: \"https://example.com/lockstep.git\"", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("@[A-Z]", text);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("is there already; nothing was written", again.StandardError, StringComparison.Ordinal);
        await PublishedSchema.HoldsAsync(schema, text);
    }

    [Fact]
    public async Task A_new_project_can_have_its_workflow_at_once()
    {
        using var place = new Workplace();
        await place.JsonAsync(0, "init", "new", "--ci", "gitlab", "--lockstep", "https://example.com/lockstep.git");
        Assert.Equal(".gitignore .gitlab-ci.yml README.md recipe.yaml", (await place.ShellAsync("ls -A new | LC_ALL=C sort | xargs")).Trim());
    }
}
