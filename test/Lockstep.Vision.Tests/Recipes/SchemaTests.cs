using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Ablation.Suites;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Extending;

namespace Lockstep.Vision.Tests.Recipes;

public sealed class SchemaTests
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [Fact]
    public void The_JSON_schema_is_as_published() =>
        GoldenFile.Matches("test/Lockstep.Vision.Tests/golden/recipe.schema.json", RecipeSchema.ToJsonSchema(RecipeText.BuiltIn));

    [Fact]
    public void The_reference_in_the_documents_is_that_of_the_schema() =>
        GoldenFile.Matches("docs/recipe.md", RecipeReference.Renew(GoldenFile.Read("docs/recipe.md"), RecipeText.BuiltIn.Root.Keys));

    [Fact]
    public void The_reference_of_a_command_is_that_of_its_schema() =>
        GoldenFile.Matches("docs/exec.md", RecipeReference.Renew(GoldenFile.Read("docs/exec.md"), CommandSchema.Root.Keys));

    [Fact]
    public void The_reference_of_a_suite_is_that_of_its_schema() =>
        GoldenFile.Matches("docs/ablation.md", RecipeReference.Renew(GoldenFile.Read("docs/ablation.md"), SuiteSchema.Of(AugmentationCatalog.Presets).Keys));

    [Fact]
    public void The_JSON_schema_of_a_suite_is_as_published() =>
        GoldenFile.Matches("test/Lockstep.Vision.Tests/golden/suite.schema.json", SuiteSchema.ToJsonSchema(Extensions.None.Recipes));

    [Theory]
    [InlineData("sampler")]
    [InlineData("model")]
    [InlineData("loss")]
    [InlineData("optimizer")]
    [InlineData("schedule")]
    public void Every_variant_has_a_place_in_its_record(string choice)
    {
        var names = ((ChoiceShape)RecipeText.BuiltIn.Root.Keys.Single(key => key.Name == choice).Shape).Variants.Select(variant => variant.Name);
        foreach (var name in names)
        {
            var rest = name switch
            {
                "step" => ", step_epochs: 3",
                "multi_step" => ", milestones: [3, 5]",
                "torchscript" => $", torchscript: net.pt, sha256: {new string('a', 64)}",
                "bce" => ", class_weights: [1, 2]",
                "focal" => ", class_weights: balanced",
                "rmsprop" => ", no_decay: [norm, bias]",
                _ => "",
            };

            var resolved = RecipeText.Resolve($"dataset: d\n{choice}: {{name: {name}{rest}}}\n");

            AssertRecordHoldsAll(resolved);
        }
    }

    [Fact]
    public void Every_key_has_a_place_in_its_record() =>
        AssertRecordHoldsAll(RecipeText.Resolve(RecipeText.Example, "augment.normalize={mean: [1, 2, 3], std: [4, 5, 6]}", "tag=x",
            "augment.random_resized_crop={size: [1, 2]}",
            "augment.random_crop={size: [1, 2], padding: 4}",
            "augment.center_crop=[3, 4]",
            "augment.posterize={bits: 3}",
            "augment.solarize={}",
            "augment.sharpness={factor: 2}", "augment.gaussian_blur={kernel: 3}", "augment.random_erasing={}", "augment.rotation_degrees=5",
            "augment.affine={}",
            "augment.perspective={}",
            "augment.trivial_augment={}",
            "augment.rand_augment={}",
            "augment.augmix={depth: 2}",
            "augment.mixup={}",
            "augment.cutmix={}",
            "augment.interpolation=bicubic",
            "augment.preset=heavy",
            "train.early_stopping={}", "train.ema={}", "train.clip_grad_norm=1"));

    [Fact]
    public void One_number_for_resize_is_the_shorter_side()
    {
        var resolved = RecipeText.Resolve("dataset: d\naugment: {resize: 256}\n");

        Assert.Equal([256], resolved.Recipe.Augment.Values.WholeNumbers("resize"));
        Assert.Contains("resize: 256\n", resolved.ToYaml(), StringComparison.Ordinal);
        AssertRecordHoldsAll(resolved);
    }

    [Fact]
    public void Every_key_says_what_it_means()
    {
        foreach (var key in RecipeText.BuiltIn.Root.Keys.SelectMany(key => key.Shape.Keys.Append(key)))
        {
            Assert.EndsWith(".", key.Doc, StringComparison.Ordinal);
        }
    }

    private static void AssertRecordHoldsAll(ResolvedRecipe resolved)
    {
        var record = JsonSerializer.SerializeToNode(resolved.Recipe, SnakeCase);

        Assert.True(JsonNode.DeepEquals(RecipeText.BuiltIn.Root.ForRecord(resolved.Values), record), $"{resolved.Values} became {record}");
    }
}
