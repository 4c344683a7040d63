using Lockstep.Audit;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>
/// examples/broken-project and examples/broken-recipe: the audit finds what is broken, and doing what it says mends it. The guide runs the first.
/// </summary>
[Collection(nameof(AugmentCheckTests))]
public sealed class AuditExampleTests
{
    /// <summary>What a project can't break at the same time as others, or not at all if it is one of PyTorch's.</summary>
    private static readonly string[] s_notInOneProject = ["no-repository", "uncommitted-changes", "unpushed-commit", "lock-file", "packages-lock"];

    private static readonly string[] s_onceCommitted = ["uncommitted-changes", "unpushed-commit", "lock-file"];

    private static readonly string[] s_ofTheRecipe =
        ["unsealed-data", "missing-classes", "broken-images", "shared-content", "shared-pixels", "near-duplicates", "split-groups"];

    [Fact]
    public async Task Each_rule_that_a_project_can_break_is_broken_and_found()
    {
        using var place = new Workplace();
        await place.ShellAsync($"cp -r '{Repository.PathOf("examples/broken-project")}' broken");
        var found = await FoundAsync(place.PathOf("broken"));
        await place.ShellAsync("""
            cd broken && rm requirements.txt && git init -q . && git add -A && git -c user.name=Ada -c user.email=ada@example.com commit -qm Begin
            echo '# more' >> train.py
            """);
        var committed = await FoundAsync(place.PathOf("broken"));

        var expected = AuditFixtures.Checks
            .Where(check => check.Level == AuditLevel.Static && check.Of.HasFlag(SubjectKinds.Project) && check.Box != AuditedBox.Data)
            .Select(check => check.Name).Concat(["unhashed-download", "unpinned-dataset", "unpinned-weights"]);
        Assert.Empty(expected.Except(s_notInOneProject).Except(found));
        Assert.Contains("no-repository", found);
        Assert.Empty(s_onceCommitted.Except(committed));
    }

    [Fact]
    public async Task The_recipe_breaks_rules_of_data_and_doing_what_the_audit_says_leads_to_an_identical_rerun()
    {
        using var place = new Workplace();
        await place.ShellAsync($"rm recipe.yaml && cp -r '{Repository.PathOf("examples/broken-recipe")}/.' . && chmod -R u+w data");
        var found = await FoundAsync(place.PathOf("recipe.yaml"), "--level", "static");
        Assert.Empty(s_ofTheRecipe.Except(found));

        await place.ShellAsync($$"""
            mkdir bin && printf '#!/bin/sh\nexec dotnet {{Workplace.Program}} "$@"\n' > bin/lockstep && chmod +x bin/lockstep
            PATH=$PWD/bin:$PATH sh mend.sh
            """);
        var mended = await AuditFixtures.AuditAsync(place.PathOf("recipe.yaml"), "--level", "static");
        Assert.Equal("passed", (string?)mended["status"]);
        await place.JsonAsync(0, "train", "recipe.yaml");
        Assert.Equal("identical", (string?)(await place.JsonAsync(0, "rerun", "latest"))["verdict"]);
    }

    [Fact]
    public async Task The_project_that_init_writes_is_clean()
    {
        using var place = new Workplace();
        await place.JsonAsync(0, "init", "new");
        Assert.Equal("passed", (string?)(await AuditFixtures.AuditAsync(place.PathOf("new")))["status"]);
    }

    [Fact]
    public async Task A_run_on_sealed_data_is_clean()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        var run = await place.JsonAsync(0, "train", "recipe.yaml"); // not a copied one, whose data lies elsewhere
        var answer = await AuditFixtures.AuditAsync((string)run["folder"]!, "--level", "static");
        Assert.Empty(answer["findings"]!.AsArray().Where(finding => (string?)finding!["state"] == "opens").Select(finding => finding!.ToJsonString()));
    }

    private static async Task<string[]> FoundAsync(params string[] arguments) =>
        [.. (await AuditFixtures.AuditAsync(arguments))["findings"]!.AsArray().Select(finding => (string)finding!["check"]!).Distinct()];
}
