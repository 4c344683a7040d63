using Lockstep.Recipes;

namespace Lockstep.Tests.Recipes;

/// <summary>What a program registers is all that its recipes can name.</summary>
public sealed class RegisteredKeysTests
{
    [Fact]
    public void The_keys_under_augment_are_the_registered_ones_in_their_order()
    {
        var resolved = SmallProgram.Resolve("dataset: d\naugment: {normalize: {mean: 0.5}}\n");

        Assert.Equal("""{"preset":"none","hflip_prob":0,"normalize":{"mean":0.5}}""", resolved.Values["augment"]?.ToJsonString());
        Assert.Equal(0.5, resolved.Recipe.Augment.Values.Section("normalize")?.Number("mean"));
        Assert.Null(SmallProgram.Resolve("dataset: d\n").Recipe.Augment.Values.Section("normalize"));
    }

    [Fact]
    public void So_are_the_presets() =>
        Assert.Equal(1, SmallProgram.Resolve("dataset: d\naugment: mirrored\n").Recipe.Augment.Values.Number("hflip_prob"));

    [Fact]
    public void So_are_the_models_and_each_knows_its_keys()
    {
        var deep = SmallProgram.Resolve("dataset: d\nmodel: deep\n");

        Assert.Equal("flat", SmallProgram.Resolve("dataset: d\n").Recipe.Model.Name);
        Assert.Equal("""{"name":"deep","layers":3}""", deep.Values["model"]?.ToJsonString());
        Assert.Equal(3, deep.Recipe.Model.Values.WholeNumber("layers"));
        Assert.Contains(
            "unknown name 'resnet18'. Valid here: flat, deep.",
            Assert.Throws<RecipeException>(() => SmallProgram.Resolve("dataset: d\nmodel: resnet18\n")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_registered_is_unknown()
    {
        var problem = Assert.Throws<RecipeException>(() => SmallProgram.Resolve("dataset: d\naugment: {vflip_prob: 1}\n")).Message;

        Assert.Equal(
            "config.yaml:2:11: unknown key 'vflip_prob' in 'augment'. Did you mean 'hflip_prob'? Valid here: preset, hflip_prob, normalize.", problem);
    }
}
