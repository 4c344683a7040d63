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
    public void Lists_the_oldest_first_and_passes_over_what_is_no_run()
    {
        folder.Write("notes/today.txt", "");
        folder.Write("stray.json", "");
        Assert.Equal(["two", "one", "three"], Index.List().Select(run => run.Record.Name));
        Assert.Empty(new RunIndex(folder.PathOf("none")).List());
    }

    [Theory]
    [InlineData("{", "it ends inside an object or a list")]
    [InlineData("", "it is empty")]
    [InlineData("folder", "a folder, expected a run's record")]
    [InlineData("absent", "about to begin, or was killed before it did")]
    [InlineData("killed", "about to begin, or was killed before it did")]
    public void One_that_is_damaged_is_listed_last_with_its_reason_and_found_and_can_be_removed(string record, string reason)
    {
        Directory.CreateDirectory(folder.PathOf("damaged/locks"));
        _ = record switch
        {
            "folder" => Directory.CreateDirectory(folder.PathOf("damaged/run.json")).FullName,
            "absent" => "",
            "killed" => folder.Write("damaged/.run.json.4711.tmp", "{"),
            _ => folder.Write("damaged/run.json", record),
        };
        Assert.Equal(["two", "one", "three", "damaged"], Index.All().Select(run => run.Folder.Name));
        Assert.Contains(reason, Index.All()[^1].Damage, StringComparison.Ordinal);
        Assert.Equal(3, Index.List().Count);
        Index.Find("damaged").Remove();
        Assert.Equal(3, Index.All().Count);
    }

    [Fact]
    public void Latest_is_the_newest_but_for_a_run_of_that_name()
    {
        Assert.Equal("three", Index.Find("latest").Name);
        Add("latest", "5555", resultId: null, minute: 0);
        Assert.Equal("latest", Index.Find("latest").Name);
        Assert.Throws<UnknownRunException>(() => new RunIndex(folder.PathOf("none")).Find("latest"));
    }

    [Fact]
    public void A_parent_is_found_by_its_result_where_its_folder_was_renamed_and_its_name_taken_by_another()
    {
        Directory.Move(folder.PathOf("one"), folder.PathOf("baseline"));
        Assert.Equal("baseline", Index.FindParent("one", "bbbb0000")?.Name);
        Assert.Contains(
            "It was renamed or copied: see baseline.", Assert.Throws<UnknownRunException>(() => Index.Find("one")).Message, StringComparison.Ordinal);
        Add("one", "1111aaaa", "dddd0000", minute: 5);
        Assert.Equal("baseline", Index.FindParent("one", "bbbb0000")?.Name);
        Assert.Equal("one", Index.FindParent("one", resultId: null)?.Name);
        Assert.Null(Index.FindParent("one", "eeee0000"));
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
