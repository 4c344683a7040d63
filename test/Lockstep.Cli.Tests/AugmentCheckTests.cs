using System.Text.Json.Nodes;
using Lockstep.Randomness;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Images;

namespace Lockstep.Cli.Tests;

// A command that runs in this very process writes to its console.
[CollectionDefinition(nameof(AugmentCheckTests), DisableParallelization = true)]
[Collection(nameof(AugmentCheckTests))]
public sealed class AugmentCheckTests
{
    [Fact]
    public async Task A_recipe_of_Lockstep_passes()
    {
        using var place = new Workplace().WithDigits(perClass: 20);
        var answer = await place.JsonAsync(0, "augment", "check", "recipe.yaml", "--set", "augment={hflip_prob: 0.5, rotation_degrees: 9, random_erasing: {}}");
        var text = await place.RunAsync("augment", "check", "recipe.yaml", "--images", "12", "--workers", "0,2");

        Assert.Equal("""["horizontal flip","rotation","random erasing"]""", answer["augmentations"]?.ToJsonString());
        Assert.Equal(("passed", 100), (answer.Text("status"), answer["images"]?.GetValue<int>()));
        Assert.Equal("check passed: no augmentation; 12 images; 0, 2 workers\n", text.StandardOutput);
    }

    [Theory]
    [InlineData("--images", "0")]
    [InlineData("--workers", "0,-1")]
    [InlineData("--workers", "two")]
    [InlineData("--workers", "")]
    [InlineData("--set", "augment.hflip_prob=2")]
    public async Task What_can_not_be_meant_is_exit_code_2(params string[] arguments)
    {
        using var place = new Workplace().WithDigits(perClass: 2);

        Assert.Equal(2, (await place.RunAsync(["augment", "check", "recipe.yaml", .. arguments])).ExitCode);
    }

    [Fact]
    public async Task One_that_draws_from_a_source_of_its_own_is_exit_code_1_and_named()
    {
        using var place = new Workplace().WithDigits(perClass: 3);
        using var output = new StringWriter();
        var code = await LockstepCommands.RunAsync(
            ["augment", "check", place.PathOf("recipe.yaml"), "--set", $"dataset={place.PathOf("digits")}", "--set", "augment.unseeded={}", "--json"],
            extensions => extensions.Augmentations.Add("unseeded", "For a test.", [], _ => new Unseeded(256)),
            output);
        Assert.Equal(1, code);
        var finding = JsonNode.Parse(output.ToString())?["findings"]?[0];
        Assert.Equal("unseeded", finding?["augmentation"]?.GetValue<string>());
        Assert.Matches("^[0-9]/[0-9]{4}\\.png$", finding?["sample"]?.GetValue<string>());
    }

    [Fact]
    public async Task The_smoke_test_of_such_a_recipe_fails_since_its_two_trainings_differ_and_for_nothing_else()
    {
        using var place = new Workplace().WithDigits(perClass: 20);
        using var output = new StringWriter();
        var code = await LockstepCommands.RunAsync(
            ["smoke", place.PathOf("recipe.yaml"), "--set", $"dataset={place.PathOf("digits")}", "--set", "augment.unseeded={}", "--json"],
            extensions => extensions.Augmentations.Add("unseeded", "For a test.", [], _ => new Unseeded(16)),
            output);
        var answer = JsonNode.Parse(output.ToString());
        Assert.Equal((1, "diverged"), (code, (string?)answer?["verdict"]));
        var failed = Assert.Single((JsonArray)answer!["checks"]!, check => (string?)check!["outcome"] == "failed");
        Assert.Equal("identical runs", (string?)failed!["name"]);
        Assert.Matches(
            "^the two runs differ from step 1 on: loss [0-9.]+ and [0-9.]+; something draws without a seed, or an operation does not repeat$",
            (string?)failed["text"]);
    }

    private sealed class Unseeded(int levels) : IAugmentation
    {
#pragma warning disable RS0030 // The mistake that is to be found.
        public Image Apply(Image image, ref RandomStream random) =>
            new(image.Height, image.Width, [.. image.Pixels.Select(level => (byte)(level + Random.Shared.Next(levels)))]);
#pragma warning restore RS0030
    }
}
