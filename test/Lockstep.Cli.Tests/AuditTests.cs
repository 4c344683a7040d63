using System.Text.Json.Nodes;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>What the audit says of the findings of its checks: which count, and in which form they are told.</summary>
[Collection(nameof(AugmentCheckTests))]
public sealed class AuditTests
{
    [Fact]
    public async Task A_comment_silences_what_is_found_on_its_line_or_the_next_and_is_listed()
    {
        using var place = new TemporaryFolder();
        place.Write("fast.py", """
            from torch.backends import cudnn
            cudnn.benchmark = True  # lockstep: ok it is only timed here
            # lockstep: ok the order is that of a queue
            names = list(set("ab"))
            print(names[:1], "# lockstep: okay")
            """);
        place.Write("Dockerfile", "# lockstep: ok our registry has one version of it\nFROM own/image\n");

        var silenced = (await AuditFixtures.AuditAsync(place.FullPath))["findings"]!.AsArray()
            .Where(finding => (string?)finding!["state"] == "silenced").Select(finding => $"{finding!["check"]}: {finding["reason"]}");

        Assert.Equal(
            ["latest-image: our registry has one version of it", "cudnn-benchmark: it is only timed here", "set-order: the order is that of a queue"],
            silenced);
    }

    [Fact]
    public async Task With_a_baseline_only_what_is_new_counts_though_lines_have_moved()
    {
        using var place = await AuditMutationTests.CleanAsync();
        var (project, baseline) = (place.PathOf("project"), place.PathOf("baseline.json"));
        await place.ShellAsync(
            "cd project && printf 'FROM debian\\nRUN true\\nFROM debian\\n' > old.Dockerfile && git add -A && git commit -qm Old && git push -q origin main");
        Assert.Equal(1, (await InThisProcess.RunAsync(["audit", project])).Code);

        var (written, output, _) = await InThisProcess.RunAsync(["audit", project, "--baseline", baseline, "--update-baseline"]);
        Assert.Equal(0, written);
        Assert.Contains("2 findings written to", output, StringComparison.Ordinal);
        await place.ShellAsync("cd project && sed -i '1i ARG a=1' old.Dockerfile && git commit -qam Moved && git push -q origin main");
        Assert.Equal(0, (await InThisProcess.RunAsync(["audit", project, "--baseline", baseline])).Code);

        // A third equal one is new.
        await place.ShellAsync("cd project && echo FROM debian >> old.Dockerfile && git commit -qam More && git push -q origin main");
        var answer = await AuditFixtures.AuditAsync(project, "--baseline", baseline);
        Assert.Equal("failed", (string?)answer["status"]);
        Assert.Equal(
            ["in the baseline", "in the baseline", "opens"],
            answer["findings"]!.AsArray().Where(finding => (string?)finding!["check"] == "latest-image").Select(finding => (string?)finding!["state"]).Order());

        File.WriteAllText(baseline, "{\"findings\": [{\"check\": 1}]}");
        var (refused, _, errors) = await InThisProcess.RunAsync(["audit", project, "--baseline", baseline]);
        Assert.Equal(3, refused);
        Assert.Contains("Write it anew with --update-baseline.", errors, StringComparison.Ordinal);
        Assert.Equal(2, (await InThisProcess.RunAsync(["audit", project, "--baseline", place.PathOf("none.json")])).Code);
    }

    [Fact]
    public async Task Its_SARIF_and_JUnit_are_valid_and_the_same_bytes_each_time()
    {
        using var place = await AuditMutationTests.CleanAsync();
        await place.ShellAsync(
            "cd project && echo FROM debian > Dockerfile && sed -i 's/sorted(os/(os/' train.py && mkdir sub && mv Dockerfile sub && git commit -qam x");
        string[] Made(string to) => [place.PathOf($"{to}.sarif"), place.PathOf($"{to}.xml"), place.PathOf($"{to}.md")];
        foreach (var to in (string[])["one", "two"])
        {
            var files = Made(to);
            await InThisProcess.RunAsync(["audit", place.PathOf("project"), "--sarif", files[0], "--junit", files[1], "--markdown", files[2]]);
        }

        Assert.Equal(Made("one").Select(File.ReadAllText), Made("two").Select(File.ReadAllText));
        var results = JsonNode.Parse(File.ReadAllText(place.PathOf("one.sarif")))!["runs"]![0]!["results"]!.AsArray();
        var listing = Assert.Single(results, result => (string?)result!["ruleId"] == "audit/listing-order");
        var location = listing!["locations"]![0]!["physicalLocation"]!;
        Assert.Equal(("train.py", 21), ((string?)location["artifactLocation"]!["uri"], (int?)location["region"]!["startLine"]));
        Assert.Matches("^[0-9a-f]{64}$", (string?)listing["partialFingerprints"]!["lockstep/v1"]);
        await PublishedSchema.HoldsAsync("sarif/sarif-2.1.0.json", File.ReadAllText(place.PathOf("one.sarif")));
        var schemas = new System.Xml.Schema.XmlSchemaSet();
        schemas.Add(null, PublishedSchema.PathOf("ci/junit-10.xsd"));
        var problems = new List<string>();
        System.Xml.Schema.Extensions.Validate(
            System.Xml.Linq.XDocument.Load(place.PathOf("one.xml")), schemas, (_, problem) => problems.Add(problem.Message));
        Assert.Empty(problems);
    }

    [Fact]
    public async Task What_a_run_has_proven_outranks_the_text_as_long_as_it_is_that_text()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "needs /usr/bin/python3");
        using var place = new Workplace();
        await place.ShellAsync($$"""
            rm recipe.yaml
            printf '%s\n' 'import random' 'import numpy' 'names = list(set("abcd"))' 'random.shuffle(names)' 'open("out.txt", "w").write(names[0])' > draw.py
            PYTHONHASHSEED=0 dotnet {{Workplace.Program}} exec --twice -q --name drawn -- /usr/bin/python3 draw.py
            """);
        string[] States(JsonObject answer) =>
        [
            .. answer["findings"]!.AsArray().Where(finding => (string?)finding!["box"] == "randomness")
                .Select(finding => $"{finding!["check"]} {finding["state"]}"),
        ];
        var proven = await AuditFixtures.AuditAsync(place.Folder);
        await place.ShellAsync("echo '# more' >> draw.py");

        Assert.Equal(["global-seeds proven otherwise", "set-order proven otherwise"], States(proven).Order());
        Assert.Contains("the run ", (string?)proven["findings"]!.AsArray().Last()!["reason"], StringComparison.Ordinal);
        Assert.Equal(["global-seeds opens", "set-order opens"], States(await AuditFixtures.AuditAsync(place.Folder)).Order());
    }

    [Theory]
    [InlineData("neurips", 16, 5)]
    [InlineData("acm", 5, 2)]
    public async Task To_each_item_of_a_checklist_it_says_which_boxes_speak_to_it_or_that_no_program_can_answer(string list, int items, int forPrograms)
    {
        using var place = new TemporaryFolder();
        place.Write("a.py", "import torch\n");
        var answer = (await AuditFixtures.AuditAsync(place.FullPath, "--checklist", list))["checklist"]!["items"]!.AsArray();
        Assert.Equal((items, forPrograms), (answer.Count, answer.Count(item => (bool)item!["isForPrograms"]!)));
        Assert.All(answer, item => Assert.NotEmpty((string?)item!["says"] ?? ""));
    }

    [Fact]
    public async Task A_check_is_explained_and_one_that_is_not_there_is_told_with_the_nearest()
    {
        var (code, output, _) = await InThisProcess.RunAsync(["audit", "--explain", "cudnn-benchmark"]);
        var (other, _, errors) = await InThisProcess.RunAsync(["audit", "--explain", "cudn-benchmark"]);
        Assert.Equal((0, 2), (code, other));
        Assert.Contains("    torch.backends.cudnn.benchmark = True ", output, StringComparison.Ordinal);
        Assert.Contains("Is it 'cudnn-benchmark'?", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "no recipe's file, run or folder")]
    [InlineData(". --data nowhere", "expected the folder of a data set")]
    [InlineData(". --level static -- true", "--level static runs nothing")]
    [InlineData(". --update-baseline", "goes with --baseline FILE")]
    [InlineData(". other", "expected one recipe, run or folder, found 2 words")]
    [InlineData(". --level deep", "deep")]
    public async Task What_can_not_be_meant_is_refused_before_anything_is_looked_at(string arguments, string message)
    {
        var (code, _, errors) = await InThisProcess.RunAsync(["audit", .. arguments.Split(' ')]);
        Assert.Equal(2, code);
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }
}
