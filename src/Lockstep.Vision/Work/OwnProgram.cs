using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Vision.Extending;

namespace Lockstep.Vision.Work;

/// <summary>The program that made a run: one that adds to Lockstep is needed again for whatever builds its model or augments its images.</summary>
internal static class OwnProgram
{
    /// <exception cref="UsageException">The run was made by a program that adds to Lockstep, and this is not one.</exception>
    public static void Expect(RunFolder folder, LockSet recorded, Extensions extensions)
    {
        if (new RecordedCode(recorded.Code).ProgramFiles is { Count: > 0 } files && extensions.Recipes is { Augmentations: [], Models: [] })
        {
            throw new UsageException($"{folder.Name} was made by a program that adds to Lockstep ({string.Join(", ", files)}), "
                + "and its augmentation or model is in there. Use that program.");
        }
    }
}
