namespace Lockstep.Files;

/// <summary>What a phase of work on millions of files leaves on the heap.</summary>
public static class Leftovers
{
    private const int Many = 100_000;

    /// <summary>
    /// Gives it back before the next phase needs as much again: by itself the collector lets a heap grow to twice what is in use.
    /// For fewer files it isn't worth its time.
    /// </summary>
    /// <param name="files">How many the phase went through.</param>
    public static void GiveBack(int files)
    {
        if (files >= Many)
        {
            GC.Collect();
        }
    }
}
