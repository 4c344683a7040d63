namespace Lockstep.Audit.Projects;

/// <summary>A package that a list asks for.</summary>
/// <param name="Name">In small letters, with hyphens.</param>
/// <param name="Line">From 1.</param>
/// <param name="IsPinned">Whether one version alone will do: by <c>==</c>, a digest, or a commit.</param>
/// <param name="PinnedVersion">The first two or three numbers of that version; null where there is none, or none that is numbers.</param>
/// <param name="HasHash">Whether the digest of its file is given.</param>
internal sealed record Requirement(string Name, int Line, bool IsPinned, Version? PinnedVersion, bool HasHash);
