namespace Lockstep.Snapshots;

/// <summary>Work on many files, on all processors; of several exceptions the first is thrown as it is.</summary>
internal static class ParallelWork
{
    /// <summary>Does <paramref name="act"/> for each number below <paramref name="count"/>.</summary>
    public static void Do(int count, Action<int> act, CancellationToken cancellation)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, act);
        }
        catch (AggregateException all) when (all.Flatten().InnerExceptions is [var first, ..])
        {
            throw first;
        }
    }
}
