namespace Lockstep.Samples.Formats;

/// <summary>Which folders of a data set hold the class folders, and what the images below each are for.</summary>
/// <param name="Roots">Each holds a folder per class. None has a split, or all have.</param>
/// <param name="Around">The folder that the splits lie in, or the classes.</param>
/// <param name="LeftOut">Folders beside them, or around, that hold images too.</param>
internal sealed record FolderLayout(IReadOnlyList<FolderLayout.Root> Roots, FolderTree Around, IReadOnlyList<FolderTree> LeftOut)
{
    /// <summary>For messages.</summary>
    public const string Expected = "<class>/<image>, or train/<class>/<image> with val and test likewise";

    /// <param name="Folder">Whose folders are classes.</param>
    /// <param name="Top">What the user sees of it: the folder that is named as a split is, with <paramref name="Folder"/> in it, or that folder itself.</param>
    internal sealed record Root(FolderTree Folder, FolderTree Top, Split? Split);

    public bool BySplit => Roots[0].Split is not null;

    /// <summary>How the folders were read, for people.</summary>
    public string Reading => BySplit
        ? string.Join(", ", Roots.GroupBy(root => root.Split)
            .OrderBy(split => split.Key).Select(split => $"{split.Key?.Word()} from {string.Join(" and ", split.Select(root => root.Folder.RelPath))}"))
        : $"one folder per class{(Roots[0].Folder.RelPath.Length > 0 ? $" of {Roots[0].Folder.RelPath}" : "")}";

    /// <summary>Whether that is said before a training too: the folders are not plainly train, val, test or classes.</summary>
    public bool IsUnusual => BySplit ? Roots.Any(root => root.Folder.RelPath != $"{root.Split?.Word()}/") : Roots[0].Folder.RelPath.Length > 0;

    /// <exception cref="LockstepException">The folders can't be told to be classes or splits.</exception>
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
    public (string Class, Split? Split)? Find(string relPath)
    {
        foreach (var root in Roots)
        {
            var start = root.Folder.RelPath.Length;
            if (relPath.StartsWith(root.Folder.RelPath, StringComparison.Ordinal) && relPath.IndexOf('/', start) is >= 0 and var end)
            {
                return (relPath[start..end], root.Split);
            }
        }

        return null;
    }

    /// <summary>The folders that are splits, where they can be nothing else: training and another, or nothing beside; each with class folders.</summary>
    private static Root[]? SplitOf(FolderTree around, IReadOnlyList<FolderTree> folders)
    {
        var splits = folders.Where(folder => Splits.Of(folder.Name) is not null)
            .Select(folder => new Root(ClassesIn(folder), folder, Splits.Of(folder.Name))).ToArray();
        bool IsTraining(Root root) => root.Split == Split.Train;
        bool HasClasses(Root root) => root.Folder.WithImages.Count > 0;
        var isAll = splits.Length == folders.Count;
        if (splits.Any(IsTraining) && !splits.Any(root => IsTraining(root) && HasClasses(root)) && (isAll || !splits.All(IsTraining)))
        {
            throw new LockstepException(
                $"Data: the images of {around.RelPath}{splits.First(IsTraining).Top.Name} lie in no class folder. Expected train/<class>/<image>.");
        }

        return splits.Any(HasClasses) && (isAll || (splits.Any(IsTraining) && !splits.All(IsTraining)) || IsAllThatIsLabelled(folders, splits)) ? splits : null;
    }

    /// <summary>Whether training stands alone beside images without labels, which can be no class.</summary>
    private static bool IsAllThatIsLabelled(IReadOnlyList<FolderTree> folders, Root[] splits) =>
        splits is [{ Split: Split.Train, Top: { Images: 0, WithImages.Count: > 1 } }]
        && folders.Where(folder => folder != splits[0].Top).All(folder => Splits.IsUnlabelled(folder.Name) && folder.WithImages.Count == 0);

    /// <summary>The folder whose folders are classes: often a split's own, sometimes one in it, as in <c>test/test/</c> or <c>train/images/</c>.</summary>
    private static FolderTree ClassesIn(FolderTree split)
    {
        var meant = Splits.Of(split.Name);
        while (split.Images == 0 && split.WithImages is [var only] && (Splits.IsFiller(only.Name) || Splits.Of(only.Name) == meant))
        {
            split = only;
        }

        return split;
    }

    private static bool HoldsParts(FolderTree folder)
    {
        var splits = folder.WithImages.Select(below => Splits.Of(below.Name)).OfType<Split>().ToHashSet();
        return splits.Contains(Split.Train) && splits.Count > 1;
    }

    private static void RefusePartsInside(IReadOnlyList<Root> roots)
    {
        if (roots.SelectMany(root => root.Folder.WithImages)
            .FirstOrDefault(folder => Splits.Of(folder.Name) is not null && folder is { Images: 0, WithImages.Count: > 0 }) is { } split)
        {
            throw new LockstepException($"Data: {split.Shown} is named as a split, holds folders, and lies inside a split, so it is no class. "
                + $"Expected {Expected}: put the splits beside each other.");
        }
    }

    private static void RefuseUnclear(IReadOnlyList<FolderTree> folders, FolderTree[] holders)
    {
        if (holders.Length > 0)
        {
            throw new LockstepException(
                $"Data: {DataNote.Listed([.. holders.Select(holder => holder.Shown)])} {(holders.Length == 1 ? "holds" : "hold")} folders named as splits "
                + $"({DataNote.Listed([.. holders[0].WithImages.Select(folder => folder.Name)])}), so {(holders.Length == 1 ? "it is" : "they are")} no class. "
                + "Expected train/<class>/<image>: put the splits outside and the classes inside, or name one of the folders as the data set.");
        }

        // A class may be called train; then its images lie in it.
        if (folders.FirstOrDefault(folder => Splits.Of(folder.Name) is not null && folder is { Images: 0, WithImages.Count: > 1 }) is { } split)
        {
            throw new LockstepException(
                $"Data: {split.Shown} is named as a split and holds folders ({DataNote.Listed([.. split.WithImages.Select(folder => folder.Name)])}), "
                + $"but {DataNote.Listed([.. folders.Where(folder => folder != split).Select(folder => folder.Shown)])} beside it is no split, "
                + "so splits and classes can't be told apart. "
                + "Expected train/<class>/<image> and val or test likewise: name the others so, or move them out of the data set; if they are classes, "
                + "put the images right into each.");
        }

        var hinted = folders.Where(folder => folder.Images == 0 && Splits.Hinted(folder.Name) is not null).ToArray();
        if (hinted.Select(folder => Splits.Hinted(folder.Name)).Distinct().Count() > 1)
        {
            throw new LockstepException(
                $"Data: {DataNote.Listed([.. hinted.Select(folder => folder.Shown)])} look like splits, and hold folders, but are not named as splits are. "
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
