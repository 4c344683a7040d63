using System.Globalization;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Sharing.Bags;

/// <summary>Writes a snapshot as a BagIt 1.0 bag: its files and its manifest are the payload.</summary>
public static class BagWriter
{
    /// <param name="snapshot">Known to match <paramref name="manifest"/>: the digests are taken from it.</param>
    /// <param name="to">A folder that does not exist; it appears whole or not at all.</param>
    /// <param name="date">The bagging date.</param>
    /// <param name="agent">The program and its version.</param>
    /// <param name="copy">Copy even where a link would do: the bag's files are then independent of the snapshot's.</param>
    /// <exception cref="LockstepException">Something is there already, or the bag would lie inside the snapshot.</exception>
    public static void Write(Snapshot snapshot, Manifest manifest, string to, DateOnly date, string agent, bool copy, CancellationToken cancellation = default)
    {
        to = Path.GetFullPath(to);
        SealedFolder.Refuse(to, snapshot.Folder);
        ExportPlace.RefuseExisting(to);
        var temporary = Path.Combine(Path.GetDirectoryName(to) ?? "/", $".{Path.GetFileName(to)}.{Environment.ProcessId}.tmp");
        try
        {
            Directory.CreateDirectory(temporary);
            Fill(temporary, snapshot, manifest, date, agent, copy, cancellation);
            Directory.Move(temporary, to);
        }
        finally
        {
            if (Presence.IsFolder(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    private static void Fill(string bag, Snapshot snapshot, Manifest manifest, DateOnly date, string agent, bool copy, CancellationToken cancellation)
    {
        var payload = Path.Combine(bag, Bag.PayloadFolder);
        foreach (var relPath in manifest.Files.Select(file => file.RelPath).Append(Manifest.FileName))
        {
            cancellation.ThrowIfCancellationRequested();
            Place(snapshot.PathOf(relPath), Path.Combine(payload, relPath), copy);
        }

        var (ownDigest, ownBytes) = Sha256.OfFile(Path.Combine(payload, Manifest.FileName), cancellation);
        var files = manifest.Files.Select(file => (file.Sha256, file.RelPath)).Append((ownDigest, Manifest.FileName));
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [Bag.DeclarationName] = $"BagIt-Version: {BagVersion.Current}\nTag-File-Character-Encoding: UTF-8\n",
            [Bag.InfoName] = Info(manifest, ownBytes, date, agent),
            ["manifest-sha256.txt"] = BagManifest.Write(files.Select(file => (file.Item1, $"{Bag.PayloadFolder}/{file.Item2}"))),
        };
        foreach (var (name, text) in tags)
        {
            AtomicFile.WriteAllText(Path.Combine(bag, name), text);
        }

        AtomicFile.WriteAllText(Path.Combine(bag, "tagmanifest-sha256.txt"), BagManifest.Write(tags.Select(tag => (Sha256.Of(tag.Value), tag.Key))));
    }

    private static string Info(Manifest manifest, long manifestBytes, DateOnly date, string agent)
    {
        // White space of any kind would begin a new line or label.
        var name = string.Join(' ', (manifest.Name ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return (name.Length > 0 ? $"External-Description: Snapshot {name}\n" : "") + string.Create(CultureInfo.InvariantCulture, $"""
            External-Identifier: {manifest.Id}
            Bagging-Date: {date:yyyy-MM-dd}
            Bag-Software-Agent: {agent}
            Payload-Oxum: {manifest.Bytes + manifestBytes}.{manifest.Files.Count + 1}

            """);
    }

    private static void Place(string from, string to, bool copy)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to) ?? "/");

        // A hard link to a symbolic link would be one, and lead nowhere from inside the bag.
        if (copy || new FileInfo(from).LinkTarget is not null)
        {
            File.Copy(from, to);
        }
        else
        {
            FileClone.Make(from, to);
        }
    }
}
