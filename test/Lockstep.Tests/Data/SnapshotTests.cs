using CliWrap;
using Lockstep.Data;
using Lockstep.Files;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Data;

public sealed class SnapshotTests
{
    [Fact]
    public void A_link_to_a_folder_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        folder.Write("cat/1.png", "one");
        Directory.CreateSymbolicLink(folder.PathOf("dog"), elsewhere.FullPath);
        Assert.StartsWith(folder.PathOf("dog") + ": a link to a folder", Refused(folder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_not_UTF_8_is_refused()
    {
        using var folder = new TemporaryFolder();
        await ShellAsync(folder, "printf x > $'caf\\xe9.png'");
        Assert.Contains("a file name that is not UTF-8", Refused(folder), StringComparison.Ordinal);
        await ShellAsync(folder, "rm caf*"); // .NET can't name it, to delete it with its folder
    }

    [Fact]
    public void A_link_to_a_file_counts_as_what_it_leads_to()
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        File.CreateSymbolicLink(folder.PathOf("1.png"), elsewhere.Write("store", "one"));
        var snapshot = new Snapshot(folder.FullPath);
        var manifest = snapshot.Seal("x", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([new ManifestEntry("1.png", 3, Sha256.Of("one"))], manifest.Files);
        Assert.Empty(snapshot.Verify(manifest, cancellation: TestContext.Current.CancellationToken));
        elsewhere.Write("store", "two");
        Assert.Equal(SnapshotFindingKind.Content, Assert.Single(snapshot.Verify(manifest, cancellation: TestContext.Current.CancellationToken)).Kind);
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("1.png", "one");
        File.CreateSymbolicLink(folder.PathOf("2.png"), folder.PathOf("gone"));
        Assert.Contains("2.png", Refused(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_files_and_no_folder_are_refused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("empty"));
        Assert.Contains("no file lies there", Refused(folder), StringComparison.Ordinal);
        Assert.Contains("no such folder", Assert.Throws<LockstepException>(() => new Snapshot(folder.PathOf("none")).Describe("x", cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_every_file_that_is_not_what_the_manifest_says()
    {
        using var folder = new TemporaryFolder();
        string[] names = ["content.png", "folder.png", "missing.png", "same.png", "size.png"];
        Array.ForEach(names, name => folder.Write(name, "one"));
        var snapshot = new Snapshot(folder.FullPath);
        var manifest = snapshot.Seal("x", cancellation: TestContext.Current.CancellationToken);
        folder.Write("content.png", "eno");
        folder.Write("size.png", "three");
        folder.Write(".hidden/extra.txt", "new");
        File.Delete(folder.PathOf("missing.png"));
        File.Delete(folder.PathOf("folder.png"));
        Directory.CreateDirectory(folder.PathOf("folder.png"));
        Assert.Equal(
            [
                (".hidden/extra.txt", SnapshotFindingKind.Extra), ("content.png", SnapshotFindingKind.Content), ("folder.png", SnapshotFindingKind.Missing),
                ("missing.png", SnapshotFindingKind.Missing), ("size.png", SnapshotFindingKind.Size),
            ],
            snapshot.Verify(manifest, cancellation: TestContext.Current.CancellationToken).Select(finding => (finding.RelPath, finding.Kind)));
    }

    private static async Task ShellAsync(TemporaryFolder folder, string script) =>
        await Cli.Wrap("bash").WithArguments(["-c", script]).WithWorkingDirectory(folder.FullPath).ExecuteAsync(TestContext.Current.CancellationToken);

    private static string Refused(TemporaryFolder folder)
    {
        var message = Assert.Throws<LockstepException>(() => new Snapshot(folder.FullPath).Seal("x", cancellation: TestContext.Current.CancellationToken)).Message;
        Assert.False(new Snapshot(folder.FullPath).HasManifest);
        return message;
    }
}
