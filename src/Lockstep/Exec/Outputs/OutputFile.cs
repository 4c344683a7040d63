using Lockstep.Exec.Contents;

namespace Lockstep.Exec.Outputs;

/// <summary>One file that a command wrote.</summary>
/// <param name="Name">Relative to the working folder, with <c>/</c>; absolute where it lies elsewhere.</param>
/// <param name="Role">What <c>--out</c> says that it is for.</param>
/// <param name="Kept">Where it lies below the run folder's <c>outputs</c>; null where it isn't kept.</param>
/// <param name="Sha256">Of its bytes.</param>
/// <param name="Content">What is in it.</param>
internal sealed record OutputFile(string Name, string? Role, string? Kept, long Bytes, string Sha256, ContentDigest Content)
{
    /// <summary>What is left of its name without what is another in each run: dates, times, host.</summary>
    public string PairName { get; init; } = Name;
}
