using System.Text;
using System.Text.Json;
using Lockstep.Files;

namespace Lockstep.Snapshots;

/// <summary>What a snapshot holds: every file with its size and SHA-256, in the order of the paths' bytes.</summary>
public sealed class Manifest
{
    /// <summary>The file's name at the snapshot's root; it does not list itself.</summary>
    public const string FileName = SealedFolder.ManifestFile;

    /// <summary>Six million files; more is no manifest, or one that no machine can hold.</summary>
    private const long LargestFile = 1 << 30;

    private static readonly JsonWriterOptions Indented =
        new() { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lazy<Dictionary<string, ManifestEntry>> byPath;
    private readonly Lazy<HashSet<string>> kinds;

    private Manifest(IReadOnlyList<ManifestEntry> files, string? name, bool isSealed)
    {
        Files = files;
        Name = name;
        IsSealed = isSealed;
        byPath = new(() => files.ToDictionary(file => file.RelPath, StringComparer.Ordinal));
        kinds = new(() => files.Select(file => Path.GetExtension(file.RelPath)).ToHashSet(StringComparer.OrdinalIgnoreCase));
        Id = ChecksumListing.DigestOf(files.Select(file => (file.Digest, file.RelPath)));
    }

    /// <summary>In the order of the paths' UTF-8 bytes.</summary>
    public IReadOnlyList<ManifestEntry> Files { get; }

    /// <summary>SHA-256 of the listing that <c>sha256sum</c> would print of <see cref="Files"/>.</summary>
    public string Id { get; }

    /// <summary>The data set's; no part of <see cref="Id"/>.</summary>
    public string? Name { get; }

    /// <summary>The digest of the bytes that it was loaded from; null where it was not loaded from a file.</summary>
    public string? FileSha256 { get; private set; }

    /// <summary>The other programs' <see cref="Bookkeeping"/> that was not listed when the folder was described; empty for one that was loaded.</summary>
    public IReadOnlyList<string> LeftOut { get; private init; } = [];

    /// <summary>
    /// Whether it carries its own id, and so speaks of every file in the folder; one written without speaks only of the kinds of files it lists.
    /// </summary>
    public bool IsSealed { get; }

    /// <summary>Whether a file of that path would have to be listed: each in a sealed manifest, else one of the kinds that it lists.</summary>
    public bool SpeaksOf(string relPath) => IsSealed || kinds.Value.Contains(Path.GetExtension(relPath));

    /// <summary>The entry of a path, or null where it is not listed.</summary>
    public ManifestEntry? Find(string relPath) => byPath.Value.GetValueOrDefault(relPath);

    /// <summary>Whether a file is listed whose path begins so.</summary>
    public bool HoldsAny(string beginning)
    {
        var (first, end) = (0, Files.Count);
        while (first < end)
        {
            var middle = (first + end) / 2;
            (first, end) = ChecksumListing.ByUtf8Bytes.Compare(Files[middle].RelPath, beginning) < 0 ? (middle + 1, end) : (first, middle);
        }

        return first < Files.Count && Files[first].RelPath.StartsWith(beginning, StringComparison.Ordinal);
    }

    /// <summary>Of all files together.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);

    /// <param name="files">In any order; that no path stands twice is not checked here.</param>
    public static Manifest Of(IEnumerable<ManifestEntry> files, string? name, IReadOnlyList<string>? leftOut = null) =>
        new(InOrder([.. files]), name, isSealed: true) { LeftOut = leftOut ?? [] };

    /// <summary>Reads a manifest, with or without <c>id</c> and <c>name</c>.</summary>
    /// <exception cref="ManifestException">Not a manifest, or one that contradicts itself.</exception>
    /// <exception cref="LockstepException">One of a newer format.</exception>
    public static Manifest Parse(ReadOnlySpan<byte> json, string where)
    {
        try
        {
            return FromContent(ManifestReader.Read(json, where), where);
        }
        catch (ManifestException) when (FormatNumber.Refusal(json, where, "a manifest") is not null)
        {
            // It isn't broken: no reason to write another one over it.
            throw new LockstepException(FormatNumber.Refusal(json, where, "a manifest") ?? "");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new ManifestException(where, $"it is not JSON: {JsonProblem.Of(exception, json)}");
        }
    }

    /// <exception cref="ManifestException">It is no manifest, or not a sound one.</exception>
    public static Manifest Load(string path)
    {
        try
        {
            var bytes = new FileInfo(path).Length;
            if (bytes > LargestFile)
            {
                throw new ManifestException(path, $"it has {bytes} bytes, and a manifest at most {LargestFile}");
            }

            using var json = FileBytes.Read(path);
            var manifest = Parse(json.Span, path);
            manifest.FileSha256 = Sha256.Of(json.Span);
            return manifest;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ManifestException(path, "there is no such file");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No reason to write another one over it, which is the advice on one that is broken.
            throw new LockstepException($"{path}: the manifest can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>As the file holds it: the same bytes for the same files and name.</summary>
    public string ToJson() => Encoding.UTF8.GetString(ToUtf8Json());

    /// <summary>The file's bytes: the same for the same files and name.</summary>
    public byte[] ToUtf8Json()
    {
        using var bytes = new MemoryStream();
        WriteTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Writes those bytes; they are never held as a whole.</summary>
    public void WriteTo(Stream stream)
    {
        const int Portion = 1 << 16;
        Span<char> digits = stackalloc char[64];
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            writer.WriteStartObject();
            writer.WriteNumber("count"u8, Files.Count);
            writer.WriteStartArray("files"u8);
            foreach (var file in Files)
            {
                writer.WriteStartObject();
                writer.WriteString("relpath"u8, file.RelPath);
                writer.WriteNumber("bytes"u8, file.Bytes);
                file.Digest.Format(digits);
                writer.WriteString("sha256"u8, digits);
                writer.WriteEndObject();
                if (writer.BytesPending > Portion)
                {
                    writer.Flush();
                }
            }

            writer.WriteEndArray();
            writer.WriteString("id"u8, Id);
            if (Name is not null)
            {
                writer.WriteString("name"u8, Name);
            }

            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static Manifest FromContent(ManifestReader.Content content, string where)
    {
        // Loops: queries over pairs are compiled anew in every process, and cost more than what they do.
        var files = InOrder(content.Files);
        for (var index = 1; index < files.Count; index++)
        {
            if (files[index].RelPath == files[index - 1].RelPath)
            {
                throw new ManifestException(where, $"'{files[index].RelPath}' is listed twice");
            }
        }

        long total = 0;
        for (var index = 0; index < content.Files.Count; index++)
        {
            var bytes = content.Files[index].Bytes;
            if (bytes > long.MaxValue - total)
            {
                throw new ManifestException(where, $"files[{index}].bytes is {bytes}, more with those before it than any disk holds");
            }

            total += bytes;
        }

        if (content.Count is { } count && count != content.Files.Count)
        {
            throw new ManifestException(where, $"count is {count}, but {(content.Files.Count == 1 ? "1 file is" : $"{content.Files.Count} files are")} listed");
        }

        var manifest = new Manifest(files, content.Name, content.Id is not null);
        return content.Id is null || content.Id == manifest.Id
            ? manifest
            : throw new ManifestException(where, $"its id is {content.Id}, but its files give {manifest.Id}; it was edited after it was written");
    }

    private static IReadOnlyList<ManifestEntry> InOrder(IReadOnlyList<ManifestEntry> files)
    {
        for (var index = 1; index < files.Count; index++)
        {
            if (ChecksumListing.ByUtf8Bytes.Compare(files[index - 1].RelPath, files[index].RelPath) > 0)
            {
                return [.. files.OrderBy(file => file.RelPath, ChecksumListing.ByUtf8Bytes)];
            }
        }

        return files;
    }
}
