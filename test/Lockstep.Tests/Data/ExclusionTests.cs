using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;


namespace Lockstep.Tests.Data;

public sealed class ExclusionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lockstep-test-").FullName;

    [Fact]
    public void The_others_keep_their_ids_and_parts()
    {
        var (snapshot, gate, whole) = Read();
        var gone = new HashSet<string>([whole.Train[1].Source.Name, whole.Validation[0].Source.Name], StringComparer.Ordinal);
        var rest = whole.Without(gone);
        Assert.Equal(whole.Train.Where((_, place) => place != 1), rest.Train);
        Assert.Equal(whole.Validation.Skip(1), rest.Validation);
        Assert.Equal(gone.Order(StringComparer.Ordinal), rest.Excluded);
        Assert.Equal(
            gone.Order(StringComparer.Ordinal), DataLock.Of(snapshot, gate, rest).Relevant["excluded"]?.AsArray().Select(name => name?.GetValue<string>()));
    }

    [Fact]
    public void Without_none_the_lock_is_the_same()
    {
        var (snapshot, gate, whole) = Read();
        Assert.Equal(
            DataLock.Of(snapshot, gate, whole).Relevant.ToJsonString(),
            DataLock.Of(snapshot, gate, whole.Without(new HashSet<string>())).Relevant.ToJsonString());
        Assert.NotEqual(
            DataLock.Of(snapshot, gate, whole).Relevant.ToJsonString(),
            DataLock.Of(snapshot, gate, whole.Without(new HashSet<string> { whole.Train[0].Source.Name })).Relevant.ToJsonString());
    }

    [Fact]
    public void Nothing_left_to_train_on_is_an_error_that_says_how_many_were_left_out()
    {
        var (_, _, whole) = Read();
        var exception = Assert.Throws<LockstepException>(
            () => whole.Without(whole.Train.Select(sample => sample.Source.Name).ToHashSet(StringComparer.Ordinal)));
        Assert.Contains("0 images to train on", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"{whole.Train.Count} broken ones left out", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private (Snapshot Snapshot, GatePass Gate, Dataset Data) Read()
    {
        foreach (var name in (string[])["cat", "dog"])
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            for (var index = 0; index < 6; index++)
            {
                File.WriteAllText(Path.Combine(folder, name, $"{index}.png"), $"{name} {index}");
            }
        }

        var snapshot = new Snapshot(folder);
        var manifest = snapshot.Describe("pets", trustUntouched: false, TimeProvider.System, hashedBytes: null, TestContext.Current.CancellationToken);
        return (snapshot, new GatePass(manifest, "", null), Dataset.Read(
            snapshot, manifest, new DataRecipe("auto", "auto", "apply", "skip"), new SplitRecipe(null, 0.3, 1, true), null));
    }
}
