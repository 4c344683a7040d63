using System.IO.Compression;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;

namespace Lockstep.Tests.Data.Formats;

/// <summary>A temporary folder of files, read as a data set.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("lockstep-format-").FullName;

    public string PathOf(string relPath) => Path.Combine(Folder, relPath);

    public DataFolder With(string relPath, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(relPath))!); // The folder is never a root.
        File.WriteAllBytes(PathOf(relPath), bytes);
        return this;
    }

    public DataFolder With(string relPath, string text) => With(relPath, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Files whose content does not matter.</summary>
    public DataFolder WithImages(params string[] relPaths)
    {
        foreach (var relPath in relPaths)
        {
            With(relPath, relPath);
        }

        return this;
    }

    public LabelledImages Read(string format = DatasetFormats.Auto)
    {
        var snapshot = new Snapshot(Folder);
        var manifest = snapshot.Describe(null, trustUntouched: false, TimeProvider.System);
        return DatasetFormats.Read(format, snapshot, manifest).Images;
    }

    /// <summary>The message of the error that reading it must end in, without this folder's path.</summary>
    public string Problem(string format = DatasetFormats.Auto) =>
        Assert.ThrowsAny<LockstepException>(() => Read(format)).Message
            .Replace(Folder + "/", "", StringComparison.Ordinal).Replace(Folder, ".", StringComparison.Ordinal);

    /// <summary>The samples in their order: <c>name label split</c>.</summary>
    public static string[] Shown(LabelledImages images) =>
        [.. images.Images.Select(image => $"{image.Source.Name} {images.Classes[image.Class]} {image.Split?.Word() ?? "-"}")];

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
