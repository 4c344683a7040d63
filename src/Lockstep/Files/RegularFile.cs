using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Files;

/// <summary>
/// Reads files that a user or a record names: no folder, device, socket or named pipe, which could be waited for or read for ever, and not more than
/// fits. A pipe that this process was handed, as by <c>&lt;(…)</c> or <c>/dev/stdin</c>, is read as a file is.
/// </summary>
public static class RegularFile
{
    /// <summary>More than any recipe, suite or lock has.</summary>
    public const int MostOfText = 64 << 20;

    /// <summary>More than any listing of files or samples has.</summary>
    public const int MostOfListing = 1 << 30;

    private static readonly string[] Handed = ["/dev/stdin", "/dev/fd/", "/proc/self/fd/"];

    /// <exception cref="IOException">It is none; what isn't there is left to who opens it.</exception>
    public static void Check(string path)
    {
        var kind = FileStatus.Of(path)?.Kind;
        if (kind is FileKind.Device or FileKind.Pipe or FileKind.Socket && !IsHanded(path, kind))
        {
            var what = kind switch { FileKind.Device => "a device", FileKind.Pipe => "a named pipe", _ => "a socket" };
            throw new IOException($"{ShownPath.Of(path)} is {what}, and no file. Name a file.");
        }
    }

    /// <param name="most">So many bytes at most.</param>
    /// <exception cref="IOException">It is no file, has more, or can't be read.</exception>
    public static byte[] ReadAllBytes(string path, int most = MostOfText)
    {
        using var file = OpenRead(path);
        var length = file.CanSeek ? file.Length : 0;
        using var bytes = new MemoryStream(length <= most ? (int)length : throw TooLarge(path, most));
        var buffer = new byte[1 << 16];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            // A pipe says no length, and a file may grow meanwhile.
            bytes.Write(bytes.Length + read <= most ? buffer.AsSpan(0, read) : throw TooLarge(path, most));
        }

        return bytes.ToArray();
    }

    /// <summary>Without the byte-order mark that an editor may have put before it, and that JSON doesn't have.</summary>
    /// <exception cref="IOException">It is no file, has more than a text has, or can't be read.</exception>
    public static byte[] ReadJson(string path) =>
        ReadAllBytes(path) is var bytes && bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;

    /// <param name="most">So many bytes at most.</param>
    /// <exception cref="IOException">It is no file, has more, or can't be read.</exception>
    public static string ReadAllText(string path, int most = MostOfText)
    {
        using var reader = new StreamReader(new MemoryStream(ReadAllBytes(path, most)), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <exception cref="IOException">It is no file, or can't be read.</exception>
    public static IEnumerable<string> ReadLines(string path)
    {
        Check(path);
        return File.ReadLines(path);
    }

    /// <exception cref="IOException">It is no file, or can't be read.</exception>
    public static FileStream OpenRead(string path)
    {
        Check(path);
        return File.OpenRead(path);
    }

    /// <summary>One that others may write to and delete.</summary>
    /// <exception cref="IOException">It is no file, or can't be read.</exception>
    public static SafeFileHandle OpenHandle(string path)
    {
        Check(path);
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    private static IOException TooLarge(string path, int most) =>
        new($"{ShownPath.Of(path)} has more than {most >> 20} MiB, too much for what was expected there. Name another file.");

    private static bool IsHanded(string path, FileKind? kind) => kind == FileKind.Pipe
        && Handed.Any(start => Path.GetFullPath(path).StartsWith(start, StringComparison.Ordinal));
}
