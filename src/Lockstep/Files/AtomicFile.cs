using System.Text;

namespace Lockstep.Files;

/// <summary>Writes a file whole or not at all: temporary name beside it, flushed to the disk, renamed over the old one.</summary>
public static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>In UTF-8, without a byte-order mark.</summary>
    public static void WriteAllText(string path, string text) => WriteAllBytes(path, Utf8.GetBytes(text));

    /// <summary>Replaces a file that is there.</summary>
    public static void WriteAllBytes(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <summary>Lets <paramref name="write"/> fill the new file; where it throws, the old file stays as it was.</summary>
    /// <param name="isDurable">Whether it is on the disk when this returns; false for a cache that knows a torn file when it reads one.</param>
    public static void Write(string path, Action<Stream> write, bool isDurable = true)
    {
        var temporary = TemporaryNameFor(path);
        try
        {
            using (var stream = OpenTemporary(temporary))
            {
                write(stream);
                stream.Flush(flushToDisk: isDurable);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static FileStream OpenTemporary(string temporary) =>
        new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);

    private static string TemporaryNameFor(string path) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
}
