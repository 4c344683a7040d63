namespace Lockstep.Samples;

/// <summary>From how many classes on a matrix of all by all, or a table with a line a class, is no longer given whole.</summary>
public static class ManyClasses
{
    /// <summary>Up to that many everything is given whole.</summary>
    public const int MostWhole = 500;

    /// <summary>Of more, how many a table for people shows.</summary>
    public const int Shown = 20;

    /// <summary>Whether there are too many to list each.</summary>
    public static bool Are(int classes) => classes > MostWhole;
}
