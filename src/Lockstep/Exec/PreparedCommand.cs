using Lockstep.Code;
using Lockstep.Code.Restoring;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Snapshots;

namespace Lockstep.Exec;

/// <summary>A command whose data passed the gate, and what is known of its locks before it runs.</summary>
/// <param name="Recipe">Every value explicit.</param>
/// <param name="Arguments">The program and its arguments as they are run; in the recipe secrets are left out.</param>
/// <param name="Source">The recipe as it was given.</param>
/// <param name="Folder">The working folder, in full.</param>
/// <param name="Data">In the order of the recipe.</param>
/// <param name="Git">The repository around the working folder; null outside git.</param>
/// <param name="Locks">Without what only shows when the command has run.</param>
/// <param name="Warnings">In sentences.</param>
public sealed record PreparedCommand(
    ResolvedCommand Recipe,
    IReadOnlyList<string> Arguments,
    CommandSource Source,
    string Folder,
    IReadOnlyList<CommandData> Data,
    GitState? Git,
    LockSet Locks,
    IReadOnlyList<string> Warnings)
{
    /// <summary>How many threads PyTorch had in the run that is repeated, where this machine would give it another number; null for none.</summary>
    internal int? ThreadsBefore { get; init; }

    /// <summary>After how many steps of its optimizers a script is ended; null for not at all.</summary>
    internal int? EndsAfterSteps { get; init; }

    /// <summary>After how many passes over its data, likewise.</summary>
    internal int? EndsAfterEpochs { get; init; }

    /// <summary>Variables that draws follow from, as the user gave them; others of them the command has only from Lockstep.</summary>
    internal IReadOnlyDictionary<string, string> Seeds { get; init; } = new Dictionary<string, string>();

    /// <summary>How its environment differs beside what is injected; null removes a variable.</summary>
    internal IReadOnlyDictionary<string, string?> Variables { get; init; } = new Dictionary<string, string?>();

    /// <summary>The restored tree that it runs in; null for the tree at hand.</summary>
    internal RestoredTree? Tree { get; init; }

    /// <summary>The same with these variables, whatever is set here.</summary>
    internal PreparedCommand WithSeeds(IReadOnlyDictionary<string, string> seeds) => this with
    {
        Seeds = seeds,
        Locks = Locks with { Randomness = CommandLocks.Randomness(Recipe.Recipe, seeds) },
    };

    /// <summary>What a place in or beside a restored tree is called when that is gone.</summary>
    internal string Lasting(string path) => Tree?.Lasting(path) ?? path;

    /// <summary>Uncommitted changes, and untracked files.</summary>
    public byte[] Diff => [.. Git?.Diff ?? [], .. Git?.UntrackedDiff ?? []];
}

/// <summary>Where a command's recipe comes from.</summary>
/// <param name="FileName">As the run records it.</param>
/// <param name="Bytes">Of the file, or of what the command line said.</param>
/// <param name="Overrides">Given beside it.</param>
/// <param name="Path">Of the file, absolute; null where there is none.</param>
public sealed record CommandSource(string FileName, byte[] Bytes, IReadOnlyList<string> Overrides, string? Path = null);

/// <summary>A snapshot that a command reads.</summary>
public sealed record CommandData(Snapshot Snapshot, GatePass Gate)
{
    /// <summary>The link by which the command finds it; null where it finds the folder itself.</summary>
    public string? Link { get; init; }

    /// <summary>What names it in the lock.</summary>
    public string Name => Path.GetFileName(Link ?? Snapshot.Folder);

    /// <summary>Whether a file is one of its own, by whichever of the two paths it is called.</summary>
    internal bool Has(string path) => CommandFiles.IsWithin(path, Snapshot.Folder) || (Link is not null && CommandFiles.IsWithin(path, Link));
}
