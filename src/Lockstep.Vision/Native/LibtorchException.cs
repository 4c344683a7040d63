using System.Text.RegularExpressions;

namespace Lockstep.Vision.Native;

/// <summary>What libtorch refused to do, in its own words, and what to do about it where that is known.</summary>
public sealed partial class LibtorchException : LockstepException
{
    /// <param name="doing">What was being done, and where.</param>
    /// <param name="exception">As TorchSharp throws it: an ExternalException.</param>
    public LibtorchException(string doing, Exception exception)
        : base($"{doing}: libtorch: {Said(exception)}{Advice(exception.Message)}", exception)
    {
    }

    /// <summary>The cause, in one line.</summary>
    /// <remarks>
    /// That is the first line: what follows is a trace of libtorch's own functions. Of TorchScript it is the last one, below the trace of the
    /// script. What Python's users can do about deterministic algorithms, and that libtorch's makers want to be told, is left out.
    /// </remarks>
    internal static string Said(Exception exception)
    {
        string[] lines = [
            .. exception.Message.Split('\n').Select(line => line.TrimEnd()).TakeWhile(
                line => !line.StartsWith("Exception raised from ", StringComparison.Ordinal) && !line.StartsWith("frame #", StringComparison.Ordinal))
                .Where(line => line.Length > 0)
        ];
        var cause = lines switch
        {
            [] => "no reason was given",
            _ when InScript().IsMatch(lines[0]) => Cause(lines),
            _ => lines[0].Trim(),
        };
        cause = cause.Split(", but you set 'torch.use_deterministic_algorithms")[0];
        return Internals().Replace(cause, "").TrimEnd(' ', '.') + ".";
    }

    /// <summary>What stands below the trace, whose lines are indented or name it.</summary>
    private static string Cause(string[] lines)
    {
        var at = Array.FindLastIndex(lines, line => Raised().IsMatch(line));
        return Raised().Replace(at < 0 ? lines[^1].Trim() : lines[at], "");
    }

    [GeneratedRegex("in the TorchScript (interpreter|compiler)")]
    private static partial Regex InScript();

    /// <summary>The kinds of Python's exceptions, before the words that they were raised with.</summary>
    [GeneratedRegex(@"^(RuntimeError: |builtins\.)(?:[\w.]+(?:Error|Exception|Warning): )?|^[\w.]+(?:Error|Exception): ")]
    private static partial Regex Raised();

    [GeneratedRegex("""^.*INTERNAL ASSERT FAILED at "[^"]*":\d+, please report a bug to PyTorch\. ?(?=.)""")]
    private static partial Regex Internals();

    private static string Advice(string message) =>
        message.Contains("out of memory", StringComparison.Ordinal) || message.Contains("can't allocate memory", StringComparison.Ordinal)
            ? " Lower train.batch_size; train.accumulate makes up for it."
        : message.Contains("deterministic implementation", StringComparison.Ordinal)
            ? " 'determinism: fast' allows it, to results that may differ from run to run."
        : "";
}
