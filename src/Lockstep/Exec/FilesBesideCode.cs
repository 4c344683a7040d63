using System.Text.Json.Nodes;
using Lockstep.Code.Restoring;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>
/// What a command had beside its code, brought into the restored tree: the files that it read and git leaves out, each only where its SHA-256 is the recorded
/// one; its environment, by a link; and the folders that its outputs go to.
/// </summary>
/// <param name="Tree">The restored one.</param>
/// <param name="RootAtHand">Of the tree at hand.</param>
internal sealed record FilesBesideCode(RunFolder Parent, RecordedCommand Recorded, RerunCode Code, RestoredTree Tree, string RootAtHand)
{
    private readonly KnownDigests digests = new();

    /// <summary>The folders beside the tree that have code of the run: what it reads there it may look for by the place of that.</summary>
    private readonly string[] folders = [.. new RecordedCode(Recorded.Locks.Code).Copied.Select(file => Path.GetDirectoryName(file.Place))
        .OfType<string>().Where(folder => !CommandFiles.IsWithin(folder, Recorded.Root)).Distinct(StringComparer.Ordinal)];

    private string Root => Tree.Root;

    /// <param name="workingFolder">In the restored tree.</param>
    public void Bring(string workingFolder, CancellationToken cancellation)
    {
        LinkEnvironments();
        var read = Recorded.Files.Concat(Recorded.Inputs).ToArray();
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, digest) in read)
        {
            if (PlaceOf(name) is var (from, to) && Bring(from, to, digest, cancellation))
            {
                there.Add(name);
            }
        }

        digests.Save();
        foreach (var gap in Code.Gaps.ToArray())
        {
            var folder = gap.Path.TrimEnd('/') + "/";
            string[] below = [.. read.Select(file => file.Key).Where(name => name == gap.Path || name.StartsWith(folder, StringComparison.Ordinal))];
            if (below.Length > 0 && below.All(there.Contains))
            {
                Code.Close(gap); // what the command read of it is here, to the bit
            }
        }

        MakeOutputFolders(workingFolder);
    }

    /// <summary>Where a file of the locks lies at hand, and where the command looks for it; null for one that it finds where it always was.</summary>
    private (string From, string To)? PlaceOf(string name)
    {
        if (!Recorded.Outside.TryGetValue(name, out var outside))
        {
            return PlainPlace.In(Root, name) is { } inside ? (Path.Combine(RootAtHand, name), inside) : null;
        }

        // Beside the code, as '../shared/settings.yaml': what the command calls so lies beside the restored tree.
        var beside = Path.GetDirectoryName(Recorded.Root) ?? "/";
        return ((beside.Length > 1 && CommandFiles.IsWithin(outside, beside)) || folders.Any(folder => CommandFiles.IsWithin(outside, folder)))
            && Tree.PlaceOf(outside) is { } place
            ? (outside, place)
            : null;
    }

    /// <summary>Whether the file is there now with the recorded content.</summary>
    private bool Bring(string from, string to, string digest, CancellationToken cancellation)
    {
        if (Presence.IsFile(to) && Sha256.OfFile(to, cancellation).Digest == digest)
        {
            return true;
        }

        if (Presence.IsFolder(to) || !Presence.IsFile(from) || digests.Of(from, cancellation) != digest)
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(to) ?? "/");
        File.Copy(from, to, overwrite: true);
        return true;
    }

    /// <summary>A virtual environment in the project's folder, which git leaves out, is named by the programs that ran.</summary>
    private void LinkEnvironments()
    {
        foreach (var program in Programs().Where(program => CommandFiles.IsWithin(program, Recorded.Root)))
        {
            var path = Path.GetRelativePath(Recorded.Root, program);
            for (var at = Path.GetDirectoryName(path); at is { Length: > 0 }; at = Path.GetDirectoryName(at))
            {
                var there = Path.Combine(RootAtHand, at);
                if (EnvironmentFolder.Is(there)
                    && PlainPlace.In(Root, at) is { } link && !Presence.IsAny(link))
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(link) ?? "/");
                    Directory.CreateSymbolicLink(link, there);
                }
            }

            LinkProgram(path);
        }
    }

    /// <summary>A program of the system that is called by a link in the project's folder.</summary>
    private void LinkProgram(string path)
    {
        var there = Path.Combine(RootAtHand, path);
        if (FileStatus.Of(there, follow: false) is { Kind: FileKind.Link } && RealPath.Of(there) is var program && !CommandFiles.IsWithin(program, RootAtHand)
            && !Recorded.Files.ContainsKey(path) && PlainPlace.In(Root, path) is { } link && !Presence.IsAny(link))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(link) ?? "/");
            File.CreateSymbolicLink(link, program);
        }
    }

    private string[] Programs() => CommandRecord.Read(Parent, json => (json["programs"] as JsonArray ?? []).OfType<JsonObject>()
        .Select(program => (string?)program["path"]).OfType<string>().ToArray()) ?? [];

    /// <summary>
    /// Git keeps no empty folder: one that its outputs went to is made, where it was there before the run, or nobody can tell.
    /// </summary>
    private void MakeOutputFolders(string folder)
    {
        var beganNs = (Parent.ReadRecord().Started - DateTimeOffset.UnixEpoch).Ticks * 100;
        var outputs = CommandRecord.Read(Parent, json => (json["outputs"]?["files"] as JsonArray ?? []).OfType<JsonObject>()
            .Select(file => (string?)file["name"]).OfType<string>().ToArray()) ?? [];
        var inside = Path.GetRelativePath(Root, folder);
        foreach (var above in outputs.Select(name => Path.GetDirectoryName(name) ?? "").Where(name => name.Length > 0).Distinct(StringComparer.Ordinal))
        {
            for (var at = above; at is { Length: > 0 }; at = Path.GetDirectoryName(at))
            {
                var there = Path.GetFullPath(Path.Combine(inside, at), RootAtHand);
                if (FileStatus.Of(there) is { Kind: FileKind.Directory } found && !(found.BornNs >= beganNs) && PlainPlace.In(folder, at) is { } place)
                {
                    Directory.CreateDirectory(place);
                    break;
                }
            }
        }
    }
}
