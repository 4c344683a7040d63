using System.IO.Compression;
using System.Text;
using Lockstep.Archives;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Sharing.Bundles;

/// <summary>A run in one file, to be sent to somebody: a zip of its folder, with the SHA-256 of every file.</summary>
public static class RunBundle
{
    /// <summary>Of a bundle's name.</summary>
    public const string Ending = ".lockstep.zip";

    /// <summary>A file that its owner may write and all may read, as zip keeps a Unix mode.</summary>
    private const int PlainFile = 0x81A4 << 16;

    /// <summary>Zip's own first moment, so that the same run makes the same bytes whenever it is bundled.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What no packing makes smaller.</summary>
    private static readonly string[] Dense = [".safetensors", ".bin", ".png"];

    /// <summary>Writes the bundle, whole or not at all.</summary>
    /// <param name="path">Where to; nothing may be there.</param>
    /// <returns>The number of files in it.</returns>
    /// <exception cref="LockstepException">The run is being trained, its files are not those of its sums, or <paramref name="path"/>
    /// is taken or lies in the run.</exception>
    public static int Write(RunFolder run, string path, CancellationToken cancellation)
    {
        SealedFolder.Refuse(path);
        if (SealedFolder.Holds(run.FullPath, path))
        {
            throw new SealedFolderException(path, $"lies inside the run, whose files would then differ from its {RunFolder.SumsFile}");
        }

        ExportPlace.RefuseExisting(path);
        using var hold = run.AcquireLock();
        var sums = run.CheckedSums(cancellation);
        var name = RunName.From(run.Name);
        string[] files = [.. run.Files().Order(ChecksumListing.ByUtf8Bytes)];
        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
            foreach (var file in files)
            {
                cancellation.ThrowIfCancellationRequested();
                using var content = RegularFile.OpenRead(Path.Combine(run.FullPath, file));
                Add(zip, $"{name}/{file}", content);
            }

            Add(zip, $"{name}/{RunFolder.SumsFile}", new MemoryStream(Encoding.UTF8.GetBytes(sums)));
        });
        return files.Length + 1;
    }

    /// <summary>Unpacks a bundle, and sees that every file is the one that was bundled.</summary>
    /// <param name="into">An empty folder; nothing is written outside it.</param>
    /// <exception cref="LockstepException">The file is no bundle, is damaged, or was changed.</exception>
    public static RunFolder Unpack(string path, string into, CancellationToken cancellation)
    {
        using var file = RegularFile.OpenRead(path);
        var archive = new Archive(Path.GetFileName(path), file);
        if (archive.Kind is not (ArchiveKind.Zip or ArchiveKind.Tar or ArchiveKind.TarGzip))
        {
            throw NotOne(path, ForeignFile.Of(StartOf(file)) is { Cure: { } } other ? other.Or("") : "it is neither a zip nor a tar");
        }

        try
        {
            var name = UnpackFiles(archive, UnpackLimits.For(file.Length), into, cancellation);
            if (name is null || !RunFolder.IsOne(Path.Combine(into, name)))
            {
                throw NotOne(path, "it does not hold the folder of one run");
            }

            var run = RunFolder.Open(Path.Combine(into, name), bundle: path);
            return Presence.IsFile(Path.Combine(run.FullPath, RunFolder.SumsFile)) && run.CheckedSums(cancellation).Length > 0
                ? run
                : throw NotOne(path, $"it has no {RunFolder.SumsFile}, by which its files could be known to be whole");
        }
        catch (UnpackLimitException)
        {
            throw NotOne(path, "it unpacks to far more than any run");
        }
    }

    /// <returns>The one folder that holds everything; null where that isn't so.</returns>
    private static string? UnpackFiles(Archive archive, UnpackLimits limits, string into, CancellationToken cancellation)
    {
        string? top = null;
        var budget = new UnpackBudget(limits);
        foreach (var entry in archive.Entries(budget, cancellation))
        {
            budget.TakeEntry(archive.Name);
            var parts = EntryName.Parse(entry.Name, archive.Name);
            if (entry.Kind == ArchiveEntryKind.Folder)
            {
                continue;
            }

            if (entry.Kind != ArchiveEntryKind.File)
            {
                throw new ArchiveException(archive.Name, $"the entry '{EntryName.Shown(entry.Name)}' is a link, and no run holds one");
            }

            if (parts.Length < 2 || !RunName.IsOne(parts[0]) || (top ??= parts[0]) != parts[0])
            {
                return null;
            }

            var target = Path.Combine([into, .. parts]);
            if (Presence.IsAny(target))
            {
                throw new ArchiveException(archive.Name, $"the entry '{EntryName.Shown(entry.Name)}' is in it twice");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? into);
            using var content = entry.Content();
            using var copy = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
            content.CopyTo(copy);
        }

        return top;
    }

    private static byte[] StartOf(FileStream file)
    {
        file.Position = 0;
        var start = new byte[ForeignFile.Looked];
        return start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    private static void Add(ZipArchive zip, string name, Stream content)
    {
        var entry = zip.CreateEntry(name, Dense.Contains(Path.GetExtension(name)) ? CompressionLevel.NoCompression : CompressionLevel.Optimal);
        entry.LastWriteTime = NoTime;
        entry.ExternalAttributes = PlainFile;
        using var to = entry.Open();
        content.CopyTo(to);
    }

    private static LockstepException NotOne(string path, string reason) => new($"{path}: not a run's bundle: {reason}. Make one with 'lockstep bundle RUN'.");
}
