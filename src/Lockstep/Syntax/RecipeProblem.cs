namespace Lockstep.Syntax;

/// <summary>One thing wrong with a recipe.</summary>
/// <param name="Where"><c>config.yaml:7:15</c> (line and column count from 1, columns in UTF-16 units) or <c>--set train.lr=abc</c>.</param>
public sealed record RecipeProblem(string Where, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Where}: {Message}";
}
