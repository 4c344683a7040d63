using Lockstep.Files;
using Lockstep.Sharing.Bags;
using Lockstep.Snapshots;


namespace Lockstep.Tests.Sharing;

public sealed class BagTests
{
    private static readonly DateOnly Day = new(2026, 1, 5);

    [Fact]
    public void A_snapshot_comes_back_whole_from_its_bag()
    {
        using var place = Bagged();
        var bag = Bag.Open(place.PathOf("bag"));
        var check = bag.Verify(TestContext.Current.CancellationToken);
        Assert.Empty(check.Findings);
        Assert.Equal(5, check.Files);
        Assert.Equal(place.Manifest.Id, Assert.Single(bag.Info, label => label.Key == "External-Identifier").Value);
        Assert.Equal("2026-01-05", Assert.Single(bag.Info, label => label.Key == "Bagging-Date").Value);

        var payload = new Snapshot(place.PathOf("bag/data"));
        Assert.Empty(payload.Verify(
            Manifest.Load(payload.ManifestPath), trustUntouched: false, TimeProvider.System, cancellation: TestContext.Current.CancellationToken).Findings);
    }

    [Fact]
    public void The_tag_files_are_those_of_RFC_8493()
    {
        using var place = Bagged();
        Assert.Equal("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", place.Read("bag/bagit.txt"));
        var bytes = place.Manifest.Bytes + new FileInfo(place.Snapshot.ManifestPath).Length;
        Assert.EndsWith($"\nPayload-Oxum: {bytes}.5\n", place.Read("bag/bag-info.txt"), StringComparison.Ordinal);
        Assert.Equal(
            Sums(place, "data/cat/1.png", "data/cat/2.png", "data/dog/1.png", "data/manifest.json", "data/notes.txt"),
            place.Read("bag/manifest-sha256.txt"));
        Assert.Equal(
            Sums(place, "bag-info.txt", "bagit.txt", "manifest-sha256.txt"),
            place.Read("bag/tagmanifest-sha256.txt"));
    }

    [Fact]
    public void Names_with_line_ends_and_percent_signs_are_encoded_and_nothing_else()
    {
        using var place = Bagged("100%.txt", "%25.txt", "b\\c ü.txt");
        Assert.Equal(
            ["data/%2525.txt", "data/100%25.txt", "data/b\\c ü.txt", "data/manifest.json"],
            File.ReadAllLines(place.PathOf("bag/manifest-sha256.txt")).Select(line => line[66..]));
        Assert.Empty(Findings(place));

        // A snapshot refuses such names; a bag may have them.
        place.Write("bag/data/a\nb/c\rd", "abc");
        File.Delete(place.PathOf("bag/tagmanifest-sha256.txt"));
        File.Delete(place.PathOf("bag/bag-info.txt"));
        place.Write("bag/manifest-sha256.txt", place.Read("bag/manifest-sha256.txt") + BagManifest.Write([(Sha256.Of("abc"), "data/a\nb/c\rd")]));
        Assert.EndsWith("  data/a%0Ab/c%0Dd\n", place.Read("bag/manifest-sha256.txt"), StringComparison.Ordinal);
        Assert.Empty(Findings(place));
    }

    [Fact]
    public void A_percent_sign_that_a_writer_left_as_it_is_is_found()
    {
        using var place = Bagged("%25.txt");
        Assert.NotEmpty(place.Read("bag/manifest-sha256.txt"));
        place.Write("bag/manifest-sha256.txt", place.Read("bag/manifest-sha256.txt").Replace("%2525", "%25", StringComparison.Ordinal));
        File.Delete(place.PathOf("bag/tagmanifest-sha256.txt"));
        Assert.Empty(Findings(place));

        place.Write("bag/bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n");
        Assert.Empty(Findings(place));
    }

    [Fact]
    public void Every_difference_is_a_finding()
    {
        using var place = Bagged();
        place.Write("bag/data/cat/1.png", "content of cat/1.pnG");
        File.Delete(place.PathOf("bag/data/cat/2.png"));
        place.Write("bag/data/new.txt", "new");
        place.Write("bag/bag-info.txt", place.Read("bag/bag-info.txt") + "Contact-Name: A\n");
        Assert.Equal(
            [
                (SnapshotFindingKind.Changed, "bag-info.txt"), (SnapshotFindingKind.Changed, "bag-info.txt"), (SnapshotFindingKind.Changed, "data/cat/1.png"),
                (SnapshotFindingKind.Missing, "data/cat/2.png"), (SnapshotFindingKind.Extra, "data/new.txt"),
            ],
            Findings(place).Select(finding => (finding.Kind, finding.RelPath))
                .OrderBy(finding => finding.RelPath, StringComparer.Ordinal).ThenBy(finding => finding.Kind));
    }

    [Fact]
    public void A_bag_of_copies_is_independent_of_the_snapshot()
    {
        using var place = new SnapshotFolder();
        BagWriter.Write(place.Snapshot, place.Manifest, place.PathOf("copied"), Day, "Lockstep", copy: true, TestContext.Current.CancellationToken);
        using (var file = new FileStream(place.Snapshot.PathOf("notes.txt"), FileMode.Open))
        {
            file.WriteByte((byte)'X');
        }

        Assert.StartsWith("c", place.Read("copied/data/notes.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_in_the_snapshot_is_a_file_in_the_bag()
    {
        using var place = new SnapshotFolder("cat/1.png");
        File.CreateSymbolicLink(place.PathOf("cats/link.png"), "cat/1.png");
        var manifest = place.Snapshot.Seal("cats", TimeProvider.System, cancellation: TestContext.Current.CancellationToken);
        BagWriter.Write(place.Snapshot, manifest, place.PathOf("bag"), Day, "Lockstep", copy: false, TestContext.Current.CancellationToken);
        Assert.Null(new FileInfo(place.PathOf("bag/data/link.png")).LinkTarget);
        Assert.Empty(Findings(place));
    }

    [Fact]
    public void A_bag_appears_whole_or_not_at_all_and_replaces_nothing()
    {
        using var place = new SnapshotFolder();
        File.Delete(place.PathOf("cats/notes.txt"));
        Assert.ThrowsAny<IOException>(
            () => BagWriter.Write(place.Snapshot, place.Manifest, place.PathOf("bag"), Day, "Lockstep", copy: true, TestContext.Current.CancellationToken));
        Assert.Equal([place.PathOf("cats")], Directory.GetFileSystemEntries(place.Place));

        place.Write("bag", "precious");
        Assert.Throws<LockstepException>(
            () => BagWriter.Write(place.Snapshot, place.Manifest, place.PathOf("bag"), Day, "Lockstep", copy: true, TestContext.Current.CancellationToken));
        Assert.Equal("precious", place.Read("bag"));
        Assert.Throws<SealedFolderException>(() =>
            BagWriter.Write(place.Snapshot, place.Manifest, place.PathOf("cats/bag"), Day, "Lockstep", copy: true, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("md5", "9d0b1e2e07e2b8b53ba5d4b4a41ba1ba", false)]
    [InlineData("md5", "900150983cd24fb0d6963f7d28e17f72", true)]
    [InlineData("sha1", "A9993E364706816ABA3E25717850C26C9CD0D89D", true)]
    [InlineData(
        "sha512", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f", true)]
    public void Other_digests_are_accepted(string algorithm, string digest, bool isAbc)
    {
        using var place = Bagged("abc");
        place.Write("bag/data/abc", "abc");
        foreach (var name in (string[])["manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt", "data/manifest.json"])
        {
            File.Delete(place.PathOf($"bag/{name}"));
        }

        place.Write($"bag/manifest-{algorithm}.txt", $"{digest} *data/abc\r\n");
        Assert.Equal(isAbc ? 0 : 1, Findings(place).Count);
    }

    [Fact]
    public void A_file_to_fetch_is_missing_until_it_is_there()
    {
        using var place = Bagged();
        File.Move(place.PathOf("bag/data/notes.txt"), place.PathOf("notes.txt"));
        File.Delete(place.PathOf("bag/bag-info.txt"));
        File.Delete(place.PathOf("bag/tagmanifest-sha256.txt"));
        place.Write("bag/fetch.txt", "https://example.org/notes.txt - data/notes.txt\nhttps://example.org/x 12 data/unlisted\n");
        Assert.Equal(
            [
                "data/notes.txt is missing; fetch.txt says to fetch it from https://example.org/notes.txt",
                "data/unlisted is named by fetch.txt, but no payload manifest lists it"
            ],
            Findings(place).Select(finding => finding.ToString()));
        Assert.Equal([null, 12L], Bag.Open(place.PathOf("bag")).Fetch.Select(file => file.Bytes));
    }

    [Fact]
    public void From_version_1_0_each_payload_manifest_lists_every_file()
    {
        using var place = Bagged("abc");
        place.Write("bag/data/abc", "abc");
        var sha256 = place.Read("bag/manifest-sha256.txt");
        place.Write("bag/manifest-md5.txt", "900150983cd24fb0d6963f7d28e17f72  data/abc\n");
        place.Write(
            "bag/manifest-sha256.txt",
            string.Concat(sha256.Split('\n').Where(line => line.EndsWith("manifest.json", StringComparison.Ordinal)).Select(line => line + "\n")));
        File.Delete(place.PathOf("bag/tagmanifest-sha256.txt"));
        File.Delete(place.PathOf("bag/bag-info.txt"));
        Assert.Equal(
            [
                "data/abc is not listed in manifest-sha256.txt, but in another payload manifest; each must list all",
                "data/manifest.json is not listed in manifest-md5.txt, but in another payload manifest; each must list all"
            ],
            Findings(place).Select(finding => finding.ToString()));
        place.Write("bag/bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n");
        Assert.Empty(Findings(place));
    }

    [Fact]
    public void A_link_that_leads_out_of_the_payload_is_not_followed()
    {
        using var place = Bagged();
        place.Write("outside/x", "abc");
        Directory.CreateSymbolicLink(place.PathOf("bag/data/elsewhere"), place.PathOf("outside"));
        File.Delete(place.PathOf("bag/tagmanifest-sha256.txt"));
        File.Delete(place.PathOf("bag/bag-info.txt"));
        place.Write("bag/manifest-sha256.txt", place.Read("bag/manifest-sha256.txt") + $"{Sha256.Of("abc")}  data/elsewhere/x\n");
        Assert.Equal(
            [(SnapshotFindingKind.Unreadable, "data/elsewhere"), (SnapshotFindingKind.Missing, "data/elsewhere/x")],
            Findings(place).Select(finding => (finding.Kind, finding.RelPath)));

        Directory.Delete(place.PathOf("bag/data"), recursive: true);
        Directory.CreateSymbolicLink(place.PathOf("bag/data"), place.PathOf("cats"));
        Assert.Throws<BagException>(() => Bag.Open(place.PathOf("bag")));
    }

    private static string Sums(SnapshotFolder place, params string[] paths) =>
        string.Concat(paths.Select(path => $"{Sha256.OfFile(place.PathOf($"bag/{path}"), TestContext.Current.CancellationToken).Digest}  {path}\n"));

    private static SnapshotFolder Bagged(params string[] relPaths)
    {
        var place = new SnapshotFolder(relPaths);
        BagWriter.Write(place.Snapshot, place.Manifest, place.PathOf("bag"), Day, "Lockstep 0", copy: true, TestContext.Current.CancellationToken);
        return place;
    }

    private static IReadOnlyList<SnapshotFinding> Findings(SnapshotFolder place) =>
        Bag.Open(place.PathOf("bag")).Verify(TestContext.Current.CancellationToken).Findings;
}
