namespace Lockstep.Archives;

/// <summary>The paths that archives want to fill, before any of it is on a disk: each at most once, and none through a file or a link.</summary>
internal sealed class PathTree(UnpackBudget budget)
{
    private const int MostHops = 40;

    private readonly Node root = new() { Kind = ArchiveEntryKind.Folder };

    /// <summary>Adds a path, and the folders above it.</summary>
    /// <returns>False where a folder is there already.</returns>
    /// <exception cref="ArchiveException">Something else is there, or above it.</exception>
    public void Add(string archive, string[] parts, ArchiveEntryKind kind, long bytes, string target)
    {
        var at = root;
        for (var depth = 0; depth < parts.Length; depth++)
        {
            var isLast = depth == parts.Length - 1;
            var child = at.Child(parts[depth]);
            if (child is null)
            {
                budget.TakeEntry(archive);
                child = at.Add(parts[depth], isLast ? kind : ArchiveEntryKind.Folder);
                if (isLast)
                {
                    (child.Bytes, child.Target) = (bytes, target);
                }
            }
            else if (child.Kind != ArchiveEntryKind.Folder && !isLast)
            {
                throw Refused(archive, parts, $"lies below '{EntryName.Shown(string.Join('/', parts[..(depth + 1)]))}', which is no folder");
            }
            else if (isLast && (child.Kind != ArchiveEntryKind.Folder || kind != ArchiveEntryKind.Folder))
            {
                throw Refused(archive, parts, "is there twice");
            }

            at = child;
        }
    }

    /// <summary>The one folder that holds all files and links; null where there are more, or files beside it.</summary>
    public string? CommonTop() => root.Children is { Count: 1 } only && only.Single() is { Value.Kind: ArchiveEntryKind.Folder } top ? top.Key : null;

    /// <summary>Whether a file or link is there.</summary>
    public bool Holds(string[] parts)
    {
        var at = root;
        foreach (var part in parts)
        {
            if (at.Child(part) is not { } child)
            {
                return false;
            }

            at = child;
        }

        return at.Kind != ArchiveEntryKind.Folder;
    }

    /// <summary>Where a link leads: a file that the archive itself holds.</summary>
    /// <exception cref="ArchiveException">It leads elsewhere.</exception>
    public (string[] Parts, long Bytes) Resolve(string archive, string[] link)
    {
        var hops = 0;
        var found = Follow(link, link, archive, ref hops);
        return (found.Parts(), found.Bytes);
    }

    private Node Follow(string[] path, string[] link, string archive, ref int hops)
    {
        var at = root;
        foreach (var part in path)
        {
            at = Step(at, part, link, archive, ref hops);
        }

        return at.Kind == ArchiveEntryKind.File ? at : throw Refused(archive, link, "is a link to a folder; a snapshot holds its files itself");
    }

    private Node Step(Node from, string part, string[] link, string archive, ref int hops)
    {
        var next = part switch
        {
            "" or "." => from,
            ".." => from.Parent ?? throw Refused(archive, link, "is a link out of the archive"),
            _ => from.Child(part) ?? throw Refused(archive, link, "is a link to what the archive does not hold"),
        };
        while (next.Kind is ArchiveEntryKind.SymbolicLink or ArchiveEntryKind.HardLink)
        {
            if (++hops > MostHops)
            {
                throw Refused(archive, link, $"is a link over more than {MostHops} others");
            }

            if (next.Target.Length == 0 || next.Target[0] == '/')
            {
                throw Refused(archive, link, "is a link out of the archive");
            }

            // A symbolic link begins at its own folder, a hard link at the archive's root.
            var at = next.Kind == ArchiveEntryKind.SymbolicLink && next.Parent is { } folder ? folder : root;
            foreach (var step in next.Target.Split('/'))
            {
                at = Step(at, step, link, archive, ref hops);
            }

            next = at;
        }

        return next;
    }

    private static ArchiveException Refused(string archive, string[] parts, string fault) =>
        new(archive, $"the entry '{EntryName.Shown(string.Join('/', parts))}' {fault}");

    private sealed class Node
    {
        public required ArchiveEntryKind Kind { get; init; }

        public Node? Parent { get; private init; }

        public string Name { get; private init; } = "";

        public long Bytes { get; set; }

        public string Target { get; set; } = "";

        public Dictionary<string, Node>? Children { get; private set; }

        public Node? Child(string name) => Children?.GetValueOrDefault(name);

        public Node Add(string name, ArchiveEntryKind kind) =>
            (Children ??= new(StringComparer.Ordinal))[name] = new Node { Kind = kind, Name = name, Parent = this };

        public string[] Parts()
        {
            var parts = new List<string>();
            for (var at = this; at.Parent is not null; at = at.Parent)
            {
                parts.Add(at.Name);
            }

            parts.Reverse();
            return [.. parts];
        }
    }
}
