using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Exec;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Sharing.Bundles;
using Lockstep.Vision.Environments;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Native;

namespace Lockstep.Vision.Work;

/// <summary>An Environment lock that a command is told of: a run's, or one in a file.</summary>
/// <param name="Name">The run's name, or the file's path.</param>
/// <param name="Kind">Of the runs that it is for.</param>
/// <param name="Recipe">Name and bytes of the resolved recipe; null in a copy of a run's lock.</param>
/// <param name="Folder">Where a command ran, or would; absolute.</param>
public sealed record NamedEnvironment(string Name, string Kind, BoxLock Lock, (string Name, byte[] Bytes)? Recipe, string Folder)
{
    private static readonly string[] UsualRecipes = ["recipe.yaml", "config.yaml"];

    /// <param name="reference">As <see cref="NamedRuns.Find"/> takes it, or a file with a lock; a run's name goes before a file.</param>
    /// <exception cref="LockstepException">There is neither, or it can't be read.</exception>
    public static NamedEnvironment Find(string reference, NamedRuns runs)
    {
        if (!Presence.IsFile(reference) || runs.Has(reference) || IsArchive(reference))
        {
            return OfRun(runs.Find(reference));
        }

        // The file in a run's folder stands for the run, whose recipe says the rest.
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(reference)));
        if (folder is not null && Path.GetFullPath(reference) == Path.Combine(folder, "locks", "environment.json") && RunFolder.IsOne(folder))
        {
            return OfRun(RunFolder.Open(folder).OfKnownFormat());
        }

        var file = EnvironmentFile.Read(reference);
        return new NamedEnvironment(
            ShownPath.Of(reference), file.Kind, file.Lock,
            file.Recipe is { } recipe ? ($"{ShownPath.Of(reference)}, recipe.json", Encoding.UTF8.GetBytes(recipe.ToJsonString())) : null,
            Environment.CurrentDirectory);
    }

    /// <summary>The environment that a project has on this machine.</summary>
    /// <param name="recipe">Its recipe's file; null for the one in the current folder, or else the Python at hand.</param>
    /// <param name="python">The Python to look at in place of what a recipe says; null for that.</param>
    /// <exception cref="UsageException">There is nothing to look at.</exception>
    public static NamedEnvironment Take(string? recipe, string? python, Extensions extensions, CancellationToken cancellation)
    {
        var folder = Environment.CurrentDirectory;
        recipe ??= python is null ? Array.Find(UsualRecipes, Presence.IsFile) : null;
        if (recipe is not null && !(Presence.IsFile(recipe) && RecipeReader.IsOfCommand(recipe, RegularFile.ReadAllBytes(recipe))))
        {
            if (python is not null)
            {
                throw new UsageException($"--python: {ShownPath.Of(recipe)} is a recipe of a training, which runs no Python. Give one of the two.");
            }

            var resolved = RecipeFile.Load(recipe, [], extensions).Recipe;
            return Of(RunKind.Train, resolved, OfTraining(resolved.Recipe, cancellation), folder);
        }

        var command = recipe is not null ? CommandRecipeFile.Read(recipe, []).Recipe : OfPython(
            python ?? CommandEnvironment.PythonAtHand(folder) ?? throw new UsageException(
                $"No recipe is here ({string.Join(", ", UsualRecipes)}) and no Python is on PATH. Name a recipe, or a Python with --python."));
        return Of(RunKind.Command, command, CommandEnvironment.Take(command.Recipe, python, folder, cancellation), folder);
    }

    /// <summary>What this lock would hold here; of a command as far as that can be told before it runs.</summary>
    /// <param name="python">The Python that would run it; null for what its recipe says.</param>
    /// <exception cref="LockstepException">Nothing says what it was taken for, or a part of it can't be asked here.</exception>
    public BoxLock Here(string? python, Extensions extensions, CancellationToken cancellation)
    {
        if (Recipe is not var (name, bytes))
        {
            throw new LockstepException($"{Name}: a copy of a run's lock, without the recipe that says which threads, device and Python it was taken for. "
                + "Name the run itself, or take a lock with 'lockstep env lock'.");
        }

        if (Kind == RunKind.Command)
        {
            var recipe = RecipeReader.ResolveCommand(name, bytes, [], Environment.ProcessorCount).Recipe;
            return CommandEnvironment.Here(Lock, recipe, python, Folder, cancellation);
        }

        if (python is not null)
        {
            throw new UsageException($"--python: {Name} is of a training, which runs no Python.");
        }

        // A device that isn't here is a difference as any other.
        var trained = RecipeReader.Resolve(name, bytes, [], Environment.ProcessorCount, extensions.Recipes).Recipe;
        return OfTraining(Accelerator.Problem(trained) is null ? trained : trained with { Device = "cpu" }, cancellation);
    }

    /// <summary>As a file holds it that belongs to no run.</summary>
    public EnvironmentFile ToFile() => new(
        Lock, Kind, Recipe is var (_, bytes) ? (JsonObject?)JsonNode.Parse(bytes) : null);

    private static NamedEnvironment OfRun(RunFolder run)
    {
        var recorded = run.ReadLocks();
        return new NamedEnvironment(
            run.Name, run.ReadRecord().Kind, recorded.Environment, (run.RecipePath, RegularFile.ReadAllBytes(run.RecipePath)),
            CommandEnvironment.FolderOf(recorded));
    }

    private static NamedEnvironment Of(string kind, ResolvedValues recipe, BoxLock taken, string folder) =>
        new("this machine", kind, taken, ("recipe.json", Encoding.UTF8.GetBytes(recipe.Values.ToJsonString())), folder);

    private static ResolvedCommand OfPython(string program) => RecipeReader.ResolveCommand(
        "recipe.json", Encoding.UTF8.GetBytes(new JsonObject { ["kind"] = RunKind.Command, ["command"] = new JsonArray(program) }.ToJsonString()), [],
        Environment.ProcessorCount);

    private static BoxLock OfTraining(Recipe recipe, CancellationToken cancellation)
    {
        NativeLibraries.Load();
        Determinism.Set(recipe);
        return EnvironmentLock.Read(recipe, cancellation);
    }

    private static bool IsArchive(string path)
    {
        if (FileStatus.Of(path)?.Kind != FileKind.Regular)
        {
            return false; // what is read of a pipe is gone from it
        }

        using var file = RegularFile.OpenRead(path);
        var start = new byte[ForeignFile.Looked];
        var count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start.AsSpan().StartsWith("PK"u8) || start.AsSpan().StartsWith((byte[])[0x1F, 0x8B])
            || (count > 0 && ForeignFile.Of(start.AsSpan(0, count)) is { What: "a tar archive" });
    }
}
