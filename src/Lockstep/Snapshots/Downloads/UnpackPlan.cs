using Lockstep.Archives;

namespace Lockstep.Snapshots.Downloads;

/// <summary>What comes out of the archives and where it goes: all of it decided, and found harmless, before the first byte is written.</summary>
internal sealed class UnpackPlan
{
    private const int LongestTarget = 4096;

    private readonly IReadOnlyList<Archive> archives;
    private readonly UnpackLimits limits;
    private readonly string? top;
    private readonly List<(string From, string To)> copies = [];

    private UnpackPlan(IReadOnlyList<Archive> archives, UnpackLimits limits, CancellationToken cancellation)
    {
        this.archives = archives;
        this.limits = limits;
        var budget = new UnpackBudget(limits);
        var tree = new PathTree(budget);
        var links = new List<(string Archive, string[] Parts)>();
        var leftovers = new List<string>();
        foreach (var archive in archives)
        {
            var files = 0;
            foreach (var (entry, parts) in Entries(archive, budget, cancellation))
            {
                if (Array.Find(parts, part => Bookkeeping.Is(part)) is { } leftover)
                {
                    leftovers.Add(leftover);
                    continue;
                }

                // A tar's bytes were counted as they were read over; a zip's are passed by.
                if (archive.Kind == ArchiveKind.Zip && entry is { Kind: ArchiveEntryKind.File, Bytes: { } bytes })
                {
                    budget.TakeBytes(archive.Name, bytes);
                }

                var isLink = entry.Kind is ArchiveEntryKind.HardLink or ArchiveEntryKind.SymbolicLink;
                if (isLink && entry.Target.Length > LongestTarget)
                {
                    throw new ArchiveException(archive.Name, $"the entry '{EntryName.Shown(entry.Name)}' is a link to a path that is too long");
                }

                tree.Add(archive.Name, parts, entry.Kind, entry.Bytes ?? 0, entry.Target);
                files += entry.Kind == ArchiveEntryKind.Folder ? 0 : 1;
                if (isLink)
                {
                    links.Add((archive.Name, parts));
                }
            }

            if (files == 0)
            {
                throw new ArchiveException(archive.Name, "it holds no file");
            }
        }

        top = tree.CommonTop();
        foreach (var (archive, parts) in links)
        {
            var (target, bytes) = tree.Resolve(archive, parts);
            budget.TakeBytes(archive, bytes);
            copies.Add((RelPath(target), RelPath(parts)));
        }

        Notes = [.. NotesOf(leftovers, tree)];
    }

    /// <summary>What the user should know of the difference between the archives and the folder.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Reads all archives once, without writing.</summary>
    /// <exception cref="ArchiveException">One of them is damaged or harmful.</exception>
    public static UnpackPlan Of(IReadOnlyList<Archive> archives, UnpackLimits limits, CancellationToken cancellation) => new(archives, limits, cancellation);

    /// <summary>Reads all archives again, and takes their files into the store.</summary>
    /// <returns>The files as a manifest lists them.</returns>
    public IReadOnlyList<ManifestEntry> Take(StoreIntake intake, CancellationToken cancellation)
    {
        var files = new Dictionary<string, ManifestEntry>(StringComparer.Ordinal);
        var budget = new UnpackBudget(limits);
        foreach (var archive in archives)
        {
            foreach (var (entry, parts) in Entries(archive, budget, cancellation))
            {
                if (entry.Kind == ArchiveEntryKind.File && !Array.Exists(parts, part => Bookkeeping.Is(part)))
                {
                    using var content = entry.Content();
                    var relPath = RelPath(parts);
                    files.Add(relPath, intake.Take(relPath, content));
                }
            }
        }

        foreach (var (from, to) in copies)
        {
            files.Add(to, files[from] with { RelPath = to });
        }

        files.Remove(Manifest.FileName);
        return files.Count > 0 ? [.. files.Values] : throw new ArchiveException(archives[0].Name, "it holds no file but a manifest");
    }

    private static IEnumerable<(ArchiveEntry Entry, string[] Parts)> Entries(Archive archive, UnpackBudget budget, CancellationToken cancellation)
    {
        foreach (var entry in archive.Entries(budget, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            var parts = EntryName.Parse(entry.Name, archive.Name);
            if (parts.Length > 0)
            {
                yield return (entry, parts);
            }
            else if (entry.Kind != ArchiveEntryKind.Folder)
            {
                throw new ArchiveException(archive.Name, $"the entry '{EntryName.Shown(entry.Name)}' would take the place of the destination itself");
            }
        }
    }

    private string RelPath(string[] parts) => string.Join('/', top is null ? parts : parts[1..]);

    private IEnumerable<string> NotesOf(List<string> leftovers, PathTree tree)
    {
        if (leftovers.Count > 0)
        {
            yield return $"left out what other programs keep for themselves: {Bookkeeping.Listed(leftovers)}";
        }

        if (top is not null)
        {
            yield return $"the folder '{EntryName.Shown(top)}' held everything; its files lie at the snapshot's root";
        }

        if (copies.Count > 0)
        {
            yield return $"{copies.Count} that were links are files of their own now";
        }

        if (tree.Holds(top is null ? [Manifest.FileName] : [top, Manifest.FileName]))
        {
            yield return $"left out the {Manifest.FileName} that came with it; the snapshot has its own";
        }
    }
}
