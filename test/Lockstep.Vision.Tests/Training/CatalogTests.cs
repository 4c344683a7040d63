using Lockstep.Tests.Shared;
using Lockstep.Vision.Losses;
using Lockstep.Vision.Models;
using Lockstep.Vision.Training.Optimizers;
using Lockstep.Vision.Training.Schedules;

namespace Lockstep.Vision.Tests.Training;

/// <summary>A model, a loss, an optimizer or a schedule is a file, and a line in its catalogue.</summary>
public sealed class CatalogTests
{
    /// <summary>What is special about a model or a loss elsewhere is asked of its file, but for these.</summary>
    private static readonly string[] Elsewhere =
    [
        "OneDnn.cs", // networks that a library computes wrongly on some processors
    ];

    /// <summary>Words of which others make other uses: a key that names a file, a step of training.</summary>
    private static readonly string[] Ambiguous = ["torchscript", "step"];

    [Fact]
    public void Each_is_named_in_one_file()
    {
        var names = new[] { ModelCatalog.Names, LossCatalog.Names, OptimizerCatalog.Names, ScheduleCatalog.Names };
        var sources = Directory.GetFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Elsewhere.Contains(Path.GetFileName(path)) && !path.EndsWith("Catalog.cs", StringComparison.Ordinal))
            .Select(path => (Name: Path.GetFileName(path), Text: File.ReadAllText(path))).ToArray();
        foreach (var name in names.SelectMany(names => names.All).Select(variant => variant.Name).Except(Ambiguous))
        {
            // Those of several sizes make their names of them.
            var naming = sources.Where(source => source.Text.Contains($"\"{name}\"", StringComparison.Ordinal)).Select(source => $"{name} in {source.Name}");
            Assert.Empty(naming.Skip(1));
            Assert.True(naming.Any() || name.StartsWith("resnet", StringComparison.Ordinal), name);
        }

        Assert.All(names, section => Assert.Contains(section.Default, section.All.Select(variant => variant.Name)));
        Assert.All(names, section => Assert.Equal(section.All.Count, section.All.DistinctBy(variant => variant.Name).Count()));
    }
}
