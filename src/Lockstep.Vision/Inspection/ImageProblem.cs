namespace Lockstep.Vision.Inspection;

/// <summary>An image that training would stop at, or that is not all that its file holds.</summary>
/// <param name="Name">Of the sample.</param>
/// <param name="Reason">In words that follow a colon.</param>
internal sealed record ImageProblem(ImageProblemKind Kind, string Name, string Reason);

internal enum ImageProblemKind
{
    /// <summary>It can't be decoded.</summary>
    Broken,

    /// <summary>It is to be turned, and the recipe refuses those.</summary>
    Turned,

    /// <summary>It would have another size than the others of a batch.</summary>
    Size,

    /// <summary>None: it is the first of several pages or frames.</summary>
    First,
}
