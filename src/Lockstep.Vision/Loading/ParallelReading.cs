using System.Runtime.ExceptionServices;

namespace Lockstep.Vision.Loading;

/// <summary>One pass over many samples on all processors.</summary>
internal static class ParallelReading
{
    /// <summary>The results in the order of the items, however the work was shared out.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TResult[] Map<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> read, CancellationToken cancellation)
    {
        var results = new TResult[items.Count];
        try
        {
            Parallel.For(
                0,
                items.Count,
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
                index => results[index] = read(items[index]));
        }
        catch (AggregateException all) when (all.Flatten().InnerExceptions is [var first, ..])
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return results;
    }
}
