using System.Text.Json.Nodes;
using Lockstep.Exec.Contents;
using Lockstep.Files;

namespace Lockstep.Exec.Outputs;

/// <summary>The files that a command left, with what is in them.</summary>
public sealed class OutputSet
{
    /// <summary>Sorted by the bytes of their names.</summary>
    public IReadOnlyList<OutputFile> Files { get; init; } = [];

    /// <summary>What was not taken, and why, a sentence each.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>The keys of contents that were left out.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Where the kept files lie; null where they can't be read any more.</summary>
    public string? Folder { get; init; }

    /// <summary>SHA-256 over the contents by the names that pair between runs; null where there is nothing to compare.</summary>
    public string? Digest => Files.Count == 0 ? null : CanonicalJson.DigestOf(new JsonArray([.. Files
        .Select(file => (file.PairName, file.Content.Digest)).OrderBy(file => file.PairName, StringComparer.Ordinal)
        .Select(file => new JsonArray(file.PairName, file.Digest))]));

    /// <summary>Finds the outputs of a command that has ended, and keeps them.</summary>
    /// <param name="into">The folder to keep them in, made where it is absent.</param>
    public static OutputSet Collect(OutputRequest request, string into, CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(into);
        var files = new List<OutputFile>();
        foreach (var path in Directory.EnumerateFiles(request.Folder, "*", SearchOption.AllDirectories).Where(path => !request.Excluded.Any(folder => path.StartsWith(folder, StringComparison.Ordinal))))
        {
            var name = Path.GetRelativePath(request.Folder, path);
            files.Add(new OutputFile(name, null, null, new FileInfo(path).Length, Sha256.OfFile(path, cancellation).Digest, FileContent.Read(path, request.Ignore, cancellation)));
        }

        return new OutputSet { Files = [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)], Folder = into, Ignored = request.Ignore };
    }

    /// <summary>As it is kept in <c>command.json</c>.</summary>
    public JsonObject ToJson() => OutputRecord.Of(this);

    /// <summary>The other way.</summary>
    /// <param name="folder">The run folder's <c>outputs</c>.</param>
    /// <exception cref="FormatException">It is no such record.</exception>
    public static OutputSet Parse(JsonObject json, string? folder) => OutputRecord.Read(json, folder);
}
