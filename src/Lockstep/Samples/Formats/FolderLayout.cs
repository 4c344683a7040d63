namespace Lockstep.Samples.Formats;

/// <summary>Which folders of a data set hold the class folders, and what the images below each are for.</summary>
/// <param name="Roots">Each holds a folder per class. None has a part, or all have.</param>
/// <param name="Around">The folder that the parts lie in, or the classes.</param>
/// <param name="LeftOut">Folders beside them, or around, that hold images too.</param>
internal sealed record FolderLayout(IReadOnlyList<FolderLayout.Root> Roots, FolderTree Around, IReadOnlyList<FolderTree> LeftOut)
{
    /// <summary>For messages.</summary>
    public const string Expected = "<class>/<image>, or train/<class>/<image> with val and test likewise";

    /// <param name="Folder">Whose folders are classes.</param>
    /// <param name="Top">What the user sees of it: the folder that is named as a part is, with <paramref name="Folder"/> in it, or that folder itself.</param>
    internal sealed record Root(FolderTree Folder, FolderTree Top, Part? Part);

    public bool BySplit => Roots[0].Part is not null;

    /// <summary>How the folders were read, for people.</summary>
    public string Reading => BySplit
        ? string.Join(", ", Roots.GroupBy(root => root.Part)
            .OrderBy(part => part.Key).Select(part => $"{part.Key?.Word()} from {string.Join(" and ", part.Select(root => root.Folder.RelPath))}"))
        : $"one folder per class{(Roots[0].Folder.RelPath.Length > 0 ? $" of {Roots[0].Folder.RelPath}" : "")}";

    /// <summary>Whether that is said before a training too: the folders are not plainly train, val, test or classes.</summary>
    public bool IsUnusual => BySplit ? Roots.Any(root => root.Folder.RelPath != $"{root.Part?.Word()}/") : Roots[0].Folder.RelPath.Length > 0;

    /// <exception cref="LockstepException">The folders can't be told to be classes or parts.</exception>
    public static FolderLayout Of(FolderTree tree)
    {
        var root = tree;
        while (true)
        {
            var folders = root.WithImages;
            if (SplitOf(root, folders) is { } roots)
            {
                RefusePartsInside(roots);
                return new FolderLayout(roots, root, [.. LeftOutOf(tree, roots)]);
            }

            if (folders is [{ Images: 0 } only])
            {
                root = only;
                continue;
            }

            if (folders.Count == 0)
            {
                throw new LockstepException($"Data: the {Counted.Of(root.Images, "image")} of {(root.Shown.Length == 0 ? "the folder" : root.Shown)} lie in "
                    + $"no class folder. Expected {Expected}.");
            }

            var holders = folders.SelectMany(folder => folder.All).Where(HoldsParts).ToArray();
            if (holders is [var holder] && SplitOf(holder, holder.WithImages) is { } inside)
            {
                RefusePartsInside(inside);
                return new FolderLayout(inside, holder, [.. LeftOutOf(tree, inside)]);
            }

            RefuseUnclear(folders, holders);
            Root[] classes = [new(root, root, null)];
            return new FolderLayout(classes, root, [.. LeftOutOf(tree, classes)]);
        }
    }

    /// <summary>The class of an image that lies below one of the roots, and what it is for; null for one that has none.</summary>
    public (string Class, Part? Part)? Find(string relPath)
    {
        foreach (var root in Roots)
        {
            var start = root.Folder.RelPath.Length;
            if (relPath.StartsWith(root.Folder.RelPath, StringComparison.Ordinal) && relPath.IndexOf('/', start) is >= 0 and var end)
            {
                return (relPath[start..end], root.Part);
            }
        }

        return null;
    }

    /// <summary>The folders that are parts, where they can be nothing else: training and another, or nothing beside; each with class folders.</summary>
    private static Root[]? SplitOf(FolderTree around, IReadOnlyList<FolderTree> folders)
    {
        var parts = folders.Where(folder => Parts.Of(folder.Name) is not null)
            .Select(folder => new Root(ClassesIn(folder), folder, Parts.Of(folder.Name))).ToArray();
        bool IsTraining(Root root) => root.Part == Part.Train;
        bool HasClasses(Root root) => root.Folder.WithImages.Count > 0;
        var isAll = parts.Length == folders.Count;
        if (parts.Any(IsTraining) && !parts.Any(root => IsTraining(root) && HasClasses(root)) && (isAll || !parts.All(IsTraining)))
        {
            throw new LockstepException(
                $"Data: the images of {around.RelPath}{parts.First(IsTraining).Top.Name} lie in no class folder. Expected train/<class>/<image>.");
        }

        return parts.Any(HasClasses) && (isAll || (parts.Any(IsTraining) && !parts.All(IsTraining)) || IsAllThatIsLabelled(folders, parts)) ? parts : null;
    }

    /// <summary>Whether training stands alone beside images without labels, which can be no class.</summary>
    private static bool IsAllThatIsLabelled(IReadOnlyList<FolderTree> folders, Root[] parts) =>
        parts is [{ Part: Part.Train, Top: { Images: 0, WithImages.Count: > 1 } }]
        && folders.Where(folder => folder != parts[0].Top).All(folder => Parts.IsUnlabelled(folder.Name) && folder.WithImages.Count == 0);

    /// <summary>The folder whose folders are classes: often a part's own, sometimes one in it, as in <c>test/test/</c> or <c>train/images/</c>.</summary>
    private static FolderTree ClassesIn(FolderTree part)
    {
        var meant = Parts.Of(part.Name);
        while (part.Images == 0 && part.WithImages is [var only] && (Parts.IsFiller(only.Name) || Parts.Of(only.Name) == meant))
        {
            part = only;
        }

        return part;
    }

    private static bool HoldsParts(FolderTree folder)
    {
        var parts = folder.WithImages.Select(below => Parts.Of(below.Name)).OfType<Part>().ToHashSet();
        return parts.Contains(Part.Train) && parts.Count > 1;
    }

    private static void RefusePartsInside(IReadOnlyList<Root> roots)
    {
        if (roots.SelectMany(root => root.Folder.WithImages)
            .FirstOrDefault(folder => Parts.Of(folder.Name) is not null && folder is { Images: 0, WithImages.Count: > 0 }) is { } part)
        {
            throw new LockstepException($"Data: {part.Shown} is named as a part, holds folders, and lies inside a part, so it is no class. "
                + $"Expected {Expected}: put the parts beside each other.");
        }
    }

    private static void RefuseUnclear(IReadOnlyList<FolderTree> folders, FolderTree[] holders)
    {
        if (holders.Length > 0)
        {
            throw new LockstepException(
                $"Data: {DataNote.Listed([.. holders.Select(holder => holder.Shown)])} {(holders.Length == 1 ? "holds" : "hold")} folders named as parts "
                + $"({DataNote.Listed([.. holders[0].WithImages.Select(folder => folder.Name)])}), so {(holders.Length == 1 ? "it is" : "they are")} no class. "
                + "Expected train/<class>/<image>: put the parts outside and the classes inside, or name one of the folders as the data set.");
        }

        // A class may be called train; then its images lie in it.
        if (folders.FirstOrDefault(folder => Parts.Of(folder.Name) is not null && folder is { Images: 0, WithImages.Count: > 1 }) is { } part)
        {
            throw new LockstepException(
                $"Data: {part.Shown} is named as a part and holds folders ({DataNote.Listed([.. part.WithImages.Select(folder => folder.Name)])}), "
                + $"but {DataNote.Listed([.. folders.Where(folder => folder != part).Select(folder => folder.Shown)])} beside it is no part, "
                + "so parts and classes can't be told apart. "
                + "Expected train/<class>/<image> and val or test likewise: name the others so, or move them out of the data set; if they are classes, "
                + "put the images right into each.");
        }

        var hinted = folders.Where(folder => folder.Images == 0 && Parts.Hinted(folder.Name) is not null).ToArray();
        if (hinted.Select(folder => Parts.Hinted(folder.Name)).Distinct().Count() > 1)
        {
            throw new LockstepException(
                $"Data: {DataNote.Listed([.. hinted.Select(folder => folder.Shown)])} look like parts, and hold folders, but are not named as parts are. "
                + "Rename them to train, val and test, or, if they are classes, put the images right into each.");
        }
    }

    private static IEnumerable<FolderTree> LeftOutOf(FolderTree around, IReadOnlyList<Root> roots)
    {
        foreach (var folder in around.WithImages)
        {
            if (roots.Any(root => root.Top.RelPath.StartsWith(folder.RelPath, StringComparison.Ordinal) && root.Top != folder))
            {
                foreach (var inside in LeftOutOf(folder, roots))
                {
                    yield return inside;
                }
            }
            else if (!roots.Any(root => folder.RelPath.StartsWith(root.Top.RelPath, StringComparison.Ordinal)))
            {
                yield return folder;
            }
        }
    }
}
