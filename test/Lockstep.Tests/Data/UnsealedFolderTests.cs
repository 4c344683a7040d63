using Lockstep.Snapshots;
using Lockstep.Tests.Shared;


namespace Lockstep.Tests.Data;

public sealed class UnsealedFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public UnsealedFolderTests()
    {
        foreach (var name in (string[])["ds/test/cat/1.png", "ds/train/cat/2.png", "alone/cat/1.png", "site/data/cat/1.png"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.PathOf(name))!); // a file's path has a folder
            File.WriteAllText(folder.PathOf(name), name);
        }

        File.WriteAllText(folder.PathOf("site/manifest.json"), """{"name": "a page"}""");
        new Snapshot(folder.PathOf("ds")).Seal("ds", TimeProvider.System, cancellation: TestContext.Current.CancellationToken);
        Directory.CreateSymbolicLink(folder.PathOf("link"), folder.PathOf("ds/test"));
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("alone")]
    [InlineData("site/data")]
    public void A_folder_by_itself_is_to_be_sealed_whatever_other_programs_call_a_manifest(string name) =>
        Assert.Equal($"Write one with 'lockstep data seal {folder.PathOf(name)}'.", UnsealedFolder.Advice(folder.PathOf(name)));

    [Theory]
    [InlineData("ds/test")]
    [InlineData("ds/test/cat")]
    [InlineData("ds/../ds/train/")]
    [InlineData("link")]
    public void A_folder_inside_a_sealed_data_set_is_not(string name)
    {
        var advice = UnsealedFolder.Advice(folder.PathOf(name));
        Assert.Contains($"It lies in the sealed data set {folder.PathOf("ds")}", advice, StringComparison.Ordinal);
        Assert.DoesNotContain("data seal", advice, StringComparison.Ordinal);
    }
}
