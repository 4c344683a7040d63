using System.Text.Json.Nodes;
using System.Xml.Linq;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

public sealed class AblateTests
{
    /// <summary>A value that hangs on the seed a little and on the argument as much as one says; with 'break' it fails.</summary>
    private const string Script = """
        echo run >> made.txt
        test "$1" != break || exit 3
        awk -v add="$1" -v seed="$2" 'BEGIN { printf "score %.4f\n", 0.5 + add + (seed * 7919 % 13) / 1000 + (add > 0 ? (seed * 31 % 5) / 10000 : 0) }'
        """;

    [Fact]
    public async Task Killed_twice_and_begun_again_it_makes_no_run_twice_and_gives_the_report_of_one_that_was_never_stopped()
    {
        using var place = TrainingPlace();
        using var other = TrainingPlace();
        await place.ShellAsync($$"""
            export XDG_CACHE_HOME=$PWD/cache
            begin() { dotnet {{Workplace.Program}} ablate suite.yaml --jobs 2 -q & pid=$!; }
            finished() { cat runs/*/run.json 2>/dev/null | grep -c '"status": "finished"' || true; }
            left() { for p in /proc/[0-9]*; do test "$(readlink $p/cwd) $(cat $p/comm 2>/dev/null)" != "$PWD dotnet" || echo $p; done; }
            begin; until test $(finished) -ge 1; do sleep 0.05; done; kill -KILL $pid; wait $pid || true
            for i in $(seq 100); do test -n "$(left)" || break; sleep 0.1; done
            test -z "$(left)"
            begin; until test $(finished) -ge 3; do sleep 0.05; done; kill -TERM $pid; code=0; wait $pid || code=$?; test $code = 130
            test -z "$(left)"
            grep -l '"status": "finished"' runs/*/run.json | xargs sha256sum > finished.txt
            """);

        var answer = await place.JsonAsync(0, "ablate", "suite.yaml");
        var unstopped = await other.JsonAsync(0, "ablate", "suite.yaml");

        await place.ShellAsync("test -s finished.txt && sha256sum -c finished.txt"); // no run that was finished was made again
        Assert.Equal(WithoutTimes(unstopped), WithoutTimes(answer));
        Assert.True(JsonNode.DeepEquals(
            WithoutCompute(JsonNode.Parse(File.ReadAllText(other.PathOf("ablations/suite/report.json")))!),
            WithoutCompute(JsonNode.Parse(File.ReadAllText(place.PathOf("ablations/suite/report.json")))!)));

        // The runs of a seed share weights and order, but for the arm of another model.
        var (hot, wide) = (answer["comparisons"]![0]!, answer["comparisons"]![1]!);
        Assert.Equal(("hot", true, true, true), ((string?)hot["arm"], (bool)hot["isPaired"]!, (bool)hot["sameWeights"]!, (bool)hot["sameOrder"]!));
        Assert.Equal(("mlp", false, false, true), ((string?)wide["arm"], (bool)wide["isPaired"]!, (bool)wide["sameWeights"]!, (bool)wide["sameOrder"]!));
        Assert.Equal("undecided", (string?)hot["finding"]);
        Assert.Contains("It takes 7 seeds or more", (string?)hot["sentence"], StringComparison.Ordinal);
        Assert.Equal(6, ((JsonArray)answer["arms"]!).Sum(arm => ((JsonArray)arm!["runs"]!).Count));
        Assert.Equal(10, ((JsonArray)answer["arms"]![0]!["classes"]!).Count);
        Assert.Contains("not paired: the first weights", File.ReadAllText(place.PathOf("ablations/suite/report.html")), StringComparison.Ordinal);

        var listed = await place.JsonAsync(0, "runs");
        Assert.Equal(6, ((JsonArray)listed["runs"]!).Count(run => ((string?)run!["run"])!.StartsWith("suite_", StringComparison.Ordinal)));
        var plan = await place.JsonAsync(0, "ablate", "suite.yaml", "--dry-run", "--add-seeds", "1");
        Assert.Equal((9, 6), ((int)plan["runs"]!, (int)plan["finished"]!));
        Assert.True((double)plan["estimatedSeconds"]! > 0);

        // Another suite of the same recipe goes by those runs, and says of which arm nothing is known.
        File.WriteAllText(
            place.PathOf("other.yaml"), "recipe: recipe.yaml\narms: {as-it-is: , longer: {train.epochs: 4}, wider: {model: mlp, train.batch_size: 8}}\n");
        var byOthers = await place.JsonAsync(0, "ablate", "other.yaml", "--dry-run", "--jobs", "1");
        Assert.All((JsonArray)byOthers["estimatedBy"]!, name => Assert.StartsWith("suite_plain_s", (string?)name));
        Assert.Equal(["wider"], ((JsonArray)byOthers["estimatedWithout"]!).Select(name => (string?)name));
        Assert.True((double)byOthers["estimatedSeconds"]! > 0);
        var unknown = await place.JsonAsync(0, "ablate", "other.yaml", "--dry-run", "--runs", "elsewhere");
        Assert.Null(unknown["estimatedSeconds"]);

        // The recipe changes under its feet.
        await place.ShellAsync("sed -i 's/lr: 0.01/lr: 0.02/' recipe.yaml");
        var refused = await place.RunAsync("ablate", "suite.yaml");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("a run of another recipe: train.lr differs from the suite's", refused.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_as_arms_are_compared_and_one_that_fails_stops_no_other()
    {
        using var place = new Workplace();
        File.WriteAllText(place.PathOf("score.sh"), Script);
        File.WriteAllText(place.PathOf("suite.yaml"), """
            command: [sh, score.sh, "0", "{seed}"]
            metrics: ['score (?<score>[0-9.]+)']
            metric: score
            arms:
              base:
              more: {command: [sh, score.sh, "0.02", "{seed}"]}
            expect: more > base by 1 point
            """);

        var answer = await place.JsonAsync(0, "ablate", "suite.yaml", "--junit", "out/junit.xml");
        var comparison = Assert.Single((JsonArray)answer["comparisons"]!)!;
        Assert.Equal("better", (string?)comparison["finding"]);
        Assert.Equal(1, (double)comparison["probabilityOfBetter"]!);
        Assert.Equal(2 / 64.0, (double)comparison["p"]!);
        Assert.Equal("0", (string?)XDocument.Load(place.PathOf("out/junit.xml")).Root!.Element("testsuite")!.Attribute("failures"));

        // Nothing is run again; another expectation is another answer.
        await place.ShellAsync("sed -i 's/by 1 point/by 3 points/' suite.yaml");
        var unmet = await place.JsonAsync(1, "ablate", "suite.yaml", "--junit", "out/junit.xml");
        Assert.Equal(12, File.ReadAllLines(place.PathOf("made.txt")).Length);
        Assert.False((bool)unmet["isAsExpected"]!);
        Assert.EndsWith("That is less than 0.03.", (string?)unmet["expectations"]![0]!["reason"], StringComparison.Ordinal);
        Assert.Equal("1", (string?)XDocument.Load(place.PathOf("out/junit.xml")).Root!.Element("testsuite")!.Attribute("failures"));
        Assert.Empty((JsonArray)unmet["notes"]!);

        // A second look, with an arm that fails beside the others.
        await place.ShellAsync("sed -i -e '/^expect/d' suite.yaml && printf '  lost: {command: [sh, score.sh, break, \"{seed}\"]}\\n' >> suite.yaml");
        var again = await place.JsonAsync(3, "ablate", "suite.yaml", "--add-seeds", "1");
        // Three arms take seven seeds to decide, and one more was asked for.
        Assert.Equal(8, ((JsonArray)again["seeds"]!).Count);
        Assert.Equal([6, 8], ((JsonArray)again["looks"]!).Select(count => (int)count!));
        Assert.Contains("looked at 2 times, with 6, then 8 seeds", (string?)again["notes"]![0], StringComparison.Ordinal);
        Assert.Equal("better", (string?)again["comparisons"]![0]!["finding"]);
        Assert.Equal("undecided", (string?)again["comparisons"]![1]!["finding"]);
        Assert.Equal(12 + 4 + 8, File.ReadAllLines(place.PathOf("made.txt")).Length);
    }

    [Fact]
    public async Task One_arm_over_seeds_is_a_baseline_whose_accuracy_on_the_test_images_is_that_of_evaluate()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("mkdir all && mv digits all/train && mkdir all/test && for c in all/train/*; do mkdir all/test/${c##*/}; "
            + "mv $(ls -d $c/* | tail -n 3) all/test/${c##*/}; done && mv all digits "
            + "&& printf 'recipe: recipe.yaml\narms: {linear: }\nseeds: 2\n' > suite.yaml "
            + "&& echo 'metric: testAccuracy' >> suite.yaml");

        var answer = await place.JsonAsync(0, "ablate", "suite.yaml");

        var arm = Assert.Single((JsonArray)answer["arms"]!)!;
        var first = await place.JsonAsync(0, "evaluate", "suite_linear_s1", "--split", "test");
        var validated = (await place.JsonAsync(0, "runs", "show", "suite_linear_s1"))["metrics"]!["valAccuracy"]!;
        Assert.Equal((double)first["accuracy"]!, (double)arm["runs"]![0]!["value"]!);
        Assert.NotEqual((double)validated, (double)first["accuracy"]!); // else the line above would say nothing
        Assert.Equal(30, (int)first["samples"]!);
        Assert.Empty((JsonArray)answer["comparisons"]!);
        await place.ShellAsync("cd runs/suite_linear_s1 && sha256sum -c --quiet SHA256SUMS && test -s artifacts/test.json");
        var page = File.ReadAllText(place.PathOf("ablations/suite/report.html"));
        Assert.Matches("testAccuracy of 1 arm over 2 seeds each;\\s+higher is better</p>", page);
        Assert.Matches("[0-9]+\\.[0-9]{2} ± [0-9]+\\.[0-9]{2} %", page);
        Assert.DoesNotContain("Differences", page, StringComparison.Ordinal);

        // Nothing is made again but what was taken away.
        await place.ShellAsync("rm -r runs/suite_linear_s1 && stat -c %y runs/suite_linear_s2/artifacts/test.json > before");
        var again = await place.JsonAsync(0, "ablate", "suite.yaml");
        Assert.Equal(arm["runs"]!.ToJsonString(), again["arms"]![0]!["runs"]!.ToJsonString());
        await place.ShellAsync("stat -c %y runs/suite_linear_s2/artifacts/test.json | diff - before");

        // That there are none is said before anything is trained.
        await place.ShellAsync("rm -r digits/test runs");
        var without = await place.RunAsync("ablate", "suite.yaml");
        Assert.Equal((3, 0), (without.ExitCode, place.RunCount));
        Assert.Contains("has no test images", without.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_runs_as_its_README_says()
    {
        using var place = new Workplace().WithDigits(perClass: 40);
        await place.ShellAsync($"cp {Repository.PathOf("examples/ablation")}/* .");
        string[] commands =
            [.. File.ReadLines(place.PathOf("README.md")).Where(line => line.StartsWith("$ ", StringComparison.Ordinal) && !line.Contains("xdg-open"))];
        // To be quick, with the digits without the demo's trainings, of which other tests are, and with two of its seeds.
        Assert.Equal("$ lockstep demo --keep demo -q && cp -r demo/data/digits-v1 digits", commands[0]);
        await place.ShellAsync($$"""
            export XDG_CACHE_HOME=$PWD/cache
            echo 'seeds: 2' >> suite.yaml
            lockstep() { dotnet {{Workplace.Program}} "$@" 2>> said.txt || test $? = 1; }
            {{string.Join('\n', commands.Skip(1).Select(line => line[2..]))}}
            grep -q undecided ablations/suite/report.html
            """);
    }

    private static Workplace TrainingPlace()
    {
        var place = new Workplace().WithDigits();
        File.WriteAllText(place.PathOf("suite.yaml"), """
            recipe: recipe.yaml
            arms:
              plain:
              hot: {train.lr: 0.1}
              mlp: {model: mlp}
            seeds: 2
            """);
        return place;
    }

    private static string WithoutTimes(JsonObject answer)
    {
        var copy = answer.DeepClone();
        ((JsonObject)copy).Remove("folder");
        return WithoutCompute(copy).ToJsonString();
    }

    private static JsonNode WithoutCompute(JsonNode report)
    {
        Assert.True(((JsonObject)report).Remove("compute"));
        return report;
    }
}
