using System.Text.Json.Nodes;
using Lockstep.Exec.Contents;
using Lockstep.Files;

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

    /// <summary>Of a symbolic link, where it leads: relative to the working folder where that is in its tree, else as the link says; null for a file.</summary>
    public string? Link { get; init; }

    /// <summary>What is left of <see cref="Link"/> likewise.</summary>
    public string? PairLink { get; init; }

    /// <summary>What of it makes the result: what is in it, and where it leads.</summary>
    public string Digest => PairLink is null ? Content.Digest : CanonicalJson.DigestOf(new JsonArray(PairLink, Content.Digest));
}
