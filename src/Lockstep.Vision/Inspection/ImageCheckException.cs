namespace Lockstep.Vision.Inspection;

/// <summary>Images of a data set can't be trained on; there is no run yet.</summary>
internal sealed class ImageCheckException : LockstepException
{
    private const int Shown = 10;

    /// <param name="problems">At least one.</param>
    /// <param name="samples">How many images there are.</param>
    internal ImageCheckException(IReadOnlyList<ImageProblem> problems, int samples, string folder)
        : base(MessageOf(problems, samples, folder)) => Names = [.. problems.Select(problem => problem.Name)];

    /// <summary>The names of the samples.</summary>
    public IReadOnlyList<string> Names { get; }

    private static string MessageOf(IReadOnlyList<ImageProblem> problems, int samples, string folder) =>
        $"Data: {problems.Count} of {samples} images of {folder} can't be trained on:"
        + string.Concat(problems.Take(Shown).Select(problem => $"\n  {problem.Name}: {problem.Reason}"))
        + (problems.Count > Shown ? $"\n  … and {problems.Count - Shown} more" : "")
        + string.Concat(problems.Select(problem => problem.Kind).Distinct().Order().Select(kind => $"\n{AdviceFor(kind)}"));

    private static string AdviceFor(ImageProblemKind kind) => kind switch
    {
        ImageProblemKind.Broken => "Replace, convert or remove broken files and seal the data set anew, or leave such images out with data.on_broken: skip.",
        ImageProblemKind.Turned => "Turn the pictures themselves, or set data.orientation to apply or ignore.",
        _ => "A batch needs one size: set augment.resize: [height, width].",
    };
}
