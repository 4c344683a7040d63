using System.Runtime.InteropServices;
using System.Text;

namespace Lockstep.Cli;

/// <summary>The stdout of this process, for answers alone: whatever else prints there (a model, a library, a program's own classes) is sent to stderr.</summary>
internal static partial class Answers
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    private static readonly Lazy<Stream> Real = new(Console.OpenStandardOutput);

    /// <summary>UTF-8, flushed with each line.</summary>
    public static TextWriter Out { get; } = TextWriter.Synchronized(new StreamWriter(Bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });

    /// <summary>For an answer that is written as bytes.</summary>
    public static Stream Bytes => Real.Value;

    /// <summary>Takes stdout, before anything else can print there.</summary>
    /// <remarks>.NET's stream is on a duplicate of the descriptor, so that 1 can be given to native code for its messages.</remarks>
    public static void Claim()
    {
        _ = Bytes;
        if (DuplicateTo(StandardError, StandardOutput) < 0)
        {
            throw new LockstepException($"stdout can't be kept for answers: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        Console.SetOut(Console.Error);
    }

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int DuplicateTo(int from, int to);
}
