namespace Lockstep.Exec.Packages;

/// <summary>A package of Python's at one version.</summary>
/// <param name="Name">In its normal spelling.</param>
/// <param name="Hashes">SHA-256 of archives that it may come in; empty where none is known.</param>
public sealed record PinnedPackage(string Name, string Version, IReadOnlyList<string> Hashes)
{
    /// <summary>As pip takes it.</summary>
    public override string ToString() => $"{Name}=={Version}";
}

/// <summary>A line of a list of requirements that says more than a name, a version and hashes.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Reason">What it could do.</param>
public sealed record OtherRequirement(int Line, string Text, string Reason);
