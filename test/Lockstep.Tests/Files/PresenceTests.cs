using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Snapshots;
using Lockstep.Snapshots.Stores;
using Lockstep.Tests.Shared;


namespace Lockstep.Tests.Files;

public sealed class PresenceTests : IDisposable
{
    private readonly TemporaryFolder place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void What_lies_there_is_a_file_or_a_folder_also_through_a_link_and_nothing_is_neither()
    {
        File.WriteAllText(place.PathOf("file"), "");
        Directory.CreateDirectory(place.PathOf("folder"));
        File.CreateSymbolicLink(place.PathOf("to-file"), "file");
        File.CreateSymbolicLink(place.PathOf("to-folder"), "folder");
        File.CreateSymbolicLink(place.PathOf("to-nothing"), "none");
        Assert.Equal(["file", "to-file"], Those(Presence.IsFile));
        Assert.Equal(["folder", "to-folder"], Those(Presence.IsFolder));
        Assert.Equal(["file", "folder", "to-file", "to-folder", "to-nothing"], Those(Presence.IsAny));

        string[] Those(Predicate<string> isThere) =>
            [.. new[] { "file", "folder", "to-file", "to-folder", "to-nothing", "none", "", "file/", "file/below", "none/below", "a\0b", new string('x', 300) }
                .Where(name => isThere(name.Length == 0 ? "" : place.PathOf(name)))];
    }

    [Fact]
    public async Task What_cannot_be_looked_at_is_not_taken_for_absent()
    {
        // A link that leads to itself can be asked by nobody, root among them.
        var loop = place.PathOf("loop");
        File.CreateSymbolicLink(loop, loop);
        Action[] questions =
        [
            () => Presence.IsFile(loop),
            () => Presence.IsFolder(loop),
            () => Presence.IsAny(Path.Combine(loop, "below")),
            () => RunFolder.IsOne(loop),
            () => new RunIndex(loop).List(),
            () => _ = new Snapshot(loop).HasManifest,
            () => Manifest.Load(loop),
        ];
        Assert.All(questions, question => Assert.Contains("symbolic links", Assert.ThrowsAny<Exception>(question).Message, StringComparison.Ordinal));
        using var store = new FolderStore(loop);
        await Assert.ThrowsAnyAsync<LockstepException>(() => store.FindAsync("names/a", TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<LockstepException>(
            async () => await store.ListAsync("", TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }
}
