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
    public byte* Text(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        var block = (byte*)Take(bytes + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(block, bytes));
        return block;
    }

    /// <summary>Texts, ended with a null.</summary>
    public byte** Texts(IReadOnlyList<string> texts)
    {
        var block = (byte**)Take((texts.Count + 1) * sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
        {
            block[i] = Text(texts[i]);
        }

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
