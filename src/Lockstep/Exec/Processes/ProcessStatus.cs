using System.Buffers.Text;
using Lockstep.Exec.Processes.Native;

namespace Lockstep.Exec.Processes;

/// <summary>A process as <c>/proc/N/stat</c> has it.</summary>
/// <param name="IsDead">Whether it has ended, and waits to be reaped.</param>
internal readonly record struct ProcessStatus(int Id, int Parent, int Session, bool IsDead)
{
    /// <returns>Null where there is none.</returns>
    public static unsafe ProcessStatus? Of(int id)
    {
        // Three calls of the kernel: of hundreds of processes each is asked.
        var file = Libc.Open($"/proc/{id}/stat", 0x8_0000);
        if (file < 0)
        {
            return null;
        }

        var bytes = stackalloc byte[512];
        var text = new ReadOnlySpan<byte>(bytes, (int)Math.Max(0, Libc.Read(file, bytes, 512)));
        _ = Libc.Close(file);

        // 12 (a name in which anything may stand) S 7 12 12 …: state, parent, group, session
        var at = text.LastIndexOf((byte)')') + 2;
        if (at < 2 || at + 2 >= text.Length)
        {
            return null;
        }

        var isDead = text[at] is (byte)'Z' or (byte)'X';
        text = text[(at + 2)..];
        var parent = Next(ref text);
        _ = Next(ref text);
        return new ProcessStatus(id, parent, Next(ref text), isDead);
    }

    private static int Next(ref ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out int number, out var length))
        {
            return 0;
        }

        text = text[Math.Min(length + 1, text.Length)..];
        return number;
    }
}
