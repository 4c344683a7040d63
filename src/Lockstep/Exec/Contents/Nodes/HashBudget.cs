namespace Lockstep.Exec.Contents.Nodes;

/// <summary>Keeps a small hostile file, whose tensors are all views of one storage, from being read for hours.</summary>
internal sealed class HashBudget(long fileBytes)
{
    private const long MostTimes = 64;
    private const long AlwaysAllowed = 1L << 28;

    private long left = AlwaysAllowed + (Math.Min(fileBytes, long.MaxValue / (2 * MostTimes)) * MostTimes);

    public void Take(long bytes) =>
        left = bytes <= left ? left - bytes : throw new ContentException("has tensors that are together very many times as large as the file");
}
