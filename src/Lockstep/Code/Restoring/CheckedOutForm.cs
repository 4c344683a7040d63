using System.Text;
using Lockstep.Files;

namespace Lockstep.Code.Restoring;

/// <summary>
/// Line ends, identifiers and encodings that a file gets where git checks it out, as the attributes of the code say. Git itself gives them; no filter runs.
/// </summary>
internal static class CheckedOutForm
{
    /// <param name="folder">Holds the files as git stores them.</param>
    /// <param name="files">Which of them git tracked, from there.</param>
    public static void GiveTo(string folder, IReadOnlyCollection<string> files, CancellationToken cancellation)
    {
        if (!files.Any(file => Path.GetFileName(file) == ".gitattributes"))
        {
            return;
        }

        using var scratch = new ScratchRepository(folder, [], cancellation);
        scratch.LetAttributesCount();
        string[] changed = [.. Named(scratch, files, cancellation).Where(file => IsPlain(folder, file))];
        if (changed.Length == 0)
        {
            return;
        }

        var index = new StringBuilder();
        foreach (var (file, name) in changed.Zip(Stored(scratch, changed, cancellation)))
        {
            index.Append(IsProgram(folder, file) ? "100755 " : "100644 ").Append(name).Append('\t').Append(file).Append('\0');
        }

        scratch.Git(["update-index", "-z", "--index-info"], cancellation, Encoding.UTF8.GetBytes(index.ToString()));
        foreach (var file in changed)
        {
            File.Delete(Path.Combine(folder, file)); // one that is there counts as checked out
        }

        scratch.Git([.. scratch.Quiet(cancellation), "checkout-index", "--force", "-z", "--stdin"], cancellation, Lines(changed));
    }

    private static IEnumerable<string> Named(ScratchRepository scratch, IReadOnlyCollection<string> files, CancellationToken cancellation)
    {
        // path, attribute, value, each by itself
        var told = GitPath.Texts(scratch.Git(["check-attr", "--stdin", "-z", "eol", "ident", "working-tree-encoding"], cancellation, Lines(files)));
        return Enumerable.Range(0, told.Length / 3).Where(at => (told[(at * 3) + 1], told[(at * 3) + 2]) is ("eol", "crlf") or ("ident", "set")
            or ("working-tree-encoding", not ("unspecified" or "unset" or "set"))).Select(at => told[at * 3]).Distinct(StringComparer.Ordinal);
    }

    /// <summary>The names of their contents as they lie there.</summary>
    private static IEnumerable<string> Stored(ScratchRepository scratch, string[] files, CancellationToken cancellation) => files.Select(file =>
        Encoding.ASCII.GetString(scratch.Git(["hash-object", "-w", "--no-filters", "--", file], cancellation)).Trim());

    private static bool IsPlain(string folder, string file) =>
        PlainPlace.In(folder, file) is { } path && FileStatus.Of(path, follow: false) is { Kind: FileKind.Regular };

    private static bool IsProgram(string folder, string file) => (File.GetUnixFileMode(Path.Combine(folder, file)) & UnixFileMode.UserExecute) != 0;

    private static byte[] Lines(IEnumerable<string> files) => Encoding.UTF8.GetBytes(string.Concat(files.Select(file => file + "\0")));
}
