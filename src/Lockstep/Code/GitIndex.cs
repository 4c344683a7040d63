using System.Text;

namespace Lockstep.Code;

/// <summary>What git tracks of a work tree.</summary>
/// <param name="Files">In the order of their paths.</param>
internal sealed record GitIndex(IReadOnlyList<IndexEntry> Files)
{
    /// <param name="places">Which paths, as git takes them.</param>
    public static GitIndex Read(string root, IReadOnlyList<string> places, CancellationToken cancellation)
    {
        var listing = GitRepository.Bytes(root, ["ls-files", "--stage", "-v", "-z", "--", .. places], cancellation);
        var files = new List<IndexEntry>();
        foreach (var line in GitPath.Split(listing))
        {
            // H 100644 0123abcd 0⇥path
            var tab = line.Span.IndexOf((byte)'\t');
            if (tab > 0 && Encoding.ASCII.GetString(line.Span[..tab]).Split(' ') is [[var tag], var mode, var name, _])
            {
                files.Add(new IndexEntry(mode, name, line[(tab + 1)..], IsSkipped: tag is 'S' or 's', IsAssumed: char.IsAsciiLetterLower(tag)));
            }
        }

        return new GitIndex(files);
    }

    public HashSet<string> Paths()
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Files)
        {
            paths.Add(file.Path);
        }

        return paths;
    }

    /// <summary>The filter that the attributes name for each file, in the order of <see cref="Files"/>; null for none.</summary>
    public IReadOnlyList<string?> Filters(string root, CancellationToken cancellation)
    {
        using var paths = new MemoryStream();
        foreach (var file in Files)
        {
            paths.Write(file.RawPath.Span);
            paths.WriteByte(0);
        }

        var filters = new string?[Files.Count];
        var at = 0;
        foreach (var field in GitPath.Split(GitRepository.Bytes(root, ["check-attr", "--stdin", "-z", "filter"], cancellation, paths.ToArray())))
        {
            // path, attribute, value, each by itself
            if (at % 3 == 2)
            {
                filters[at / 3] = field.Span.SequenceEqual("unspecified"u8) || field.Span.SequenceEqual("unset"u8) || field.Span.SequenceEqual("set"u8)
                    ? null : GitPath.Text(field.Span);
            }

            at++;
        }

        return filters;
    }
}

/// <summary>A path that git tracks.</summary>
/// <param name="Mode">As git writes it: 100644, 100755, 120000 for a link, 160000 for a submodule.</param>
/// <param name="Object">The name of its content; of a submodule, its commit.</param>
/// <param name="RawPath">From the root; its bytes need not be UTF-8.</param>
/// <param name="IsSkipped">Whether the user told git not to look for it: <c>--skip-worktree</c>, as where a part of the tree is checked out.</param>
/// <param name="IsAssumed">Whether the user told git to take it for unchanged: <c>--assume-unchanged</c>.</param>
internal sealed record IndexEntry(string Mode, string Object, ReadOnlyMemory<byte> RawPath, bool IsSkipped = false, bool IsAssumed = false)
{
    public string Path => GitPath.Text(RawPath.Span);

    /// <summary>Whether a file can have that name here: bytes that are no UTF-8 can't be named.</summary>
    public bool IsText => GitPath.IsText(RawPath.Span);

    public bool IsSubmodule => Mode == "160000";

    public bool IsFile => Mode is "100644" or "100755";
}
