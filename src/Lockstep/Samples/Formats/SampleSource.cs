namespace Lockstep.Samples.Formats;

/// <summary>Where the pixels of a sample lie.</summary>
/// <param name="RelPath">The file, from the snapshot's root.</param>
public abstract record SampleSource(string RelPath)
{
    /// <summary>What names the sample in messages, listings and records; unique in a snapshot.</summary>
    public abstract string Name { get; }
}

/// <summary>A file that is one encoded image.</summary>
public sealed record ImageFile(string RelPath) : SampleSource(RelPath)
{
    /// <inheritdoc/>
    public override string Name => RelPath;
}

/// <summary>One record of a file that holds many images of one size, as raw bytes.</summary>
/// <param name="Layout">Of the file; shared by its records.</param>
/// <param name="Index">From 0.</param>
public sealed record PixelRecord(PixelRecords Layout, int Index) : SampleSource(Layout.RelPath)
{
    /// <inheritdoc/>
    public override string Name => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{RelPath}#{Index}");
}
