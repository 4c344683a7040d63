using System.Reflection;
using System.Text.Json.Nodes;

namespace Lockstep.Locks;

/// <summary>Which build of Lockstep made something. It is good to know, and changes no lock ID: <see cref="Arithmetic"/> says what results depend on.</summary>
/// <param name="Version">For example <c>0.1.0</c>.</param>
/// <param name="Commit">That it was built from, by its whole ID; null where it wasn't built in a git repository, or is not recorded.</param>
public sealed record LockstepBuild(string Version, string? Commit)
{
    /// <summary>The member of the Environment lock that holds it.</summary>
    public const string Key = "lockstep";

    private const int ShortCommit = 12;

    /// <summary>The one that runs.</summary>
    public static LockstepBuild This { get; } = Parse(
        typeof(LockstepBuild).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    /// <summary>Read from a run's Environment lock; null where that doesn't say.</summary>
    public static LockstepBuild? Of(BoxLock environment) =>
        (environment.Informative[Key] ?? environment.Relevant[Key]) is JsonObject recorded
            && recorded["version"] is JsonValue version && version.TryGetValue(out string? text)
            ? new LockstepBuild(text, recorded["commit"] is JsonValue commit && commit.TryGetValue(out string? id) ? id : null)
            : null;

    /// <param name="informationalVersion">The version, and behind a plus sign the commit.</param>
    public static LockstepBuild Parse(string informationalVersion) =>
        informationalVersion.Split('+', 2) is [var version, var commit] ? new LockstepBuild(version, commit) : new LockstepBuild(informationalVersion, null);

    /// <inheritdoc/>
    public override string ToString() => Commit is null ? Version : $"{Version} (commit {Commit[..Math.Min(ShortCommit, Commit.Length)]})";
}
