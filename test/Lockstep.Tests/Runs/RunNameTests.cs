using CsCheck;
using Lockstep.Runs;

namespace Lockstep.Tests.Runs;

public sealed class RunNameTests
{
    private static readonly DateTimeOffset Today = new(2026, 1, 5, 23, 30, 0, TimeSpan.FromHours(-3));

    [Fact]
    public void Its_date_is_that_of_UTC() => Assert.Equal("2026-01-06_resnet18_augA", RunName.Stem(Today, "resnet18", "augA"));

    [Theory]
    [InlineData("2025-12-31_resnet18_augA_v1", "2026-01-06_resnet18_augA")]
    [InlineData("2025-12-31_resnet18_augA_v120", "2026-01-06_resnet18_augA")]
    [InlineData("2025-12-31_resnet18_augA_v1_v2", "2026-01-06_resnet18_augA_v1")]
    [InlineData("2025-12-31_resnet18_v1-wide_v2", "2026-01-06_resnet18_v1-wide")]
    [InlineData("one", "2026-01-06_one")]
    [InlineData("one_v7", "2026-01-06_one")]
    public void The_stem_of_a_rerun_is_today_and_the_rest(string name, string stem) => Assert.Equal(stem, RunName.StemOf(name, Today));

    [Fact]
    public void A_rerun_of_any_run_can_be_named_and_reruns_of_reruns_keep_their_stem() =>
        Gen.String[Gen.OneOf(Gen.Char.AlphaNumeric, Gen.OneOf('.', '_', '-', 'v', '1')), 1, 100].Where(RunName.IsOne).Sample(name =>
        {
            var stem = RunName.StemOf(name, Today);
            Assert.True(RunName.IsOne($"{stem}_v{int.MaxValue}"), $"{stem}_v{int.MaxValue}");
            Assert.Equal(stem, RunName.StemOf($"{stem}_v12", Today));
        });

    [Theory]
    [InlineData("a b", "a-b")]
    [InlineData("a \n?b", "a-b")]
    [InlineData("a-?-b", "a---b")]
    [InlineData("?a?", "a-")]
    [InlineData("..a", "a")]
    [InlineData("\u00e9\u00e9", "run")]
    [InlineData("", "run")]
    public void What_a_name_cant_have_becomes_one_dash_a_stretch(string text, string name) => Assert.Equal(name, RunName.From(text));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("-n")]
    [InlineData("_x")]
    [InlineData("a/b")]
    [InlineData("../x")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("é")]
    [InlineData("٣")]
    public void Refuses_what_is_no_folder_name_everywhere(string name)
    {
        Assert.False(RunName.IsOne(name));
        Assert.Contains("can't name a run", Assert.Throws<LockstepException>(() => RunName.Checked(name)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Has_at_most_100_characters()
    {
        Assert.Equal(new string('a', 100), RunName.Checked(new string('a', 100)));
        Assert.Throws<LockstepException>(() => RunName.Checked(new string('a', 101)));
    }
}
