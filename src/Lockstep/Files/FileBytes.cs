using System.Runtime.InteropServices;

namespace Lockstep.Files;

/// <summary>
/// All bytes of a file outside the heap that is collected: a list of millions of files is given back at once, not
/// when a collection of everything comes by.
/// </summary>
internal sealed unsafe class FileBytes : IDisposable
{
    private byte* start;
    private readonly int length;

    private FileBytes(int length)
    {
        start = (byte*)NativeMemory.Alloc((nuint)Math.Max(1, length));
        this.length = length;
    }

    public ReadOnlySpan<byte> Span => new(start, length);

    /// <exception cref="IOException">It can't be read, ends early, or has two gigabytes or more.</exception>
    public static FileBytes Read(string path)
    {
        using var file = RegularFile.OpenHandle(path);
        var size = RandomAccess.GetLength(file);
        var bytes = new FileBytes(size <= Array.MaxLength ? (int)size : throw new IOException($"{path}: has {size} bytes, more than can be read at once."));
        try
        {
            PositionedRead.Fill(file, new Span<byte>(bytes.start, bytes.length), 0);
            return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(start);
        start = null;
    }
}
