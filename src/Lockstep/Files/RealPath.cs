namespace Lockstep.Files;

/// <summary>Where a path leads once every link on the way is resolved.</summary>
public static class RealPath
{
    /// <summary>As many as the kernel follows.</summary>
    private const int MostLinks = 40;

    /// <param name="path">What it names, and folders on the way, may be absent: the rest is taken as it stands.</param>
    /// <exception cref="LockstepException">The links lead round in circles.</exception>
    public static string Of(string path)
    {
        var real = "/";
        var links = 0;
        var parts = new Stack<string>();
        Push(parts, Path.GetFullPath(path));
        while (parts.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? "/";
                continue;
            }

            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new LockstepException($"{path}: its links lead round in circles at {next}. Name another place.");
            }

            real = target.StartsWith('/') ? "/" : real;
            Push(parts, target);
        }

        return real;
    }

    private static void Push(Stack<string> parts, string path)
    {
        foreach (var part in path.Split('/').Where(part => part is not ("" or ".")).Reverse())
        {
            parts.Push(part);
        }
    }
}
