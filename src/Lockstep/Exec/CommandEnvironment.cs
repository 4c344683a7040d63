using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>The Environment box of a run that was a command, held against this machine.</summary>
public static class CommandEnvironment
{
    /// <summary>
    /// What differs of that which is known before a command runs: processor, C and mathematical library, threads and variables, Python with the packages
    /// that the run had, and the native libraries where they lay.
    /// </summary>
    /// <exception cref="LockstepException">The run's locks or its recipe can't be read.</exception>
    public static IReadOnlyList<LockDifference> DriftOf(RunFolder run, CancellationToken cancellation)
    {
        var recorded = run.ReadLocks();
        var recipe = RecipeReader.ResolveCommand(run.RecipePath, RegularFile.ReadAllBytes(run.RecipePath), [], Environment.ProcessorCount);
        cancellation.ThrowIfCancellationRequested();
        return recorded.Environment.DifferencesTo(Expected(recorded.Environment, recipe.Recipe, recipe.Recipe.Command, FolderOf(recorded)));
    }

    /// <summary>Where the command ran, if that is here; else the current folder.</summary>
    public static string FolderOf(LockSet recorded) =>
        new RecordedCommand(recorded).Folder is { Length: > 0 } was && Presence.IsFolder(was) ? was : Environment.CurrentDirectory;

    /// <summary>What a recorded lock would hold here, as far as that is known before the command runs; the rest is as it was recorded.</summary>
    /// <param name="named">The Python that would run it, as the user names it; null for the one that the recipe's command calls.</param>
    /// <param name="folder">Where it would run.</param>
    /// <exception cref="LockstepException">Its Python can't be asked.</exception>
    public static BoxLock Here(BoxLock recorded, CommandRecipe recipe, string? named, string folder, CancellationToken cancellation)
    {
        var python = named is null ? EnvironmentHere.PythonOf(recorded, recipe.Command, folder) : CalledPython.Named(named, folder);
        return python is null && new RecordedEnvironment(recorded).Python is { } version
            ? throw new LockstepException($"Environment: the Python is not here that would run the command ({ShellWord.Of(recipe.Command[0])}; "
                + $"recorded is Python {PlainText.OnOneLine(version)}). Name one with --python.")
            : EnvironmentHere.Of(recorded, recipe, python, folder, cancellation);
    }

    /// <summary>The same for who runs it next: a Python that isn't here, or can't be asked, is left to the command itself.</summary>
    /// <param name="command">As it is run.</param>
    internal static BoxLock Expected(BoxLock recorded, CommandRecipe recipe, IReadOnlyList<string> command, string folder)
    {
        try
        {
            return EnvironmentHere.Of(recorded, recipe, EnvironmentHere.PythonOf(recorded, command, folder), folder, CancellationToken.None);
        }
        catch (LockstepException)
        {
            return EnvironmentHere.Of(recorded, recipe, python: null, folder, CancellationToken.None);
        }
    }

    /// <summary>The lock of a project that no command was run in: all packages of its Python.</summary>
    /// <param name="named">The Python, as the user names it; null for the one that the recipe's command calls.</param>
    /// <exception cref="LockstepException">The recipe's command calls no Python, or it can't be asked.</exception>
    public static BoxLock Take(CommandRecipe recipe, string? named, string folder, CancellationToken cancellation)
    {
        var called = (named is null ? CalledPython.Of(recipe.Command, folder) : CalledPython.Named(named, folder)) ?? throw new LockstepException(
            $"Environment: {ShellWord.Of(recipe.Command.Count > 0 ? recipe.Command[0] : "")} is no Python that is here; what another program uses shows only "
            + "when it has run: 'lockstep exec' records it. Name a Python with --python.");
        var python = PythonEnvironment.Read(called, folder, cancellation);
        var digests = new KnownDigests();
        var locks = PackageLocks.Around(folder, folder, digests, cancellation);
        digests.Save();
        var taken = CommandLocks.EnvironmentFor(recipe).With(RecordedEnvironment.PythonKey, python.ToJson()).Noting("interpreter", python.Interpreter);
        var conda = CondaRecords.Of(python.Prefix);
        taken = conda.Count == 0 ? taken : taken.Noting("conda", JsonMembers.Of(conda));
        return locks.Count == 0 ? taken : taken.Noting("lockFiles", JsonMembers.Of(locks));
    }

    /// <summary>The Python of a project: of the environment that is active, or that lies in the folder, or the first one on PATH; null for none.</summary>
    /// <returns>From the folder where it lies there, and by its name where PATH finds it, so that a lock means the same in another place.</returns>
    public static string? PythonAtHand(string folder) => CalledPython.AtHand(folder)?.Program is not { } program ? null
        : CommandFiles.IsWithin(program, folder) ? Path.GetRelativePath(folder, program)
        : CalledPython.IsFoundByName(program, folder) ? Path.GetFileName(program)
        : program;
}
