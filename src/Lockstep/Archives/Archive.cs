using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Lockstep.Files;

namespace Lockstep.Archives;

/// <summary>Reads what an archive holds, entry after entry, from a file that is read again from its beginning each time.</summary>
internal sealed class Archive(string name, FileStream file)
{
    private const int TarBlock = 512;
    private const int LongestTarget = 4096;

    private static readonly string[] UnknownEndings =
        [".tar.bz2", ".tbz2", ".tbz", ".bz2", ".tar.xz", ".txz", ".xz", ".tar.zst", ".tzst", ".zst", ".7z", ".rar", ".lzma", ".tar.z"];

    public string Name { get; } = name;

    public ArchiveKind Kind { get; } = KindOf(name, file);

    /// <summary>Whether a file of that name is packed in a way that can't be undone here.</summary>
    public static bool IsOfUnknownKind(string name) => UnknownEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>All entries, those that only describe others left out. A file that is no archive is its own entry.</summary>
    /// <exception cref="ArchiveException">It is damaged, or has an entry that is no file, folder or link.</exception>
    public IEnumerable<ArchiveEntry> Entries(UnpackBudget budget, CancellationToken cancellation)
    {
        file.Position = 0;
        RefuseOthers(Head(file));
        file.Position = 0;
        return Kind switch
        {
            ArchiveKind.Tar => TarEntries(Guarded(file, budget, cancellation, leaveOpen: true), cancellation),
            ArchiveKind.TarGzip => TarEntries(Guarded(Unzipped(), budget, cancellation), cancellation),
            ArchiveKind.Zip => ZipEntries(budget, cancellation),
            ArchiveKind.Gzip =>
                [new ArchiveEntry(Name[..^".gz".Length], ArchiveEntryKind.File, Bytes: null, "", () => Guarded(Unzipped(), budget, cancellation))],
            _ => [new ArchiveEntry(Name, ArchiveEntryKind.File, file.Length, "", () => Guarded(file, budget, cancellation, leaveOpen: true))],
        };
    }

    /// <summary>What is named as an archive and is known to be another thing: a page that a server sent, a pointer, a picture.</summary>
    private void RefuseOthers(byte[] head)
    {
        var isExpected = ForeignFile.Of(head) is not { } other || Kind switch
        {
            ArchiveKind.None => true,
            ArchiveKind.Zip => other.What.StartsWith("a zip", StringComparison.Ordinal),
            // A tar of zeros alone holds nothing, and is whole; one of an older kind begins with a file's name.
            ArchiveKind.Tar => !other.IsText && (other.Cure is null || !head.AsSpan().ContainsAnyExcept((byte)0)),
            _ => other.What == "a gzip file",
        };
        if (!isExpected)
        {
            throw new ArchiveException(Name, $"it is no archive: {ForeignFile.Of(head)?.Or("expected one of the kind that its name says")}");
        }
    }

    private IEnumerable<ArchiveEntry> TarEntries(Stream tar, CancellationToken cancellation)
    {
        using (tar)
        {
            using var reader = new TarReader(tar, leaveOpen: true);
            while (GuardedStream.Guard(Name, () => reader.GetNextEntry()) is { } entry)
            {
                if (entry.EntryType != TarEntryType.GlobalExtendedAttributes)
                {
                    yield return new ArchiveEntry(entry.Name, KindOf(entry), entry.Length, entry.LinkName, () => new GuardedStream(entry.DataStream
                        ?? Stream.Null, leaveOpen: true, Name, budget: null, cancellation)
                    { ExpectedLength = entry.Length });
                }
            }

            // A packed one has its checksum at its end, behind the last entry.
            var rest = new byte[1 << 16];
            while (Kind == ArchiveKind.TarGzip && tar.Read(rest, 0, rest.Length) > 0)
            {
            }
        }
    }

    private ArchiveEntryKind KindOf(TarEntry entry) => entry.EntryType switch
    {
        _ when entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.Any(key => key.StartsWith("GNU.sparse", StringComparison.Ordinal)) =>
            throw Refused(entry.Name, "is a sparse file, which can't be unpacked"),
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile =>
            entry.Length == 0 && entry.Name.EndsWith('/') ? ArchiveEntryKind.Folder : ArchiveEntryKind.File,
        TarEntryType.Directory => ArchiveEntryKind.Folder,
        TarEntryType.HardLink => ArchiveEntryKind.HardLink,
        TarEntryType.SymbolicLink => ArchiveEntryKind.SymbolicLink,
        TarEntryType.BlockDevice or TarEntryType.CharacterDevice => throw Refused(entry.Name, "is a device"),
        TarEntryType.Fifo => throw Refused(entry.Name, "is a pipe"),
        var other => throw Refused(entry.Name, $"is neither file nor folder but '{EntryName.Shown(other.ToString())}'"),
    };

    private IEnumerable<ArchiveEntry> ZipEntries(UnpackBudget budget, CancellationToken cancellation)
    {
        // A name that is not marked as UTF-8 is taken for it all the same, and refused where it isn't.
        using var zip = GuardedStream.Guard(Name, () => new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8));
        var entries = GuardedStream.Guard(Name, () => zip.Entries);
        if (ZipMethods.FirstUnknown(file.SafeFileHandle) is var (index, method) && index < entries.Count && !entries[index].IsEncrypted)
        {
            throw Refused(
                entries[index].FullName,
                $"is compressed by {method}, which can't be unpacked here. Unpack the archive yourself, and seal the folder with 'lockstep data seal'");
        }

        foreach (var entry in entries)
        {
            if (entry.IsEncrypted)
            {
                throw Refused(entry.FullName, "is encrypted");
            }

            GuardedStream Content() => new(
                GuardedStream.Guard(Name, entry.Open), leaveOpen: false, Name, budget,
                cancellation)
            { ExpectedLength = entry.Length, ExpectedChecksum = entry.Crc32 };
            var kind = KindOf(entry);
            yield return new ArchiveEntry(
                entry.FullName, kind, entry.Length, kind == ArchiveEntryKind.SymbolicLink ? TargetOf(entry.FullName, Content) : "", Content);
        }
    }

    private ArchiveEntryKind KindOf(ZipArchiveEntry entry)
    {
        // A zip made on Unix keeps the file's mode in the upper half; its type is in the uppermost four bits.
        var type = (entry.ExternalAttributes >> 16) & 0xF000;
        return type switch
        {
            0x4000 => ArchiveEntryKind.Folder,
            0xA000 => ArchiveEntryKind.SymbolicLink,
            0 or 0x8000 => entry.FullName.EndsWith('/') ? ArchiveEntryKind.Folder : ArchiveEntryKind.File,
            0x2000 or 0x6000 => throw Refused(entry.FullName, "is a device"),
            _ => throw Refused(entry.FullName, "is neither file nor folder"),
        };
    }

    private string TargetOf(string entry, Func<Stream> content)
    {
        using var stream = content();
        var bytes = new byte[LongestTarget];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length < LongestTarget ? Encoding.UTF8.GetString(bytes, 0, length) : throw Refused(entry, "is a link to a path that is too long");
    }

    private ArchiveException Refused(string entry, string fault) => new(Name, $"the entry '{EntryName.Shown(entry)}' {fault}");

    private GuardedStream Guarded(Stream stream, UnpackBudget budget, CancellationToken cancellation, bool leaveOpen = false) =>
        new(stream, leaveOpen, Name, budget, cancellation);

    private GzipReader Unzipped()
    {
        file.Position = 0;
        return new GzipReader(file, leaveOpen: true);
    }

    private static ArchiveKind KindOf(string name, FileStream file)
    {
        bool Ends(string ending) => name.Length > ending.Length && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
        return Ends(".tar.gz") || Ends(".tgz") ? ArchiveKind.TarGzip
            : Ends(".tar") ? ArchiveKind.Tar
            : Ends(".zip") ? ArchiveKind.Zip
            : Ends(".gz") ? (IsIdx(UnzippedHead(file)) ? ArchiveKind.None : ArchiveKind.Gzip)
            : Path.GetExtension(name).Length == 0 ? KindOf(file)
            : ArchiveKind.None;
    }

    /// <summary>The kind of a file whose name says nothing.</summary>
    private static ArchiveKind KindOf(FileStream file)
    {
        file.Position = 0;
        var head = Head(file);
        return head is [0x50, 0x4B, 3, 4, ..] or [0x50, 0x4B, 5, 6, ..] ? ArchiveKind.Zip
            : IsTar(head) ? ArchiveKind.Tar
            : head is [0x1F, 0x8B, ..] && IsTar(UnzippedHead(file)) ? ArchiveKind.TarGzip
            : ArchiveKind.None;
    }

    private static bool IsTar(byte[] head) => head.Length == TarBlock && head.AsSpan(257, 5).SequenceEqual("ustar"u8);

    /// <summary>MNIST's format, which is read as it is: two zeros, the kind of number, how many dimensions.</summary>
    private static bool IsIdx(byte[] head) => head is [0, 0, 0x08 or 0x09 or (>= 0x0B and <= 0x0E), > 0, ..];

    private static byte[] UnzippedHead(FileStream file)
    {
        file.Position = 0;
        using var unzipped = new GzipReader(file, leaveOpen: true);
        try
        {
            return Head(unzipped);
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    private static byte[] Head(Stream stream)
    {
        var head = new byte[TarBlock];
        return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }
}
