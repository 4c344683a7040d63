using Lockstep.Snapshots;
using Lockstep.Tests.Shared;


namespace Lockstep.Tests.Data;

public sealed class GateTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_the_manifest_that_the_recipe_pins_gets_through(bool isSealed)
    {
        using var folder = new TemporaryFolder();
        folder.Write("cat/1.png", "one");
        var snapshot = new Snapshot(folder.FullPath);
        var id = (isSealed ? snapshot.Seal("x", TimeProvider.System, cancellation: TestContext.Current.CancellationToken) : snapshot.Describe(
            "x", trustUntouched: false, TimeProvider.System, cancellation: TestContext.Current.CancellationToken)).Id;
        GatePass Pass(string? pinned) => Gate.Pass(snapshot, null, "auto", pinned, TimeProvider.System, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(id, Pass(id).Manifest.Id);
        Assert.Equal(id, Pass(null).Manifest.Id);
        var other = new string('0', 64);
        Assert.StartsWith(
            $"Data: {folder.FullPath} is the data set of manifest {id}, but the recipe asks for {other} (data.manifest).",
            Assert.Throws<GateException>(() => Pass(other)).Message,
            StringComparison.Ordinal);
    }
}
