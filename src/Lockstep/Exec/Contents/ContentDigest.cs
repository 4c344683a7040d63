namespace Lockstep.Exec.Contents;

/// <summary>What is in a file, so far as it can be read without executing anything.</summary>
/// <param name="Format"><c>torch</c>, <c>safetensors</c>, <c>npz</c>, <c>npy</c>, <c>pickle</c>, <c>json</c>, <c>yaml</c>, <c>table</c>,
/// <c>events</c>, <c>zip</c>, <c>link</c> of a symbolic link, whose target is not read, or <c>bytes</c>
/// where only the bytes themselves can be compared.</param>
/// <param name="Digest">SHA-256 of the content: tensors and values, not an archive's times nor the order in which it stores them.</param>
internal sealed record ContentDigest(string Format, string Digest)
{
    /// <summary>How many tensors and arrays there are.</summary>
    public int Tensors { get; init; }

    /// <summary>How many other values there are.</summary>
    public int Values { get; init; }

    /// <summary>The dates in it, each as <c>path: value</c>, but those that were left out: they are another in each run.</summary>
    public IReadOnlyList<string> Dates { get; init; } = [];

    /// <summary>The paths that were left out of the digest, because their keys are to be ignored.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Why the content could not be read as the file's name promises; null where it could.</summary>
    public string? Problem { get; init; }
}
