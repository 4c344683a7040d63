using CsCheck;
using Lockstep.Explaining;

namespace Lockstep.Tests.Explaining;

public sealed class DeltaDebuggingTests
{
    [Fact]
    public void Any_set_that_is_needed_is_found_whole_and_nothing_else()
    {
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, (1 << 12) - 1]).Sample((count, bits) =>
        {
            int[] all = [.. Enumerable.Range(0, count)];
            int[] wanted = [.. all.Where(item => (bits >> item & 1) == 1)];
            wanted = wanted.Length == 0 ? [count - 1] : wanted;
            var trials = 0;
            var found = DeltaDebugging.SmallestAsync(all, some =>
            {
                trials++;
                return Task.FromResult(wanted.All(some.Contains));
            }).GetAwaiter().GetResult();
            Assert.Equal(wanted, found.Order());
            Assert.True(trials <= DeltaDebugging.MostTrials(count), $"{trials} trials of {count}");
        });
    }

    [Fact]
    public async Task The_likeliest_is_tried_first_and_alone()
    {
        var tried = new List<string>();
        var found = await DeltaDebugging.SmallestAsync(["lr", "eps", "x", "y"], some =>
        {
            tried.Add(string.Join(' ', some));
            return Task.FromResult(some.Contains("lr"));
        });
        Assert.Equal(["lr"], found);
        Assert.Equal(["lr"], tried);
    }

    [Fact]
    public async Task One_cause_of_eight_takes_few_trials()
    {
        var trials = 0;
        int[] all = [.. Enumerable.Range(0, 8)];
        Assert.Equal([7], await DeltaDebugging.SmallestAsync(all, some =>
        {
            trials++;
            return Task.FromResult(some.Contains(7));
        }));
        Assert.InRange(trials, 1, 12);
    }
}
