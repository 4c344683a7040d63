using System.Runtime.InteropServices;
using System.Text;

namespace Lockstep.Exec.Processes.Native;

/// <summary>Memory that no garbage collection moves, given back all at once.</summary>
internal sealed unsafe class NativeArena : IDisposable
{
    /// <summary>Each block begins with the address of the one before it.</summary>
    private nint last;

    /// <returns>Zeroed.</returns>
    public void* Take(int bytes)
    {
        var block = (nint*)NativeMemory.AllocZeroed((nuint)(bytes + 16));
        *block = last;
        last = (nint)block;
        return block + 2;
    }

    /// <summary>A text in UTF-8, ended with a zero.</summary>
    public byte* Text(string text) => Word(Encoding.UTF8.GetBytes(text));

    /// <summary>Texts, ended with a null.</summary>
    public byte** Texts(IReadOnlyList<string> texts) => Words([.. texts.Select(Encoding.UTF8.GetBytes)]);

    /// <summary>Words of bytes, ended with a null.</summary>
    public byte** Words(IReadOnlyList<byte[]> words)
    {
        var block = (byte**)Take((words.Count + 1) * sizeof(byte*));
        for (var i = 0; i < words.Count; i++)
        {
            block[i] = Word(words[i]);
        }

        return block;
    }

    private byte* Word(ReadOnlySpan<byte> bytes)
    {
        var block = (byte*)Take(bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(block, bytes.Length));
        return block;
    }

    public void Dispose()
    {
        while (last != 0)
        {
            var block = (nint*)last;
            last = *block;
            NativeMemory.Free(block);
        }
    }
}
