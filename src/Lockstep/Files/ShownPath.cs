namespace Lockstep.Files;

/// <summary>A path as messages show it: relative to the current folder where that is shorter to read.</summary>
public static class ShownPath
{
    /// <summary>As it was given where it lies outside the current folder.</summary>
    public static string Of(string path) =>
        Path.GetRelativePath(Environment.CurrentDirectory, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
}
