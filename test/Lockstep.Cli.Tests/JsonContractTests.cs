using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

/// <summary>docs/json.md has a section for each command. That it names every member is demanded of each answer that any test here gets.</summary>
[Collection(nameof(AugmentCheckTests))]
public sealed class JsonContractTests
{
    [Fact]
    public async Task Every_command_has_a_section_and_every_section_a_command()
    {
        var commands = await CommandHelp.CommandsAsync();
        var leading = commands.Where(command => command != "runs" && commands.Any(other => other.StartsWith(command + " ", StringComparison.Ordinal)));

        Assert.Equal(
            commands.Except(leading).Select(command => $"lockstep {command}").Order(StringComparer.Ordinal),
            JsonContract.Titles.Where(title => title.StartsWith("lockstep ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Answers_that_no_other_test_asks_for_have_the_members_that_are_written_down()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        await place.TrainedAsync("--set", "train.epochs=1");
        await place.ShellAsync("tar czf d.tgz digits");
        var size = new FileInfo(place.PathOf("d.tgz")).Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var digest = Files.Sha256.OfFile(place.PathOf("d.tgz"), TestContext.Current.CancellationToken).Digest;
        foreach (var command in (string[])
            [
                "recipe check recipe.yaml", "recipe resolve recipe.yaml",
                "data get --list", $"data get d.tgz --bytes {size} --sha256 {digest} --into got", "data list",
                "ledger show latest", "ledger show latest --step 1", "runs", "runs show latest",
                "rerun latest --times 2", "bench recipe.yaml --steps 2 --rounds 1", "runs remove latest",
            ])
        {
            await place.JsonAsync(0, command.Split(' '));
        }
    }

    [Theory]
    [InlineData("lockstep init", """{"folder": "/p", "files": ["a"], "colour": 1}""", "colour")]
    [InlineData("lockstep diff", """{"weights": null, "metrics": [{"name": "a", "unit": null}]}""", "metrics[].unit")]
    [InlineData("lockstep runs show", """{"run": "a", "metrics": {"best": 1}, "locks": {"code": {"relevant": {"x": 1}}, "moon": {"y": 1}}}""", "locks.moon.y")]
    [InlineData("lockstep bench", """{"models": [{"strict": {"imagesPerSecond": {"lowest": 1, "mean": 2}}}]}""", "models[].strict.imagesPerSecond.mean")]
    public void A_member_that_is_not_written_down_is_found(string title, string answer, string member) =>
        Assert.Equal([member], JsonContract.Unnamed(title, JsonNode.Parse(answer)!.AsObject()));
}
