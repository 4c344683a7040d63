namespace Lockstep.Exec.Outputs;

/// <summary>How two files of two runs were found to belong together.</summary>
internal enum PairedBy
{
    /// <summary>They have one name.</summary>
    Name,

    /// <summary>Their names are one but for a date, a time or the host.</summary>
    RestOfName,

    /// <summary>Their names are one but for numbers, of a process or a counter; where there are several, they are paired in order.</summary>
    Numbers,

    /// <summary>Their contents are equal, and nothing else has their names.</summary>
    Content,
}

/// <summary>A file of one run beside that of another.</summary>
/// <param name="Difference">In words, what differs first; null where their contents are equal.</param>
internal sealed record OutputPair(OutputFile First, OutputFile Second, PairedBy By, string? Difference)
{
    public bool IsEqual => Difference is null;
}
