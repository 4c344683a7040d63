using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Tests.Recipes;

public sealed class EffectsTests
{
    [Fact]
    public void Every_key_that_can_change_a_result_says_where_it_acts()
    {
        var all = RecipeEffects.All(RecipeText.BuiltIn).ToArray();
        Assert.True(all.Length > 100, $"{all.Length} keys");
        Assert.Empty(all.Where(key => key.Acts is null or Effects.None).Select(key => key.Path));
    }

    [Theory]
    [InlineData("precision", Effects.Computing)]
    [InlineData("train.accumulate", Effects.Backward | Effects.Update | Effects.Length)]
    [InlineData("train.ema.decay", Effects.Evaluation)]
    [InlineData("optimizer.betas", Effects.Update)]
    [InlineData("sampler.weights.cat", Effects.Order | Effects.Update | Effects.Length)]
    [InlineData("augment.film_grain.strength", Effects.Augment)]
    [InlineData("loader.workers", Effects.None)]
    public void A_key_is_as_its_declaration_or_the_section_around_it_says(string path, Effects acts) =>
        Assert.Equal(acts, RecipeEffects.Of(RecipeText.BuiltIn, path));

    [Theory]
    [InlineData("variables.OMP_WAIT_POLICY", Effects.None)]
    [InlineData("variables.ONEDNN_VERBOSE_TIMESTAMP", Effects.None)]
    [InlineData("variables.ONEDNN_MAX_CPU_ISA", Effects.Arithmetic | Effects.Decode)]
    [InlineData("libtorch.sha256.libtorch_cpu.so", Effects.Arithmetic | Effects.RandomState)]
    [InlineData("notThere", null)]
    public void A_field_is_as_the_longest_name_says_that_it_begins_with(string key, Effects? acts) => Assert.Equal(acts, LockFields.Of(Box.Environment, key));
}
