using System.Text;
using Lockstep.Recipes;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Tests.Recipes;

public sealed class RecipeDoubtsTests
{
    [Theory]
    [InlineData("schedule={name: cosine, warmup_epochs: 2.5}", "")]
    [InlineData(
        "schedule={name: cosine, warmup_epochs: 3}",
        "schedule.warmup_epochs: the warm-up of 3 epochs is as long as the training (train.epochs: 3) or longer, "
        + "so the learning rate gets to train.lr in the last step only.")]
    [InlineData(
        "schedule={name: cosine, warmup_epochs: 9}",
        "schedule.warmup_epochs: the warm-up of 9 epochs is as long as the training (train.epochs: 3) or longer, so the learning rate never gets to train.lr.")]
    [InlineData("schedule={name: multi_step, milestones: [1, 2]}", "")]
    [InlineData(
        "schedule={name: multi_step, milestones: [2, 3, 30]}",
        "schedule.milestones: 3, 30 are not before the end of the training (train.epochs: 3) and change nothing.")]
    [InlineData(
        "schedule={name: step, step_epochs: 3}",
        "schedule.step_epochs: the first step after 3 epochs is not before the end of the training (train.epochs: 3), so the learning rate stays.")]
    [InlineData("train.early_stopping.patience=1", "")]
    [InlineData(
        "train.early_stopping.patience=2",
        "train.early_stopping.patience: 2 epochs without a better one can't go by before the last of 3, so nothing is ever stopped early.")]
    public void What_changes_nothing_in_so_short_a_training_is_said(string set, string said) =>
        Assert.Equal(said, string.Join('\n', RecipeDoubts.Of(Resolve("train.epochs=3", set).Recipe)));

    [Fact]
    public void Dropping_the_last_batch_is_locked_only_where_it_is_asked_for()
    {
        Assert.False(Resolve().ResultRelevant["train"]!.AsObject().ContainsKey("drop_last"));
        Assert.True(Resolve("train.drop_last=true").ResultRelevant["train"]!["drop_last"]!.GetValue<bool>());
        Assert.False(Resolve().Recipe.Train.DropLast);
    }

    private static ResolvedRecipe Resolve(params string[] overrides) =>
        RecipeReader.Resolve("recipe.yaml", Encoding.UTF8.GetBytes("dataset: digits\n"), overrides, processorCount: 1, RecipeText.BuiltIn);
}
