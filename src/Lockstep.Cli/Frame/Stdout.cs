using System.Runtime.InteropServices;
using System.Text;

namespace Lockstep.Cli.Frame;

/// <summary>
/// The stdout of this process, for answers alone: whatever else prints there (a model, a library, a program's own classes) is sent to stderr.
/// </summary>
internal static partial class Stdout
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    private static readonly Lazy<Stream> Real = new(Console.OpenStandardOutput);

    private static readonly TextWriter Own = TextWriter.Synchronized(
        new StreamWriter(Bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });

    private static TextWriter? instead;

    /// <summary>UTF-8, flushed with each line.</summary>
    public static TextWriter Out => instead ?? Own;

    /// <summary>Whether a caller takes the answers, so that the width of a terminal has nothing to do with them.</summary>
    public static bool AreTaken => instead is not null;

    /// <summary>Whether it led to a terminal when it was taken.</summary>
    public static bool IsTerminal { get; private set; }

    /// <summary>For an answer that is written as bytes.</summary>
    public static Stream Bytes => Real.Value;

    /// <summary>Takes stdout, before anything else can print there.</summary>
    /// <param name="taker">Gets the answers in its place, and stdout is left as it is; null for stdout.</param>
    /// <remarks>.NET's stream is on a duplicate of the descriptor, so that 1 can be given to native code for its messages.</remarks>
    public static void Claim(TextWriter? taker)
    {
        instead = taker;
        if (taker is not null)
        {
            return;
        }

        _ = Bytes;
        IsTerminal = !Console.IsOutputRedirected;
        if (DuplicateTo(StandardError, StandardOutput) < 0)
        {
            throw new LockstepException($"stdout can't be kept for answers: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        Console.SetOut(Console.Error);
    }

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int DuplicateTo(int from, int to);
}
