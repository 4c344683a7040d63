namespace Lockstep.Exec.Contents;

/// <summary>Reads what is in a file. Nothing in it is executed or imported.</summary>
internal static class FileContent
{
    /// <param name="ignore">Keys to leave out, each a path or its end, <c>*</c> for anything: <c>date</c>, <c>config.*.path</c>.</param>
    /// <param name="name">Its own name where it lies under another; its ending tells what it should be.</param>
    /// <exception cref="IOException">It can't be read.</exception>
    public static ContentDigest Read(string path, IReadOnlyList<string>? ignore = null, string? name = null, CancellationToken cancellation = default)
    {
        using var content = OpenContent.Open(path, ignore ?? [], cancellation, name);
        return content.Describe();
    }

    public static ContentDigest Describe(this OpenContent content) =>
        new(content.Format, content.Digest)
        {
            Tensors = content.Survey?.Tensors ?? 0,
            Values = content.Survey?.Values ?? 0,
            Dates = content.Survey?.Dates ?? [],
            LeftOut = content.Survey?.LeftOut ?? [],
            Problem = content.Problem,
        };
}
