using Lockstep.Recipes;
using Lockstep.Vision.Losses;
using Lockstep.Vision.Models;
using Lockstep.Vision.Training.Optimizers;
using Lockstep.Vision.Training.Schedules;

namespace Lockstep.Vision.Tests.Training;

/// <summary>What a recipe can name is what is registered, and nothing else.</summary>
public sealed class CatalogTests
{
    [Fact]
    public void Every_loss_optimizer_and_schedule_of_the_schema_is_registered_once()
    {
        Assert.Equal(RecipeSchema.Losses.Order(StringComparer.Ordinal), LossCatalog.All.Select(loss => loss.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            RecipeSchema.Optimizers.Order(StringComparer.Ordinal), OptimizerCatalog.All.Select(optimizer => optimizer.Name).Order(StringComparer.Ordinal));
        Assert.Equal(RecipeSchema.Schedules.Order(StringComparer.Ordinal), ScheduleCatalog.All.Select(schedule => schedule.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_network_of_the_schema_is_registered_once_beside_the_one_that_is_a_file() =>
        Assert.Equal(
            RecipeSchema.Networks.Append("torchscript").Order(StringComparer.Ordinal),
            ModelCatalog.All.Select(model => model.Name).Order(StringComparer.Ordinal));
}
