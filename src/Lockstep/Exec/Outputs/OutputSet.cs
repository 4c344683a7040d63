using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Exec.Outputs;

/// <summary>The files that a command left, with what is in them.</summary>
internal sealed class OutputSet
{
    /// <summary>Sorted by the bytes of their names.</summary>
    public IReadOnlyList<OutputFile> Files { get; init; } = [];

    /// <summary>What was not taken, and why, a sentence each.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>The keys of contents that were left out.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Where the kept files lie; null where they can't be read any more.</summary>
    public string? Folder { get; init; }

    /// <summary>
    /// SHA-256 over the contents, by names without the numbers in them; null where there is nothing to compare: no file, or none that isn't empty.
    /// </summary>
    public string? Digest =>
        Files.All(file => file.Bytes == 0)
            ? null
            : CanonicalJson.DigestOf(
                new JsonArray([
                    .. Files
                        .Select(file => (Name: OutputName.WithoutNumbers(file.PairName), file.Digest))
                        .OrderBy(file => file.Name, StringComparer.Ordinal)
                        .ThenBy(file => file.Digest, StringComparer.Ordinal)
                        .Select(file => new JsonArray(OutputName.ForKeeping(file.Name), file.Digest)),
                ])
            );

    /// <summary>Finds the outputs of a command that has ended, and keeps them.</summary>
    /// <param name="into">The folder to keep them in, made where it is absent.</param>
    /// <exception cref="IOException">The folder can't be made.</exception>
    public static OutputSet Collect(OutputRequest request, string into, CancellationToken cancellation = default) =>
        new OutputCollector(request, into, cancellation).Collect();

    /// <summary>Where a kept file lies; null where it isn't there, or isn't a plain file inside the folder: a record may be a stranger's.</summary>
    public string? PathOf(OutputFile file)
    {
        if (
            Folder is null
            || file.Kept is not { Length: > 0 } kept
            || kept.StartsWith('/')
            || kept.Contains('\0', StringComparison.Ordinal)
            || kept.Split('/').Any(part => part is "" or "." or "..")
        )
        {
            return null;
        }

        var path = Path.Combine(Path.GetFullPath(Folder), kept);
        return FileStatus.Of(path, follow: false) is { Kind: FileKind.Regular } && RealPath.Of(path) == Path.Combine(RealPath.Of(Folder), kept) ? path : null;
    }

    /// <summary>As it is kept in <c>command.json</c>.</summary>
    public JsonObject ToJson() => OutputRecord.Of(this);

    /// <summary>The other way.</summary>
    /// <param name="folder">The run folder's <c>outputs</c>.</param>
    /// <exception cref="FormatException">It is no such record.</exception>
    public static OutputSet Parse(JsonObject json, string? folder) => OutputRecord.Read(json, folder);
}
