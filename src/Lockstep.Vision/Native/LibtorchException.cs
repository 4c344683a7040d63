namespace Lockstep.Vision.Native;

/// <summary>What libtorch refused to do, in its own words, and what to do about it where that is known.</summary>
public sealed class LibtorchException : LockstepException
{
    /// <param name="doing">What was being done, and where.</param>
    /// <param name="exception">As TorchSharp throws it: an ExternalException.</param>
    public LibtorchException(string doing, Exception exception)
        : base($"{doing}: libtorch: {Said(exception)}{Advice(exception.Message)}", exception)
    {
    }

    /// <summary>The first line: what follows is a trace of libtorch's own functions. And of a refusal under deterministic algorithms, not what Python's users can do about it.</summary>
    internal static string Said(Exception exception) => exception.Message.Trim().Split('\n')[0].Split(", but you set 'torch.use_deterministic_algorithms")[0].TrimEnd(' ', '.') + ".";

    private static string Advice(string message) =>
        message.Contains("out of memory", StringComparison.Ordinal) || message.Contains("can't allocate memory", StringComparison.Ordinal) ? " Lower train.batch_size; train.accumulate makes up for it."
        : message.Contains("deterministic implementation", StringComparison.Ordinal) ? " 'determinism: fast' allows it, to results that may differ from run to run."
        : "";
}
