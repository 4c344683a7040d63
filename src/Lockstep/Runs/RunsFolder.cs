using Lockstep.Files;

namespace Lockstep.Runs;

/// <summary>The folder that holds the runs.</summary>
public static class RunsFolder
{
    /// <summary>Sees that a run's folder can be made below <paramref name="runs"/>, before any work; nothing of it stays.</summary>
    /// <exception cref="UsageException">It can't.</exception>
    public static void RefuseUnwritable(string runs)
    {
        var nearest = Path.GetFullPath(runs);
        while (!Presence.IsFolder(nearest) && Path.GetDirectoryName(nearest) is { } above)
        {
            nearest = above;
        }

        try
        {
            var tried = Path.Combine(nearest, $".lockstep-{Environment.ProcessId}");
            Directory.CreateDirectory(tried);
            Directory.Delete(tried);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--runs {runs}: no run can be written there: "
                + $"{(Presence.IsFile(nearest) ? $"{nearest} is a file" : $"{nearest} takes no new folder")}. Name another folder.");
        }
    }
}
