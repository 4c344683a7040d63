using Lockstep.Exec.Contents;
using Lockstep.Files;

namespace Lockstep.Exec.Outputs;

/// <summary>Finds the files that a command wrote, says of which are left out why, and keeps the others.</summary>
internal sealed partial class OutputCollector
{
    private const int MostLooked = 1_000_000;
    private const int MostFiles = 100_000;
    private const int NamedExamples = 3;

    private static readonly string BeyondMost = $"beyond the first {MostFiles}; name those that count with --out";

    private readonly OutputRequest request;
    private readonly string folder;
    private readonly string root;
    private readonly string into;
    private readonly string host;
    private readonly CancellationToken cancellation;
    private readonly GlobRule[] rules;
    private readonly HashSet<string>? written;
    private readonly HashSet<string>? links;
    private readonly List<OutputFile> files = [];
    private readonly HashSet<string> keptNames = new(StringComparer.Ordinal);
    private readonly List<string> sentences = [];
    private readonly Dictionary<string, List<string>> leftOut = new(StringComparer.Ordinal);

    public OutputCollector(OutputRequest request, string into, CancellationToken cancellation)
    {
        (this.request, this.cancellation) = (request, cancellation);
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Folder));
        this.into = Path.GetFullPath(into);
        host = request.Host;
        rules = [.. request.Rules.Select(rule => new GlobRule(rule, new OutputGlob(rule.Glob, folder)))];
        root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Root ?? request.Folder));
        written = request.Written?.ToHashSet(StringComparer.Ordinal);
        links = request.Links?.ToHashSet(StringComparer.Ordinal);
    }

    public OutputSet Collect()
    {
        Directory.CreateDirectory(into);
        var used = new HashSet<OutputRule>();
        foreach (var (path, status) in Candidates().OrderBy(found => found.Path, StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            var rule = rules.Where(each => each.Glob.Matches(path)).MinBy(each => each.Rule.Role is null ? 1 : 0)?.Rule;
            if ((rule is not null || rules.Length == 0) && Take(path, status, rule) && rule is not null)
            {
                used.UnionWith(rules.Where(each => each.Glob.Matches(path)).Select(each => each.Rule));
            }
        }

        sentences.AddRange(leftOut.Keys.Order(StringComparer.Ordinal)
            .Select(reason => $"{Counted.Of(leftOut[reason].Count, "file")} left out, {reason}: {Examples(leftOut[reason])}."));
        sentences.AddRange(
            rules.Where(each => !used.Contains(each.Rule)).Select(each => $"--out {ShellWord.Of(each.Rule.ToString())} matched no file that the command wrote.")
        );
        return new OutputSet
        {
            Files = [.. Paired(files, request.Processes).OrderBy(file => file.Name, StringComparer.Ordinal)],
            LeftOut = sentences,
            Ignored = request.Ignore,
            Folder = into,
        };
    }

    /// <summary>All files there are where an output may be.</summary>
    private IEnumerable<WalkedFile> Candidates()
    {
        if (rules.Length == 0 && written is not null)
        {
            return written.Concat(links ?? [])
                .Select(PlaceInFolder)
                .Distinct(StringComparer.Ordinal)
                .Where(path => IsBelow(path, folder) && !request.Excluded.Append(into).Any(other => IsBelow(path, other.TrimEnd('/'))))
                .Select(path => new WalkedFile(path, FileStatus.Of(path, follow: false)))
                .Where(found => found.Status is { Kind: not FileKind.Directory });
        }

        var roots = rules.Length == 0 ? [folder] : rules.Select(each => each.Glob.Root).Distinct(StringComparer.Ordinal).ToArray();
        var found = new Dictionary<string, WalkedFile>(StringComparer.Ordinal);
        var looked = 0;
        foreach (var root in roots.Where(root => !roots.Any(other => other != root && IsBelow(root, other))))
        {
            bool Enters(string path) => rules.Length > 0 || !OutputKinds.IsLeftOut(Path.GetFileName(path));
            foreach (var file in FolderWalk.Of(root, [.. request.Excluded, into], Enters, cancellation))
            {
                var (path, status) = file;
                if (++looked > MostLooked)
                {
                    sentences.Add($"More than {MostLooked} files lie below {ShownPath.Of(root)}: not all were looked at. Name the outputs with --out.");
                    return found.Values;
                }

                if (rules.Length > 0 ? rules.Any(each => each.Glob.Matches(path)) : status is not { } now || request.Before?.IsChanged(path, now) != false)
                {
                    found[path] = file;
                }
            }
        }

        return found.Values;
    }

    private bool Take(string path, FileStatus? found, OutputRule? rule)
    {
        var name = IsBelow(path, folder) ? path[(folder.Length == 1 ? 1 : folder.Length + 1)..] : path;
        if (found is not { } status)
        {
            LeaveOut("which can't be looked at, such as names that are no UTF-8", name);
            return false;
        }

        if (status.Kind == FileKind.Link)
        {
            return TakeLink(path, name, status, rule);
        }

        if (status.Kind != FileKind.Regular)
        {
            LeaveOut("pipes, sockets and devices, which hold nothing to keep", name);
            return false;
        }

        if (request.Before?.IsChanged(path, status) == false)
        {
            LeaveOut("which --out matches and the command did not write", name);
            return false;
        }

        if (written is not null && !written.Contains(path) && !written.Contains(PlaceOf(path)))
        {
            LeaveOut("which changed while the command ran, but none of its processes wrote them", name);
            return false;
        }

        return Keep(path, name, rule);
    }

    private bool Keep(string path, string name, OutputRule? rule, string? link = null)
    {
        try
        {
            if (rule is null && OutputKinds.ReasonToLeaveOut(name, path) is { } reason)
            {
                LeaveOut(reason, name);
                return false;
            }

            if (files.Count >= MostFiles)
            {
                LeaveOut(BeyondMost, name);
                return false;
            }

            var bytes = new FileInfo(path).Length;
            var kept = bytes > request.LargestKept ? null : NameToKeep(name);
            string? digest = null;
            if (kept is not null && OutputKeeper.Keep(path, into, kept, out digest, cancellation) is { } problem)
            {
                sentences.Add($"{PlainText.OnOneLine(name)} is hashed and not kept: {PlainText.OnOneLine(problem)}.");
                kept = null;
            }

            var source = kept is null ? path : Path.Combine(into, kept);
            if (kept is null && bytes > request.LargestKept)
            {
                LeaveOut("hashed and not kept, since they are larger than what is kept", name);
            }

            digest ??= Sha256.OfFile(source, cancellation).Digest;
            files.Add(
                new OutputFile(name, rule?.Role, kept, new FileInfo(source).Length, digest, FileContent.Read(source, request.Ignore, name, cancellation))
                {
                    PairName = OutputName.ForPairing(name, host),
                    Link = link,
                    PairLink = link is null ? null : OutputName.ForPairing(link, host),
                }
            );
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            LeaveOut("which can't be read", name);
            return false;
        }
    }

    private string NameToKeep(string name)
    {
        var wanted = OutputName.ForKeeping(name);
        var kept = wanted;
        for (var number = 2; !keptNames.Add(kept); number++)
        {
            kept = $"{wanted}%{number}";
        }

        return kept;
    }

    private void LeaveOut(string reason, string name)
    {
        if (!leftOut.TryGetValue(reason, out var names))
        {
            leftOut[reason] = names = [];
        }

        names.Add(name);
    }

    private static string Examples(List<string> names) =>
        string.Join(", ", names.Take(NamedExamples).Select(PlainText.OnOneLine)) + (names.Count > NamedExamples ? ", …" : "");

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder.EndsWith('/') ? folder : folder + "/", StringComparison.Ordinal) || path == folder;

    private sealed record GlobRule(OutputRule Rule, OutputGlob Glob);
}
