namespace Lockstep.Cli.Tests;

public sealed class VerbosityTests
{
    [Fact]
    public async Task People_are_told_percent_points_and_units_in_the_last_place_only_where_they_ask()
    {
        using var place = new Workplace().WithDigits(perClass: 4);
        await place.JsonAsync(0, "train", "recipe.yaml", "--name", "a");
        await place.JsonAsync(0, "train", "recipe.yaml", "--set", "train.lr=0.02", "--name", "b");
        var plain = (await place.RunAsync("diff", "a", "b")).StandardOutput;
        var verbose = (await place.RunAsync("diff", "a", "b", "-v")).StandardOutput;
        Assert.Matches(@"valAccuracy: [0-9.]+ %  \|  [0-9.]+ %  \([0-9.]+ percent points\)", plain);
        Assert.Matches(@"trainLoss: [0-9.]{1,8}  \|  [0-9.]{1,8}  \([0-9.]+ %\)\n", plain);
        Assert.DoesNotContain("ulp", plain, StringComparison.Ordinal);
        Assert.Matches(@"trainLoss: [0-9.]{12,}  \|  [0-9.]{12,}  \([0-9]+ ulp, [0-9.e-]+ relative\)\n", verbose);
        Assert.Matches(@"weights: .*, [0-9]+ ulp\), the most in", verbose);
    }
}
