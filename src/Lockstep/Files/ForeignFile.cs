using System.Text;

namespace Lockstep.Files;

/// <summary>A file that is not what it was expected to be, by what its first bytes say that it is.</summary>
/// <param name="What">With its article, for "it is …".</param>
/// <param name="Cure">What to do about it, whatever was expected; null where that depends.</param>
/// <param name="IsText">Whether it is text of any kind, which a reader of text can complain of in its own words.</param>
public sealed record ForeignFile(string What, string? Cure = null, bool IsText = false)
{
    /// <summary>So many bytes of its beginning tell all that can be told.</summary>
    public const int Looked = 512;

    private const int Quoted = 24;
    private const int TarMark = 257;

    /// <summary>Binary formats: where their mark is, the mark, and their name.</summary>
    private static readonly (int At, byte[] Mark, string What)[] Marks =
    [
        (TarMark, [.. "ustar"u8], "a tar archive"),
        (0, [0xFF, 0xD8, 0xFF], "a JPEG picture"),
        (0, [0x89, .. "PNG\r\n"u8], "a PNG picture"),
        (0, [.. "GIF8"u8], "a GIF picture"),
        (8, [.. "WEBP"u8], "a WebP picture"),
        (0, [.. "II*\0"u8], "a TIFF file"),
        (0, [.. "MM\0*"u8], "a TIFF file"),
        (4, [.. "ftypavif"u8], "an AVIF file"),
        (4, [.. "ftyp"u8], "a HEIC or MP4 file"),
        (0, [0x1F, 0x8B], "a gzip file"),
        (0, [.. "BZh"u8], "a bzip2 file"),
        (0, [0xFD, .. "7zXZ\0"u8], "an xz file"),
        (0, [0x28, 0xB5, 0x2F, 0xFD], "a Zstandard file"),
        (0, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive"),
        (0, [.. "Rar!"u8], "a RAR archive"),
        (0, [0x89, .. "HDF\r\n"u8], "an HDF5 file, as Keras writes"),
        (0, [0x93, .. "NUMPY"u8], "a NumPy array"),
        (0, [.. "GGUF"u8], "a GGUF file"),
        (4, [.. "TFL3"u8], "a TensorFlow Lite model"),
        (0, [.. "PAR1"u8], "a Parquet file"),
        (0, [.. "SQLite format 3"u8], "an SQLite database"),
        (0, [.. "%PDF"u8], "a PDF file"),
        (0, [0x7F, .. "ELF"u8], "a program or library"),
    ];

    /// <summary>Whether it only stands for a file that git keeps elsewhere.</summary>
    internal bool IsPointer { get; private init; }

    /// <summary>As part of a sentence about the file.</summary>
    /// <param name="otherwise">What to do, or what was expected, where that depends.</param>
    public string Or(string otherwise) => $"it is {What}; {Cure ?? otherwise}";

    /// <summary>What begins so; null where that is nothing known.</summary>
    /// <param name="start">At least the first <see cref="Looked"/> bytes, or all there are.</param>
    public static ForeignFile? Of(ReadOnlySpan<byte> start)
    {
        start = start[..Math.Min(start.Length, Looked)];
        if (start.IsEmpty)
        {
            return new ForeignFile("empty", "get it anew");
        }

        if (start.StartsWith("version https://git-lfs"u8))
        {
            return new ForeignFile("a Git LFS pointer", "get the file that it stands for with 'git lfs pull'") { IsPointer = true };
        }

        if (start.Length < 300 && start.IndexOf("annex/objects/"u8) >= 0)
        {
            return new ForeignFile("a git-annex pointer", "get the file that it stands for with 'git annex get'") { IsPointer = true };
        }

        if (start.StartsWith("PK\x3\x4"u8) || start.StartsWith("PK\x5\x6"u8))
        {
            // What PyTorch writes lies below one folder, and its first entries have these names.
            return new ForeignFile(start.IndexOf("/data.pkl"u8) >= 0
                || start.IndexOf("/data/"u8) >= 0 || start.IndexOf("/byteorder"u8) >= 0 || start.IndexOf("/code/"u8) >= 0
                ? "a zip archive as PyTorch writes it ('torch.save' or TorchScript)"
                : "a zip archive");
        }

        foreach (var (at, mark, what) in Marks)
        {
            if (start.Length >= at + mark.Length && start[at..].StartsWith(mark))
            {
                return new ForeignFile(what);
            }
        }

        return start is [0x80, >= 2 and <= 5, ..] ? new ForeignFile("a Python pickle, as older versions of 'torch.save' write it")
            : start is [0x08, < 0x20, 0x12, ..] ? new ForeignFile("an ONNX model")
            : !start.ContainsAnyExcept((byte)0)
                ? new ForeignFile("nothing but zeros at its beginning, as a file that was never written to the end", "get it anew")
            : TextOf(start);
    }

    private static ForeignFile? TextOf(ReadOnlySpan<byte> start)
    {
        var bytes = start.StartsWith(Encoding.UTF8.Preamble) ? start[Encoding.UTF8.Preamble.Length..] : start;
        foreach (var value in bytes)
        {
            if (value is < (byte)' ' and not ((byte)'\t' or (byte)'\n' or (byte)'\r') or 0x7F)
            {
                return null;
            }
        }

        var text = Encoding.UTF8.GetString(bytes).TrimStart();
        if (text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
        {
            return new ForeignFile("an HTML page, as a server sends it in place of a file", "download it anew, and look at what comes");
        }

        // A byte that no text has, unless it is the half of a character at the end.
        return text.AsSpan(0, Math.Max(0, text.Length - 1)).Contains('\uFFFD') ? null
            : text.StartsWith('{') || text.StartsWith('[') ? new ForeignFile("JSON text", IsText: true)
            : text.StartsWith("<?xml", StringComparison.Ordinal) ? new ForeignFile("XML text")
            : new ForeignFile($"a text file ('{PlainText.Quoted(text.Split('\n')[0].TrimEnd(), Quoted)}')", IsText: true);
    }
}
