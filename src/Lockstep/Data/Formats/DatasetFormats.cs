namespace Lockstep.Data.Formats;

/// <summary>Every format, in the order in which they are tried.</summary>
public static class DatasetFormats
{
    public const string Auto = "auto";

    /// <summary>The most particular first: image folders recognise nearly everything.</summary>
    private static readonly IDatasetFormat[] All = [new CocoClassification(), new LabelTable(), new CifarBinary(), new Idx(), new ImageFolders()];

    /// <summary>What a recipe may name: <c>auto</c>, and every format.</summary>
    public static IReadOnlyList<string> Names { get; } = [Auto, .. All.Select(format => format.Name)];

    /// <summary>The format named, or for <c>auto</c> the first that recognises the snapshot.</summary>
    /// <exception cref="LockstepException">None does.</exception>
    public static IDatasetFormat Choose(string name, Manifest manifest) => name == Auto
        ? Array.Find(All, format => format.Recognises(manifest)) ?? throw new LockstepException(
            $"Data: {(manifest.Files.Count == 1 ? "the one file doesn't belong" : $"none of the {manifest.Files.Count} files belongs")} to a data set of a known format. Expected one of:{string.Concat(All.Select(format => $"\n  {format.Name}: {format.Expects}"))}")
        : Array.Find(All, format => format.Name == name) ?? throw new ArgumentException($"No format is named '{name}'.", nameof(name));
}
