using System.Reflection;
using Lockstep.Randomness;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Augmentation;

namespace Lockstep.Vision.Tests.Augmentation;

/// <summary>An augmentation is a file, and a line in the catalogue.</summary>
public sealed class AugmentationCatalogTests
{
    private static (IReadOnlyList<string> Keys, RandomPurpose Purpose)[] All { get; } =
    [
        .. AugmentationCatalog.OfImages.Select(builtIn => (NamesOf(builtIn.Keys), builtIn.Purpose)),
        .. AugmentationCatalog.OfTensors.Select(builtIn => (NamesOf(builtIn.Keys), builtIn.Purpose)),
        .. AugmentationCatalog.OfBatches.Select(builtIn => (NamesOf(builtIn.Keys), builtIn.Purpose)),
    ];

    [Fact]
    public void No_two_draw_from_one_stream_but_the_two_that_always_did()
    {
        var reserved = typeof(RandomPurpose).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Select(property => (RandomPurpose)property.GetValue(null)!);
        var purposes = All.Select(builtIn => builtIn.Purpose).Where(purpose => purpose != RandomPurpose.None && purpose != RandomPurpose.Augment)
            .Append(BatchMixing.WhichWay).ToArray();

        Assert.Equal(purposes.Length, purposes.Distinct().Count());
        Assert.Empty(purposes.Intersect(reserved));
        Assert.All(purposes, purpose => Assert.InRange(purpose.Number, 16u, 254u));
        Assert.Equal(2, All.Count(builtIn => builtIn.Purpose == RandomPurpose.Augment));
    }

    /// <summary>Presets name keys of many, which is all that they do.</summary>
    [Fact]
    public void No_other_file_names_a_key_of_its()
    {
        var sources = Directory.GetFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith("AugmentationPresets.cs", StringComparison.Ordinal))
            .Select(path => (Name: Path.GetFileName(path), Text: File.ReadAllText(path))).ToArray();
        foreach (var key in All.SelectMany(builtIn => builtIn.Keys).Except(["interpolation"]))
        {
            Assert.Single(sources.Where(source => source.Text.Contains($"\"{key}\"", StringComparison.Ordinal)).Select(source => $"{key} in {source.Name}"));
        }
    }

    private static IReadOnlyList<string> NamesOf(IReadOnlyList<Schema.Key> keys) => [.. keys.Select(key => key.Name)];
}
