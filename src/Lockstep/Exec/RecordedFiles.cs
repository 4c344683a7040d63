using Lockstep.Files;
using Lockstep.Locks;

namespace Lockstep.Exec;

/// <summary>What of a recorded command's locks can be held against this machine before it runs again.</summary>
internal static class RecordedFiles
{
    /// <summary>Of what is known before, and of each file that was read then.</summary>
    public static IEnumerable<LockDifference> Differences(LockSet recorded, PreparedCommand prepared)
    {
        var command = new RecordedCommand(recorded);
        var digests = new KnownDigests();
        var (code, inputs) = (Found(command.Files), Found(command.Inputs));
        if (prepared.Tree is { } tree)
        {
            digests.Forget(tree.Top);
        }

        digests.Save();
        var known = CommandLocks.After(
            prepared.Locks, new CommandFindings(code, inputs, new Dictionary<string, string>(), null, null, null, IsAddressOrderFixed: true), command.Outside);
        known = known with { Environment = CommandEnvironment.Expected(recorded.Environment, prepared.Recipe.Recipe, prepared.Arguments, prepared.Folder) };
        return recorded.DifferencesTo(known).Where(IsKnownBefore);

        Dictionary<string, string> Found(IReadOnlyDictionary<string, string> files) => files.Keys
            .Select(file => (File: file, Digest: digests.Of(CommandFiles.PathOf(prepared, command, file), CancellationToken.None)))
            .Where(file => file.Digest is not null)
            .ToDictionary(file => file.File, file => file.Digest ?? "", StringComparer.Ordinal);
    }

    /// <summary>Whether it is of what is known before the command runs.</summary>
    private static bool IsKnownBefore(LockDifference difference) => difference.Key.Split('.')[0] is var first && difference.Box switch
    {
        Box.Randomness => first is not ("addressOrder" or "switches"),
        _ => true,
    };
}
