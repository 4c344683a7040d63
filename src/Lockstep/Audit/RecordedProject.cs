using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Audit;

/// <summary>The project that the command of a run was run in, as its locks name it.</summary>
/// <param name="Root">The folder that the names of its files are from; it need not be here.</param>
/// <param name="Code">The files of code that it read, from there.</param>
/// <param name="Data">The folders of data sets that it was given, absolute; they need not be here.</param>
public sealed record RecordedProject(string Root, IReadOnlyList<string> Code, IReadOnlyList<string> Data)
{
    /// <exception cref="LockstepException">The run's locks can't be read.</exception>
    public static RecordedProject Of(RunFolder run)
    {
        var recorded = new RecordedCommand(run.ReadLocks());
        return new RecordedProject(recorded.Root, [.. recorded.Files.Keys.Except(recorded.Outside.Keys)], recorded.DataFolders);
    }
}
