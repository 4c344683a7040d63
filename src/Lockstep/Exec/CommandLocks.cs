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

    public static LockSet Before(ResolvedCommand recipe, CommandSource source, string folder, IReadOnlyList<CommandData> data, GitState? git)
    {
        var code = CodeLock.Of(recipe, source.FileName, source.Overrides, git)
            .Noting(RecordedCommand.FolderKey, folder)
            .Noting(RecordedCommand.FolderInRepositoryKey, git is null ? null : Path.GetRelativePath(git.Root, folder));
        return new LockSet(code, Data(data), EnvironmentFor(recipe.Recipe), Randomness(recipe.Recipe));
    }

    /// <summary>Completed by what the command turned out to use.</summary>
    /// <param name="outside">Where files outside the root lie, by their name.</param>
    public static LockSet After(LockSet before, CommandFindings found, IReadOnlyDictionary<string, string> outside)
    {
        var environment = before.Environment.With("libraries", Digests(found.Libraries));
        environment = found.Python is { } python ? environment.With("python", python.DeepClone()) : environment;
        environment = found.R is { } r ? environment.With("r", r.DeepClone()) : environment;
        return new LockSet(
            before.Code.With(RecordedCommand.FilesKey, Digests(found.Code)),
            before.Data.With(RecordedCommand.InputsKey, Digests(found.Inputs)).Noting(RecordedCommand.OutsideKey, Digests(outside)),
            environment,
            before.Randomness
                .With("addressOrder", found.IsAddressOrderFixed ? "fixed" : "random")
                .With(RecordedCommand.SwitchesKey, found.Switches?.DeepClone() ?? new JsonObject()));
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
    public static BoxLock EnvironmentFor(CommandRecipe recipe)
    {
        var relevant = new JsonObject
        {
            ["processor"] = Processor.Describe(capability: null),
            ["libc"] = CLibrary.Version,
            ["libm"] = MathLibrary.Digest,
            ["threads"] = recipe.Threads,
            ["variables"] = LockedVariables.Read(),
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
        });
    }

    private static BoxLock Randomness(CommandRecipe recipe) => new(
        Box.Randomness,
        new JsonObject { ["seed"] = recipe.Seed, ["determinism"] = recipe.Determinism },
        []);

    /// <summary>Two folders of one name are told apart by their place.</summary>
    private static string NameOf(IReadOnlyList<CommandData> data, CommandData named) =>
        data.Count(item => item.Name == named.Name) > 1 ? $"{data.TakeWhile(item => !ReferenceEquals(item, named)).Count() + 1}-{named.Name}" : named.Name;

    private static JsonObject Digests(IReadOnlyDictionary<string, string> files) =>
        JsonMembers.Of(files.Keys.Order(StringComparer.Ordinal), name => name, name => files[name]);
}
