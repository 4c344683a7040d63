using System.Globalization;
using System.IO.Compression;
using Lockstep.Exec.Contents.Nodes;
using Lockstep.Exec.Contents.Pickles;
using Lockstep.Files;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Exec.Contents;

/// <summary>A file whose content can be walked over while it is open.</summary>
internal sealed class OpenContent : IDisposable
{
    internal const string Unexpected = "holds what can't be read";

    private const int Looked = 64;

    private readonly SafeFileHandle file;

    private OpenContent(SafeFileHandle file) => this.file = file;

    /// <summary>What kind of file it is; <c>bytes</c> where there is no <see cref="Root"/>.</summary>
    public string Format { get; private set; } = "bytes";

    /// <summary>Null where only the bytes can be compared.</summary>
    public ContentNode? Root { get; private set; }

    /// <summary>Its bytes, unpacked where the file is nothing but packed.</summary>
    public ByteRange Bytes { get; private set; } = new(ReadOnlyMemory<byte>.Empty);

    public string? Problem { get; private set; }

    public ContentSurvey? Survey { get; private set; }

    public string Digest { get; private set; } = "";

    /// <exception cref="IOException">It can't be read.</exception>
    /// <param name="name">Its own name where it lies under another; its ending tells what it should be.</param>
    public static OpenContent Open(string path, IReadOnlyList<string> ignore, CancellationToken cancellation, string? name = null)
    {
        var content = new OpenContent(RegularFile.OpenHandle(path));
        try
        {
            content.Load(Path.GetFileName(name ?? path), new IgnoredKeys(ignore), cancellation);
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    public void Dispose() => file.Dispose();

    private void Load(string name, IgnoredKeys ignored, CancellationToken cancellation)
    {
        var whole = new ByteRange(file, 0, RandomAccess.GetLength(file));
        Bytes = whole;
        try
        {
            if (Read(name, whole) is var (format, root))
            {
                Survey = ContentSurvey.Of(root, ignored, cancellation);
                Digest = ContentHash.Of(root, new HashBudget(whole.Length), cancellation).ToString();
                (Format, Root) = (format, root);
                return;
            }
        }
        catch (Exception exception) when (exception is ContentException or EndOfStreamException)
        {
            Problem = exception is ContentException ? exception.Message : "ends too early";
            Survey = null;
        }
        catch (Exception exception)
            when (exception is InvalidOperationException or ArgumentException or OverflowException or IndexOutOfRangeException or FormatException)
        {
            // Not expected, but no reason to lose the record of a run that has ended.
            Problem = $"{Unexpected} ({exception.GetType().Name})";
            Survey = null;
        }

        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        Bytes.AddTo(hash, cancellation);
        Digest = new Sha256Digest(hash.GetHashAndReset()).ToString();
    }

    private (string Format, ContentNode Root)? Read(string name, ByteRange bytes, bool isUnpacked = false)
    {
        var start = new byte[(int)Math.Min(Looked, bytes.Length)];
        bytes.Fill(start, 0);
        bool Ends(params string[] endings) => endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        if (start is [0x1f, 0x8b, ..] && !isUnpacked)
        {
            using var packed = new GZipStream(bytes.ToStream(), CompressionMode.Decompress);
            Bytes = ByteRange.Unpacked(packed, expected: null);
            Format = "gzip";
            return Read(Ends(".gz") ? name[..^3] : name, Bytes, isUnpacked: true);
        }

        if (start is [0x78, 0x01 or 0x5e or 0x9c or 0xda, ..] && Ends(".pkl", ".pickle", ".joblib", ".z") && !isUnpacked)
        {
            using var packed = new ZLibStream(bytes.ToStream(), CompressionMode.Decompress);
            Bytes = ByteRange.Unpacked(packed, expected: null);
            return Read(name, Bytes, isUnpacked: true);
        }

        if (ZipDirectory.BeginsSo(start))
        {
            return ArchiveContent.Read(bytes);
        }

        return NpyContent.BeginsSo(start) ? ("npy", NpyContent.Read(bytes))
            : Ends(".safetensors") || SafetensorsContent.BeginsSo(start, bytes.Length) ? ("safetensors", SafetensorsContent.Read(bytes))
            : start is [0x80, >= 2 and <= 5, ..] || (Ends(".pkl", ".pickle", ".joblib", ".pth", ".pt") && start.Length > 0) ? Pickled(bytes)
            : Ends(".json") ? ("json", JsonContent.Read(bytes, isLines: false))
            : Ends(".jsonl", ".ndjson") ? ("json", JsonContent.Read(bytes, isLines: true))
            : EventsContent.IsNamedSo(name) ? ("events", EventsContent.Read(bytes))
            : Ends(".csv", ".tsv") && TableContent.TryRead(bytes, Ends(".tsv") ? "\t" : ",") is { } table ? ("table", table)
            : Ends(".yaml", ".yml") && YamlContent.TryRead(bytes) is { } yaml ? ("yaml", yaml)
            : null;
    }

    private static (string Format, ContentNode Root) Pickled(ByteRange bytes)
    {
        if (TorchFile.TryRead(bytes) is { } legacy)
        {
            return ("torch", legacy);
        }

        // A file may hold one pickle after the other.
        var input = new PickleInput(bytes);
        var all = new ContentNode(ContentKind.Map, "pickles");
        for (var number = 0; !input.IsAtEnd; number++)
        {
            all.Put(ContentNode.Value("part", number.ToString(CultureInfo.InvariantCulture)), new PickleMachine(input).Read());
        }

        return ("pickle", all.All.Count == 1 ? all.All[0].Value : all);
    }
}
