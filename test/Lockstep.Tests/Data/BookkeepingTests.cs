using Lockstep.Sharing.Dvc;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;


namespace Lockstep.Tests.Data;

public sealed class BookkeepingTests
{
    private static readonly string[] Kept = [
        ".git/HEAD", ".git/objects/ab/cd", ".hg/x", ".svn/entries", ".dvc/config", "cat/.DS_Store", "dog/.DS_Store", "cat/Thumbs.db", "desktop.ini",
        "@eaDir/1.png/S.jpg", "__MACOSX/cat/._1.png", "cat/.ipynb_checkpoints/1-checkpoint.png", ".lockstep/objects/ab/cd"
    ];

    [Fact]
    public void What_other_programs_keep_for_themselves_is_not_sealed_and_its_change_is_no_finding()
    {
        using var folder = Folder();
        var manifest = Seal(folder);
        Assert.Equal([".gitignore", "cat/1.png", "dog/2.png"], manifest.Files.Select(file => file.RelPath));
        Assert.Equal(
            ".dvc, .git, .hg, .lockstep, .svn, @eaDir, __MACOSX, .DS_Store (2), .ipynb_checkpoints, Thumbs.db, desktop.ini",
            Bookkeeping.Listed(manifest.LeftOut));
        folder.Write(".git/objects/pack", "new");
        File.Delete(folder.PathOf(".git/HEAD"));
        Assert.Empty(Verify(folder, manifest).Findings);
        Assert.Empty(new Snapshot(folder.FullPath).VerifySizes(manifest, TestContext.Current.CancellationToken));
        Assert.NotNull(Gate.Pass(new Snapshot(folder.FullPath), null, "auto", TimeProvider.System, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_manifest_that_lists_it_all_the_same_is_held_to_what_it_lists()
    {
        using var folder = Folder();
        var listing = SnapshotListing.WithBookkeeping(folder.FullPath, TestContext.Current.CancellationToken);
        var manifest = Manifest.Of(
            listing.Files.Select(file => new ManifestEntry(file.RelPath, file.Status.Size, Lockstep.Files.Sha256.OfFile(folder.PathOf(file.RelPath)).Digest)),
            null);
        Assert.Equal(Kept.Length + 3, manifest.Files.Count);
        Assert.Empty(Verify(folder, manifest).Findings);
        folder.Write(".git/index.lock", "new");
        Assert.Empty(Verify(folder, manifest).Findings);
        folder.Write(".git/HEAD", "other");
        Assert.Equal([".git/HEAD"], Verify(folder, manifest).Findings.Select(finding => finding.RelPath));
        Assert.Equal(
            [".git/HEAD"], new Snapshot(folder.FullPath).VerifySizes(manifest, TestContext.Current.CancellationToken).Select(finding => finding.RelPath));
    }

    [Fact]
    public void A_folder_that_was_sealed_with_it_is_the_same_data_set_as_long_as_all_of_it_is_there()
    {
        using var folder = Folder();
        var listing = SnapshotListing.WithBookkeeping(folder.FullPath, TestContext.Current.CancellationToken);
        var manifest = Manifest.Of(
            listing.Files.Select(file => new ManifestEntry(file.RelPath, file.Status.Size, Lockstep.Files.Sha256.OfFile(folder.PathOf(file.RelPath)).Digest)),
            null);
        var snapshot = new Snapshot(folder.FullPath);
        snapshot.Write(manifest);
        folder.Write(".git/index.lock", "new");
        Assert.Equal(manifest.Id, snapshot.Describe(null, trustUntouched: false, TimeProvider.System, cancellation: TestContext.Current.CancellationToken).Id);
        File.Delete(folder.PathOf(".git/HEAD"));
        Assert.Equal(
            [".gitignore", "cat/1.png", "dog/2.png"],
            snapshot.Describe(null, trustUntouched: false, TimeProvider.System, cancellation: TestContext.Current.CancellationToken).Files
                .Select(file => file.RelPath));
    }

    [Fact]
    public void A_folder_of_nothing_else_is_refused_by_its_names()
    {
        using var folder = new TemporaryFolder();
        folder.Write(".git/HEAD", "x");
        Assert.Contains(
            "no file lies there but other programs' bookkeeping, .git",
            Assert.ThrowsAny<LockstepException>(() => Seal(folder)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void For_DVC_what_DVC_leaves_out_is_left_out_and_nothing_else()
    {
        using var folder = Folder();
        var manifest = Seal(folder);
        var (listing, _) = DvcDirectory.Describe(new Snapshot(folder.FullPath), manifest, TestContext.Current.CancellationToken);
        Assert.Equal([".gitignore", "cat/1.png", "dog/2.png", "manifest.json"], listing.Files.Select(file => file.RelPath));
        var extra = listing.Verify(folder.FullPath, TestContext.Current.CancellationToken).Select(finding => finding.RelPath).ToArray();
        Assert.Contains("cat/Thumbs.db", extra);
        Assert.DoesNotContain(extra, path => path.StartsWith(".git/", StringComparison.Ordinal)
            || path.StartsWith(".hg/", StringComparison.Ordinal) || path.StartsWith(".dvc/", StringComparison.Ordinal));
    }

    private static TemporaryFolder Folder()
    {
        var folder = new TemporaryFolder();
        foreach (var relPath in (string[])[.. Kept, ".gitignore", "cat/1.png", "dog/2.png"])
        {
            folder.Write(relPath, relPath);
        }

        return folder;
    }

    private static Manifest Seal(TemporaryFolder folder) =>
        new Snapshot(folder.FullPath).Seal("x", TimeProvider.System, cancellation: TestContext.Current.CancellationToken);

    private static SnapshotCheck Verify(TemporaryFolder folder, Manifest manifest) =>
        new Snapshot(folder.FullPath).Verify(manifest, trustUntouched: false, TimeProvider.System, cancellation: TestContext.Current.CancellationToken);
}
