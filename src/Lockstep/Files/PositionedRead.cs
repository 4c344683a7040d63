using Microsoft.Win32.SafeHandles;

namespace Lockstep.Files;

/// <summary>Reads a stretch of a file in full, wherever it lies. Thread-safe.</summary>
public static class PositionedRead
{
    /// <summary>Fills all of <paramref name="target"/> from <paramref name="at"/> on.</summary>
    /// <exception cref="EndOfStreamException">The file ends before.</exception>
    public static void Fill(SafeFileHandle file, Span<byte> target, long at)
    {
        for (var done = 0; done < target.Length;)
        {
            // The system may hand over less than was asked for, on a network's file system above all.
            var read = RandomAccess.Read(file, target[done..], at + done);
            done += read > 0 ? read : throw new EndOfStreamException($"it ends {target.Length - done} bytes too early.");
        }
    }
}
