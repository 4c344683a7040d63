using Lockstep.Code;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Extending;


namespace Lockstep.Vision.Runs;

/// <summary>A run whose gate is passed and whose locks are taken; nothing is on the disk yet.</summary>
/// <param name="Diff">Uncommitted changes, untracked files among them, for <c>locks/code.diff</c>.</param>
/// <param name="Warnings">What the user should know, in sentences.</param>
/// <param name="Extensions">What the recipe may name beside Lockstep's own.</param>
public sealed record PreparedRun(
    ResolvedRecipe Recipe,
    RecipeSource Source,
    Snapshot Snapshot,
    GatePass Gate,
    Dataset Data,
    LockSet Locks,
    byte[] Diff,
    IReadOnlyList<string> Warnings,
    Extensions Extensions)
{
    /// <summary>Files of code that neither a commit nor the diff has.</summary>
    public CodeCopies Copies { get; init; } = CodeCopies.None;

    /// <summary>The repository around the code, as it was found; null outside git.</summary>
    public GitState? Git { get; init; }

    /// <summary>As the gate read it.</summary>
    public Manifest Manifest => Gate.Manifest;
}
