using CsCheck;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Sharing.Bags;
using Lockstep.Sharing.Bundles;
using Lockstep.Snapshots;
using Lockstep.Tests.Runs;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Data;

/// <summary>Every name that a seal accepts comes back as it was from all that is written of it.</summary>
public sealed class NamesTests
{
    [Fact]
    public void All_tables_give_back_the_names_that_were_written() => Gen.Select(OddNames.All.Array[2, 2], OddNames.All.Array[2, 6]).Sample(
        (classes, names) =>
        {
            if (classes.Distinct(StringComparer.Ordinal).Count() < 2 || classes.Any(name => Splits.Of(name) is not null))
            {
                return;
            }

            using var place = new TemporaryFolder();
            var folder = Directory.CreateDirectory(place.PathOf("data")).FullName;
            foreach (var (index, name) in names.Distinct(StringComparer.Ordinal).Index())
            {
                Directory.CreateDirectory(Path.Combine(folder, classes[index % 2]));
                File.WriteAllText(Path.Combine(folder, classes[index % 2], name + ".png"), name);
            }

            var snapshot = new Snapshot(folder);
            var manifest = snapshot.Seal("names", TimeProvider.System, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(manifest.Files, Manifest.Parse(manifest.ToUtf8Json(), "it").Files);
            if (names.Distinct(StringComparer.Ordinal).Count() < 2)
            {
                return;
            }

            var data = new DataRecipe("folders", "auto", "apply", "fail");
            var dataset = Dataset.Read(snapshot, manifest, data, new SplitRecipe(null, 0.5, 0, false), null);
            var path = place.Write("it.tsv", SplitFile.Write(dataset, manifest.Id, "a test"));
            foreach (var split in (SplitFile[])[
                SplitFile.Load(path), SplitFile.Parse(File.ReadAllText(path).Replace("\n", "\r\n", StringComparison.Ordinal), path)
            ])
            {
                Assert.Equal(dataset.Listing(), Dataset.Read(snapshot, manifest, data, new SplitRecipe(path, 0.5, 1, false), split).Listing());
                Assert.Equal(Sha256.Of(dataset.Listing()), split.Digest);
            }

            var run = RunFolder.Create(place.PathOf("runs"), "it");
            File.WriteAllText(run.SamplesPath, dataset.Listing());
            run.WriteSampleIds(dataset.Train.Concat(dataset.Validation).Select(sample => sample.Id));
            run.Seal(Records.Of("it"));
            RunBundle.Write(run, place.PathOf("it.zip"), TestContext.Current.CancellationToken);
            var unpacked = RunBundle.Unpack(
                place.PathOf("it.zip"), Directory.CreateDirectory(place.PathOf("out")).FullName, TestContext.Current.CancellationToken);
            Assert.Equal(
                dataset.Samples.ToDictionary(item => (uint)item.Sample.Id, item => item.Sample.Source.Name), SampleNames.Read(unpacked).ToDictionary());

            // A bag lists the same files by RFC 8493.
            BagWriter.Write(snapshot, manifest, place.PathOf("bag"), new DateOnly(2026, 1, 1), "a test", copy: false, TestContext.Current.CancellationToken);
            Assert.Empty(Bag.Open(place.PathOf("bag")).Verify(TestContext.Current.CancellationToken).Findings);
        },
        iter: 60);
}
