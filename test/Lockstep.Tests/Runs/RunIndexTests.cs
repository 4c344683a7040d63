using Lockstep.Runs;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Runs;

public sealed class RunIndexTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RunIndexTests()
    {
        Add("one", "1111aaaa", "bbbb0000", minute: 2);
        Add("two", "1111aaaa", "cccc1111", minute: 1);
        Add("three", "1111bbbb", resultId: null, minute: 3);
    }

    private RunIndex Index => new(folder.FullPath);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Lists_the_oldest_first_and_passes_over_what_is_no_run_or_is_damaged()
    {
        folder.Write("four/run.json", "{");
        folder.Write("notes/today.txt", "");
        folder.Write("stray.json", "");
        Assert.Equal(["two", "one", "three"], Index.List().Select(run => run.Record.Name));
        Assert.Empty(new RunIndex(folder.PathOf("none")).List());
    }

    [Theory]
    [InlineData("one", "one")]
    [InlineData("bbbb", "one")]
    [InlineData("bbbb0000", "one")]
    [InlineData("BBBB0", "one")]
    [InlineData("cccc1111", "two")]
    [InlineData("1111b", "three")]
    public void Finds_by_name_and_by_unique_prefix_of_either_ID(string reference, string name) => Assert.Equal(name, Index.Find(reference).Name);

    [Fact]
    public void Finds_by_folder_wherever_it_lies()
    {
        using var elsewhere = new TemporaryFolder();
        Directory.Move(folder.PathOf("one"), elsewhere.PathOf("moved"));
        Assert.Equal("moved", Index.Find(elsewhere.PathOf("moved")).Name);
        Assert.Equal("moved", Index.Find(elsewhere.PathOf("moved/")).Name);
    }

    [Fact]
    public void A_name_is_preferred_to_an_ID_that_begins_so()
    {
        Add("cccc", "dddd", resultId: null, minute: 9);
        Assert.Equal("cccc", Index.Find("cccc").Name);
    }

    [Fact]
    public void An_ambiguous_prefix_is_refused_with_the_names() =>
        Assert.Contains("'1111' means 3 runs: two, one, three", Assert.Throws<UnknownRunException>(() => Index.Find("1111")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("bbb")]
    [InlineData("ffff")]
    [InlineData("four")]
    [InlineData("../one")]
    [InlineData("")]
    public void What_means_no_run_says_where_was_looked(string reference)
    {
        var message = Assert.Throws<UnknownRunException>(() => Index.Find(reference)).Message;
        Assert.Contains($"No run '{reference}'", message, StringComparison.Ordinal);
        Assert.Contains($"in {folder.FullPath}, which holds 3 runs", message, StringComparison.Ordinal);
    }

    private void Add(string name, string lockId, string? resultId, int minute) =>
        RunFolder.Create(folder.FullPath, name).Write(Records.Of(name, lockId, resultId, minute));
}
