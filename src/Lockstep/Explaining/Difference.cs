using Lockstep.Locks;
using Lockstep.Schema;

namespace Lockstep.Explaining;

/// <summary>Something of the second run that can be put into the first, or can't.</summary>
/// <param name="Name">As it is printed, such as <c>recipe.train.lr</c>.</param>
/// <param name="A">In a few words or as JSON text; null for nothing.</param>
/// <param name="Acts">Where it can make a difference, which says how likely it is.</param>
public abstract record Difference(Box Box, string Name, string? A, string? B, Effects Acts)
{
    private const int MostShown = 40;

    /// <summary>The name, with both values where they say something.</summary>
    public sealed override string ToString() => A is null && B is null ? Name : $"{Name} ({Short(A)} in A, {Short(B)} in B)";

    private static string Short(string? text) => text is null ? "nothing" : text.Length > MostShown ? text[..(MostShown - 1)] + "…" : text;
}

/// <summary>A value of the recipe.</summary>
/// <param name="Path">Of the key.</param>
/// <param name="Value">The second run's, as JSON; null for null.</param>
public sealed record RecipeDifference(string Path, string? A, string? B, Effects Acts, string? Value) : Difference(Box.Code, $"recipe.{Path}", A, B, Acts);

/// <summary>A variable that libraries read when a process starts.</summary>
public sealed record VariableDifference(string Variable, string? A, string? B, Effects Acts) : Difference(Box.Environment, $"variables.{Variable}", A, B, Acts);

/// <summary>Whether libtorch computes with oneDNN.</summary>
public sealed record OneDnnDifference(string A, string B, Effects Acts) : Difference(Box.Environment, RecordedEnvironment.OneDnnKey, A, B, Acts);

/// <summary>The weights' or the model's file.</summary>
public sealed record ModelFileDifference(string? A, string? B, Effects Acts) : Difference(Box.Data, "modelSha256", A, B, Acts);

/// <summary>The split file.</summary>
public sealed record SplitFileDifference(string? A, string? B, Effects Acts) : Difference(Box.Data, "split file", A, B, Acts);

/// <summary>Files of the data set, or all of it.</summary>
/// <param name="Without">Paths that the first run's has and the second's lacks, or has otherwise.</param>
/// <param name="With">Paths of the second run's that come instead.</param>
public sealed record DataDifference(
    string What,
    IReadOnlyList<string> Without,
    IReadOnlyList<string> With,
    Effects Acts) : Difference(Box.Data, What, null, null, Acts);

/// <summary>What belongs to the machine or the program, and is here as it is.</summary>
/// <param name="Here">What it is here, as JSON text.</param>
public sealed record FixedDifference(Box Box, string Name, string? A, string? B, Effects Acts, string? Here) : Difference(Box, Name, A, B, Acts)
{
    /// <summary>It is here as in the second run: whatever is replayed here has it.</summary>
    public bool IsPut => Here == B;

    internal bool IsAsInA => Here == A;
}
