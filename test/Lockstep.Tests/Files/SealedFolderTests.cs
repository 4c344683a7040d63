using Lockstep.Files;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Files;

public sealed class SealedFolderTests
{
    private const string Manifest = """{"count": 1, "files": [{"relpath": "a.png", "bytes": 1, "sha256": "aa"}]}""";

    [Theory]
    [InlineData("sealed")]
    [InlineData("sealed/new.tsv")]
    [InlineData("sealed/not/there/yet/new.tsv")]
    [InlineData("sealed/inner/new.tsv")]
    [InlineData("away/../sealed/new.tsv")]
    [InlineData("link/new.tsv")]
    [InlineData("link/not/there/new.tsv")]
    [InlineData("links/to/link/new.tsv")]
    [InlineData("into-inner/new.tsv")]
    [InlineData("dangling/new.tsv")]
    [InlineData("file-link")]
    public void A_place_in_a_sealed_folder_is_found_whichever_way_leads_there(string path)
    {
        using var place = new TemporaryFolder();
        place.Write("sealed/manifest.json", Manifest);
        place.Write("sealed/inner/a.png", "a");
        place.Write("links/here", "");
        place.Write("away/here", "");
        File.CreateSymbolicLink(place.PathOf("link"), "sealed");
        File.CreateSymbolicLink(place.PathOf("links/to"), "..");
        File.CreateSymbolicLink(place.PathOf("into-inner"), place.PathOf("link/inner"));
        File.CreateSymbolicLink(place.PathOf("dangling"), "link/later/still-later");
        File.CreateSymbolicLink(place.PathOf("file-link"), "sealed/inner/a.png");
        Assert.Equal(RealPath.Of(place.PathOf("sealed")), SealedFolder.Around(place.PathOf(path)));
        Assert.Throws<SealedFolderException>(() => SealedFolder.Refuse(place.PathOf(path)));
    }

    [Theory]
    [InlineData(Manifest, true)]
    [InlineData("""{"files": [{"bytes": 1, "more": {"a": [1]}, "relpath": "a.png"}]}""", true)]
    [InlineData("""{"id": "aa", "name": "x", "count": 1, "files": [{"relpath": "a.png", "bytes": 1, "sha2""", true)]
    [InlineData("""{"count": 0, "files": []}""", true)]
    [InlineData("""{"name": "a web page", "icons": [{"src": "a.png"}]}""", false)]
    [InlineData("""{"files": {"main.js": "main.1234.js"}}""", false)]
    [InlineData("""{"files": ["a.js"]}""", false)]
    [InlineData("""[{"relpath": "a.png"}]""", false)]
    [InlineData("not JSON", false)]
    [InlineData("", false)]
    public void A_seal_is_a_manifest_that_lists_files(string manifest, bool isSeal)
    {
        using var place = new TemporaryFolder();
        place.Write("it/manifest.json", manifest);
        Assert.Equal(isSeal, SealedFolder.Around(place.PathOf("it/new.tsv")) is not null);
    }

    [Fact]
    public void A_finished_run_is_sealed_too_and_one_that_runs_is_not()
    {
        using var place = new TemporaryFolder();
        place.Write("run/run.json", "{}");
        place.Write("run/locks/manifest.json", Manifest);
        Assert.Null(SealedFolder.Around(place.PathOf("run/locks/new.json")));
        place.Write("run/SHA256SUMS", "");
        Assert.Contains(
            "finished run",
            Assert.Throws<SealedFolderException>(() => SealedFolder.Refuse(place.PathOf("run/locks/new.json"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_a_sealed_folder_and_over_a_link_out_of_it_is_no_place_in_it()
    {
        using var place = new TemporaryFolder();
        place.Write("sealed/manifest.json", Manifest);
        place.Write("out/a.png", "a");
        File.CreateSymbolicLink(place.PathOf("sealed/leads-out"), place.PathOf("out"));
        Assert.Null(SealedFolder.Around(place.PathOf("sealed.split.tsv")));
        Assert.Null(SealedFolder.Around(place.PathOf("sealed/leads-out/new.tsv")));
    }

    [Fact]
    public void Links_that_lead_round_in_circles_are_an_error_of_their_own()
    {
        using var place = new TemporaryFolder();
        File.CreateSymbolicLink(place.PathOf("a"), "b");
        File.CreateSymbolicLink(place.PathOf("b"), "a");
        Assert.Contains(
            "round in circles", Assert.Throws<LockstepException>(() => SealedFolder.Around(place.PathOf("a/new"))).Message, StringComparison.Ordinal);
    }
}
