using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Lockstep.Code;
using Lockstep.Environments;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;

namespace Lockstep.Exec;

/// <summary>The locks of a run that is a command: what is known before it runs, and what shows only when it has ended.</summary>
internal static class CommandLocks
{
    /// <summary>Raised where the start-up module seeds or switches otherwise than before, so that results change.</summary>
    private const int Injection = 1;

    /// <param name="seeds">Variables of the user's that draws follow from.</param>
    public static LockSet Before(
        ResolvedCommand recipe,
        CommandSource source,
        string folder,
        IReadOnlyList<CommandData> data,
        GitState? git,
        IReadOnlyDictionary<string, string> seeds)
    {
        var code = CodeLock.Of(recipe, source.FileName, source.Overrides, git)
            .Noting(RecordedCommand.FolderKey, folder)
            .Noting(RecordedCommand.FolderInRepositoryKey, git is null ? null : Path.GetRelativePath(git.Root, folder));
        return new LockSet(code, Data(data), EnvironmentFor(recipe.Recipe), Randomness(recipe.Recipe, seeds));
    }

    /// <summary>Completed by what the command turned out to use.</summary>
    /// <param name="outside">Where files outside the root lie, by their name.</param>
    public static LockSet After(LockSet before, CommandFindings found, IReadOnlyDictionary<string, string> outside)
    {
        var environment = EnvironmentAfter(before.Environment, found);
        return new LockSet(
            before.Code.With(RecordedCommand.FilesKey, Digests(found.Code)),
            before.Data.With(RecordedCommand.InputsKey, Digests(found.Inputs)).Noting(RecordedCommand.OutsideKey, Digests(outside)),
            environment,
            before.Randomness
                .With("addressOrder", found.IsAddressOrderFixed ? "fixed" : "random")
                .With(RecordedCommand.SwitchesKey, found.Switches?.DeepClone() ?? new JsonObject()));
    }

    /// <summary>A library or package that computes counts; what is known to be harmless, and what follows from the rest, is good to know.</summary>
    internal static BoxLock EnvironmentAfter(BoxLock before, CommandFindings found)
    {
        var counting = new Dictionary<string, string>(StringComparer.Ordinal);
        var quiet = new Dictionary<string, string>(StringComparer.Ordinal);
        var hasDriver = false;
        foreach (var (name, digest) in found.Libraries)
        {
            hasDriver |= name.StartsWith(NvidiaDriver.Library, StringComparison.Ordinal);
            (LockFields.IsQuietLibrary(name) ? quiet : counting)[name] = digest;
        }

        var environment = before.With(RecordedEnvironment.LibrariesKey, Digests(counting));
        environment = hasDriver && NvidiaDriver.Version is { } driver ? environment.With(RecordedEnvironment.DriverKey, driver) : environment;
        environment = found.Python is { } python ? environment.With(RecordedEnvironment.PythonKey, python.DeepClone()) : environment;
        environment = found.R is { } r ? environment.With("r", r.DeepClone()) : environment;
        environment = environment.Noting(RecordedEnvironment.LibrariesKey, Digests(quiet)).Noting(RecordedEnvironment.FilesKey, Digests(found.LibraryFiles));
        environment = found.Interpreter is { } interpreter ? environment.Noting("interpreter", interpreter.DeepClone()) : environment;
        environment = found.LockFiles.Count > 0 ? environment.Noting("lockFiles", Digests(found.LockFiles)) : environment;
        environment = found.Conda.Count > 0 ? environment.Noting("conda", Digests(found.Conda)) : environment;
        if (found.Kernels?.DeepClone() is JsonObject kernels)
        {
            kernels.Remove("build", out var build);
            environment = build is null ? environment : environment.Noting("build", build.DeepClone());
            environment = kernels.Count > 0 ? environment.Noting("kernels", kernels) : environment;
        }

        return environment;
    }

    private static BoxLock Data(IReadOnlyList<CommandData> data) => new(
        Box.Data,
        new JsonObject
        {
            [RecordedCommand.SnapshotsKey] = JsonMembers.Of(data, item => NameOf(data, item), item => item.Gate.Manifest.Id),
        },
        new JsonObject
        {
            [RecordedCommand.FoldersKey] = new JsonArray([.. data.Select(item => JsonValue.Create(item.Snapshot.Folder))]),
            ["checked"] = new JsonArray([.. data.Select(item => JsonValue.Create(item.Gate.How))]),
            ["files"] = data.Sum(item => (long)item.Gate.Manifest.Files.Count),
            ["bytes"] = data.Sum(item => item.Gate.Manifest.Bytes),
        });

    /// <summary>What is known of this machine before the command runs.</summary>
    /// <param name="tellsThreads">False where it is held against a lock of a version that didn't record the variables with numbers of threads.</param>
    public static BoxLock EnvironmentFor(CommandRecipe recipe, bool tellsThreads = true)
    {
        var threadsAreGiven = recipe.Threads is not null || !tellsThreads;
        var relevant = new JsonObject
        {
            ["processor"] = Processor.Describe(capability: null),
            ["libc"] = CLibrary.Version,
            ["libm"] = MathLibrary.Digest,
            ["threads"] = recipe.Threads,
            [RecordedEnvironment.VariablesKey] = LockedVariables.Read(threadsAreGiven),
        };
        if (recipe.Inject)
        {
            relevant["injection"] = Injection;
        }

        return new BoxLock(Box.Environment, relevant, new JsonObject
        {
            [LockstepBuild.Key] = new JsonObject { ["version"] = LockstepBuild.This.Version, ["commit"] = LockstepBuild.This.Commit },
            ["os"] = RuntimeInformation.OSDescription,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["host"] = Environment.MachineName,
            [RecordedCommand.ProcessorsKey] = Environment.ProcessorCount,
            [RecordedEnvironment.VariablesKey] = LockedVariables.ReadQuiet(threadsAreGiven),
        });
    }

    public static BoxLock Randomness(CommandRecipe recipe, IReadOnlyDictionary<string, string> seeds)
    {
        var relevant = new JsonObject { ["seed"] = recipe.Seed, ["determinism"] = recipe.Determinism };
        if (seeds.Count > 0)
        {
            relevant[RecordedCommand.SeedVariablesKey] = Digests(seeds);
        }

        return new BoxLock(Box.Randomness, relevant, []);
    }

    /// <summary>Two folders of one name are told apart by their place.</summary>
    private static string NameOf(IReadOnlyList<CommandData> data, CommandData named) =>
        data.Count(item => item.Name == named.Name) > 1 ? $"{data.TakeWhile(item => !ReferenceEquals(item, named)).Count() + 1}-{named.Name}" : named.Name;

    private static JsonObject Digests(IReadOnlyDictionary<string, string> files) =>
        JsonMembers.Of(files.Keys.Order(StringComparer.Ordinal), name => name, name => files[name]);
}
