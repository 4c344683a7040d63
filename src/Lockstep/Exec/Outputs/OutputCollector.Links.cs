using System.Text;
using Lockstep.Exec.Contents;
using Lockstep.Files;

namespace Lockstep.Exec.Outputs;

/// <summary>What symbolic links are among outputs, and by which of its names a file is one.</summary>
internal sealed partial class OutputCollector
{
    private readonly Dictionary<string, string> places = new(StringComparer.Ordinal);

    /// <summary>
    /// A link that the command made counts by where it leads. One that <c>--out</c> names is kept as the file that it leads to, where the command wrote
    /// that below the working folder.
    /// </summary>
    private bool TakeLink(string path, string name, FileStatus status, OutputRule? rule)
    {
        var where = WhereItLeads(path);
        var target = RealOf(path);
        var leadsOut = target is null || !IsBelow(target, RealOf(folder) ?? folder);
        if (rule is not null && !leadsOut && target is not null
            && FileStatus.Of(target, follow: false) is { Kind: FileKind.Regular } found && request.Before?.IsChanged(target, found) != false)
        {
            return Keep(target, name, rule, where);
        }

        var isMade = links is null ? request.Before?.IsChanged(path, status) != false : links.Contains(path) || links.Contains(PlaceOf(path));
        if (isMade && where is not null)
        {
            return Note(name, where, rule);
        }

        LeaveOut(
            leadsOut ? "links that lead out of the working folder"
                : rule is null ? "links that were there before, whose targets are taken under their own names"
                : "links to what is no file that the command wrote",
            name);
        return false;
    }

    /// <summary>Nothing of what the link leads to is read.</summary>
    private bool Note(string name, string where, OutputRule? rule)
    {
        if (rule is null && OutputKinds.ReasonToLeaveOut(name, path: null) is { } reason)
        {
            LeaveOut(reason, name);
            return false;
        }

        if (files.Count >= MostFiles)
        {
            LeaveOut(BeyondMost, name);
            return false;
        }

        var nothing = new ContentDigest("link", Sha256.Of(""));
        files.Add(new OutputFile(name, rule?.Role, Kept: null, Encoding.UTF8.GetByteCount(where), Sha256.Of(where), nothing)
        {
            PairName = OutputName.ForPairing(name, host),
            Link = where,
            PairLink = OutputName.ForPairing(where, host),
        });
        return true;
    }

    /// <summary>From the working folder, where it leads into the tree; else as the link says.</summary>
    private string? WhereItLeads(string link)
    {
        if (new FileInfo(link).LinkTarget is not { Length: > 0 } text)
        {
            return null;
        }

        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(text, Path.GetDirectoryName(link) ?? "/"));
        return IsBelow(target, root) ? Path.GetRelativePath(folder, target) : text;
    }

    /// <summary>The name of a file without links on the way, where that is below the working folder too: by two names it is one output.</summary>
    private string PlaceInFolder(string path)
    {
        // A link that the command wrote through leads to the file; one that it made is an output itself.
        var isWrittenThrough = written?.Contains(path) == true && links?.Contains(path) != true
            && FileStatus.Of(path, follow: false) is { Kind: FileKind.Link };
        var place = isWrittenThrough ? RealOf(path) ?? path : PlaceOf(path);
        return IsBelow(place, folder) ? place : path;
    }

    /// <summary>Where a name itself lies: links on the way are resolved.</summary>
    private string PlaceOf(string path)
    {
        var above = Path.GetDirectoryName(path) ?? "/";
        if (!places.TryGetValue(above, out var real))
        {
            places[above] = real = RealOf(above) ?? above;
        }

        return Path.Combine(real, Path.GetFileName(path));
    }

    /// <summary>Null where its links lead round in circles.</summary>
    private static string? RealOf(string path)
    {
        try
        {
            return RealPath.Of(path);
        }
        catch (LockstepException)
        {
            return null;
        }
    }

    /// <summary>Without numbers of processes, in names and in where links lead alike.</summary>
    private static IEnumerable<OutputFile> Paired(List<OutputFile> files, IReadOnlySet<int> processes)
    {
        var names = OutputName.WithoutProcesses([.. files.Select(file => file.PairName), .. files.Select(file => file.PairLink ?? "")], processes);
        return files.Select((file, index) =>
            file with { PairName = names[index], PairLink = file.PairLink is null ? null : names[files.Count + index] });
    }
}
