using Lockstep.Files;
using Lockstep.Locks;

namespace Lockstep.Code.Restoring;

/// <summary>The files of code that a run has copies of, as they lie at hand.</summary>
/// <param name="Recorded">The folder of the code, as it was called when the run was made.</param>
/// <param name="Root">That folder at hand.</param>
internal sealed record CopiesAtHand(RecordedCode Code, string Recorded, string Root)
{
    private const int MostNamed = 3;

    /// <summary>How they are others than the recorded ones, to follow "the tree at hand"; null where they are those.</summary>
    public string? Difference(CancellationToken cancellation)
    {
        var digests = new KnownDigests();
        string[] others = [.. Code.Copied.Where(file => PlaceOf(file) is { } place && !Is(file, place, digests, cancellation)).Select(file => file.Path)];
        digests.Save();
        return others.Length == 0 ? null
            : $"has not the recorded {string.Join(", ", others.Take(MostNamed).Select(PlainText.OnOneLine))}"
                + (others.Length > MostNamed ? $" and {others.Length - MostNamed} more" : "");
    }

    /// <summary>Puts those that the run has no copy of, and that are at hand with the recorded content, into a restored tree.</summary>
    /// <returns>The paths of those that were put there.</returns>
    public IEnumerable<string> PutLarge(RestoredTree tree, CancellationToken cancellation)
    {
        var digests = new KnownDigests();
        foreach (var file in Code.Copied.Where(file => !file.Kept))
        {
            if (PlaceOf(file) is { } from && tree.PlaceOf(file.Place ?? Path.Combine(Recorded, file.Path)) is { } to
                && Is(file, from, digests, cancellation) && !Presence.IsAny(to))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to) ?? "/");
                File.Copy(from, to);
                yield return file.Path;
            }
        }
    }

    /// <summary>One outside the folder of the code is looked for where it lay; null where that is not on record.</summary>
    private string? PlaceOf(CopiedFile file) =>
        file.Place is { } place && !PathWithin.Folder(place, Recorded) ? place
        : file.Place is null && file.Path.StartsWith(CodeCopies.Outside, StringComparison.Ordinal) ? null
        : Path.Combine(Root, file.Path);

    private static bool Is(CopiedFile file, string place, KnownDigests digests, CancellationToken cancellation) =>
        FileStatus.Of(place) is { Kind: FileKind.Regular } && digests.Of(place, cancellation) == file.Sha256
        && ((File.GetUnixFileMode(place) & UnixFileMode.UserExecute) != 0) == file.IsProgram;
}
