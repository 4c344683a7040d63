namespace Lockstep.Snapshots.Downloads;

/// <summary>How far a file has come.</summary>
/// <param name="FileName">Of the file.</param>
/// <param name="Bytes">That have arrived, those of an earlier try included.</param>
/// <param name="Total">That are pinned.</param>
public sealed record DownloadProgress(string FileName, long Bytes, long Total);
