using Lockstep.Files;
using Lockstep.Snapshots;


namespace Lockstep.Samples.Formats;

/// <summary>The folders of a manifest, and how many images and other files lie in each. Bookkeeping and hidden folders are not in it.</summary>
internal sealed class FolderTree
{
    private readonly SortedDictionary<string, FolderTree> folders = new(ChecksumListing.ByUtf8Bytes);
    private readonly SortedDictionary<string, int> others = new(StringComparer.Ordinal);

    private FolderTree(string name, string relPath) => (Name, RelPath) = (name, relPath);

    public string Name { get; }

    /// <summary>From the data set's folder, with a slash at its end; empty for that folder itself.</summary>
    public string RelPath { get; }

    /// <summary>In the order of their names' bytes.</summary>
    public IReadOnlyCollection<FolderTree> Folders => folders.Values;

    /// <summary>Those with an image somewhere below.</summary>
    public IReadOnlyList<FolderTree> WithImages => [.. folders.Values.Where(folder => folder.AllImages > 0)];

    /// <summary>How many images lie right here.</summary>
    public int Images { get; private set; }

    /// <summary>How many lie here and below.</summary>
    public int AllImages { get; private set; }

    /// <summary>How many other files lie right here, by their endings in small letters.</summary>
    public IReadOnlyDictionary<string, int> Others => others;

    /// <summary>This folder and all below.</summary>
    public IEnumerable<FolderTree> All => folders.Values.SelectMany(folder => folder.All).Prepend(this);

    /// <summary>For messages: without the slash.</summary>
    public string Shown => RelPath.TrimEnd('/');

    public static FolderTree Of(Manifest manifest)
    {
        var root = new FolderTree("", "");
        List<FolderTree> way = [root];
        foreach (var file in manifest.Files)
        {
            if (file.RelPath.StartsWith('.') || file.RelPath.Contains("/.", StringComparison.Ordinal) || Bookkeeping.Holds(file.RelPath))
            {
                continue;
            }

            // The next file mostly lies in the same folder.
            while (!file.RelPath.StartsWith(way[^1].RelPath, StringComparison.Ordinal))
            {
                way.RemoveAt(way.Count - 1);
            }

            for (int start = way[^1].RelPath.Length, end; (end = file.RelPath.IndexOf('/', start)) >= 0; start = end + 1)
            {
                way.Add(way[^1].Folder(file.RelPath[start..end]));
            }

            if (ImageFolders.IsImage(file.RelPath))
            {
                way[^1].Images++;
                way.ForEach(folder => folder.AllImages++);
            }
            else
            {
                var ending = Path.GetExtension(file.RelPath).ToLowerInvariant();
                way[^1].others[ending] = way[^1].others.GetValueOrDefault(ending) + 1;
            }
        }

        return root;
    }

    private FolderTree Folder(string name) => folders.TryGetValue(name, out var folder) ? folder : folders[name] = new FolderTree(name, $"{RelPath}{name}/");
}
